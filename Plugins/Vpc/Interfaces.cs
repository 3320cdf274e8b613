using System.Text.RegularExpressions;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>Network interfaces, as results and plans tell them.</summary>
internal static partial class Interfaces
{
    /// <summary>
    /// What an interface belongs to; nulls when nothing has it. EC2 tells this for instances only: for all others, the text that
    /// the service wrote into the description is the only source.
    /// </summary>
    public static (string? Type, string? Id) Owner(NetworkInterface n)
    {
        if (n.Attachment?.InstanceId is { } instance) return ("instance", instance);
        var text = n.Description ?? "";
        if (Known().Match(text).Groups.Values.Skip(1).FirstOrDefault(g => g.Success) is { } owner)
            return (owner.Name.Replace('_', '-'), owner.Value);
        if (n.RequesterManaged != true && n.Attachment is null) return (null, null);
        return ("service", text.Length > 0 ? text : n.RequesterId);
    }

    public static string? PublicIp(NetworkInterface n) =>
        n.Association?.PublicIp ?? (n.PrivateIpAddresses ?? []).Select(a => a.Association?.PublicIp).FirstOrDefault(ip => ip is not null);

    /// <summary>
    /// Interfaces without those that EC2 is about to remove by itself: of terminated instances and of deleted NAT gateways. Both stay
    /// listed for a while after their owner is gone.
    /// </summary>
    public static async Task<List<NetworkInterface>> LiveAsync(IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct)
    {
        var all = await Networks.InterfacesAsync(ec2, filters, ct);
        var gone = await GoneAsync(ec2, all, ct);
        return all.FindAll(n => Owner(n).Id is not { } owner || !gone.Contains(owner));
    }

    /// <summary>The IAM actions that <see cref="LiveAsync"/> needs.</summary>
    public static readonly string[] LiveActions = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeInstances", "ec2:DescribeNatGateways"];

    private static async Task<HashSet<string>> GoneAsync(IAmazonEC2 ec2, List<NetworkInterface> interfaces, CancellationToken ct)
    {
        var owners = interfaces.Select(Owner).Where(o => o.Id is not null).Distinct().ToLookup(o => o.Type, o => o.Id!);
        // EC2 takes 200 values of a filter.
        var instances = await owners["instance"].Chunk(200).AskAsync((ids, t) => Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeInstancesAsync(
                new() { Filters = [new("instance-id", [.. ids]), new("instance-state-name", ["terminated"])], NextToken = next }, t);
            return (answer.Reservations, answer.NextToken);
        }), ct);
        var gateways = await owners["nat-gateway"].Chunk(200).AskAsync((ids, t) => Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeNatGatewaysAsync(
                new() { Filter = [new("nat-gateway-id", [.. ids]), new("state", ["deleted"])], NextToken = next }, t);
            return (answer.NatGateways, answer.NextToken);
        }), ct);
        return
        [
            .. instances.SelectMany(r => r).SelectMany(r => r.Instances ?? [])
                .Where(i => i.State?.Name == InstanceStateName.Terminated).Select(i => i.InstanceId),
            .. gateways.SelectMany(g => g).Where(g => g.State == NatGatewayState.Deleted).Select(g => g.NatGatewayId),
        ];
    }

    /// <summary><c>instance i-0abc</c>, or the interface itself when nothing has it.</summary>
    public static string OwnerText(NetworkInterface n) => Owner(n) is ({ } type, var id) ? $"{type} {id}" : n.NetworkInterfaceId;

    /// <summary><c>eni-0abc (instance i-0abc, 10.0.0.5, 203.0.113.7)</c></summary>
    public static string Text(NetworkInterface n)
    {
        var (type, id) = Owner(n);
        string?[] parts = [type is null ? "belongs to nothing" : $"{type} {id}", n.PrivateIpAddress, PublicIp(n)];
        return $"{n.NetworkInterfaceId} ({string.Join(", ", parts.Where(p => p is not null))})";
    }

    [GeneratedRegex(
        """
        ^(?:
          Interface\ for\ NAT\ Gateway\ (?<nat_gateway>nat-\w+)
        | VPC\ Endpoint\ Interface\ (?<endpoint>vpce-\w+)
        | ELB\ (?<load_balancer>\S+)
        | AWS\ Lambda\ VPC\ ENI-(?<lambda_function>.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$
        | (?<rds>RDSNetworkInterface)
        | EFS\ mount\ target\ for\ (?<file_system>fs-\w+)
        | ElastiCache\ (?<cache>\S+)
        | Amazon\ EKS\ (?<eks_cluster>\S+)
        | Network\ Interface\ for\ Transit\ Gateway\ Attachment\ (?<transit_gateway_attachment>tgw-attach-\w+)
        | (?<redshift>RedshiftNetworkInterface)
        | (?<ecs_task>arn:aws[\w-]*:ecs:\S+)
        )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Known();
}
