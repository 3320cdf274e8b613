using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_get_security_group: rules both ways and what uses the group
/// (DescribeSecurityGroups, DescribeSecurityGroupRules, DescribeNetworkInterfaces, DescribeInstances).
/// </summary>
public static class GetSecurityGroup
{
    private const int Most = 100;

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_security_group", "Shows one security group: rules with ids, the interfaces behind it, groups that refer to it. For others, use vpc_list_security_groups.", RunAsync,
        iam: ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:DescribeNetworkInterfaces", "ec2:DescribeInstances"],
        examples: ["What is behind this security group?", "Which rules does sg-0abc have?"]);

    public sealed record Input
    {
        [Description("Group id.")]
        public required string GroupId { get; init; }
    }

    public sealed record User(string InterfaceId, string? OwnerType, string? Owner, string? OwnerName, string? PrivateIp, string? PublicIp);

    public sealed record Referrer(string Id, string Name, IReadOnlyList<string> Rules);

    public sealed record Result(
        string Id, string Name, string? Description, string? VpcId, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<RuleRow> Inbound, IReadOnlyList<RuleRow> Outbound,
        IReadOnlyList<User> UsedBy, IReadOnlyList<Referrer> ReferredToBy, string? Note);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (group, rules, users, referrers) = (
            Networks.GroupAsync(ec2, input.GroupId, ct), Rules.OfGroupAsync(ec2, input.GroupId, ct),
            UsersAsync(ec2, input.GroupId, ct), Rules.ReferrersAsync(ec2, input.GroupId, ct));
        await Task.WhenAll(group, rules, users, referrers);
        var (g, byWay) = (await group, (await rules).ToLookup(r => r.IsEgress == true, Rules.ToRow));
        return new(
            g.GroupId, g.GroupName, g.Description, g.VpcId, g.Tags.ToMap(), [.. byWay[false]], [.. byWay[true]],
            [.. (await users).Take(Most)], [.. (await referrers).Select(r => new Referrer(r.GroupId, r.GroupName, [.. Rules.Naming(g.GroupId, r)]))],
            (await users).Count > Most ? $"{Most} of {(await users).Count} interfaces are shown; vpc_list_network_interfaces has all." : null);
    }

    private static async Task<List<User>> UsersAsync(IAmazonEC2 ec2, string groupId, CancellationToken ct)
    {
        var found = await Networks.InterfacesAsync(ec2, [new("group-id", [groupId])], ct);
        var instances = found.Select(n => n.Attachment?.InstanceId).OfType<string>().Distinct().Take(Most).ToList();
        var names = instances.Count == 0 ? [] : (await ec2.DescribeInstancesAsync(new() { Filters = [new("instance-id", instances)] }, ct)).Reservations ?? [];
        var nameOf = names.SelectMany(r => r.Instances ?? []).ToDictionary(i => i.InstanceId, i => i.Tags.Name());
        return [.. found.Select(n =>
        {
            var (type, id) = Interfaces.Owner(n);
            return new User(n.NetworkInterfaceId, type, id, id is null ? null : nameOf.GetValueOrDefault(id), n.PrivateIpAddress, Interfaces.PublicIp(n));
        })];
    }
}
