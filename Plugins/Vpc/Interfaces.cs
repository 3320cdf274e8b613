using System.Text.RegularExpressions;
using Amazon.EC2.Model;

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
        if (Known().Match(text).Groups.Values.Skip(1).FirstOrDefault(g => g.Success) is { } owner) return (owner.Name.Replace('_', '-'), owner.Value);
        if (n.RequesterManaged != true && n.Attachment is null) return (null, null);
        return ("service", text.Length > 0 ? text : n.RequesterId);
    }

    public static string? PublicIp(NetworkInterface n) =>
        n.Association?.PublicIp ?? (n.PrivateIpAddresses ?? []).Select(a => a.Association?.PublicIp).FirstOrDefault(ip => ip is not null);

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
