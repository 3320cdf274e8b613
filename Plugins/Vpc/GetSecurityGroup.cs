using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_get_security_group: rules both ways and what uses the group
/// (DescribeSecurityGroups, DescribeSecurityGroupRules, DescribeNetworkInterfaces, DescribeInstances).
/// </summary>
public static class GetSecurityGroup
{
    // Together these keep the answer within 5,000 tokens.
    private const int MostRules = 40, MostUsers = 25, MostReferrers = 20;

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_security_group",
        "One security group: rules with ids, what uses it, groups that name it. For others, use vpc_list_security_groups.",
        RunAsync,
        iam: ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", .. Interfaces.LiveActions],
        examples: ["What is behind this security group?", "Which rules does sg-0abc have?"]);

    public sealed record Input
    {
        [Description("Group id.")]
        public required string GroupId { get; init; }

        [Description("Rules to skip in each direction."), Range(0, 10_000)]
        public int RuleOffset { get; init; }
    }

    public sealed record User(string InterfaceId, string? OwnerType, string? Owner, string? OwnerName, string? PrivateIp, string? PublicIp);

    public sealed record Referrer(string Id, string Name, IReadOnlyList<string> Rules);

    /// <param name="UsedBy">Network interfaces that have the group, without those of terminated instances.</param>
    public sealed record Result(
        string Id, string Name, string? Description, string? VpcId, IReadOnlyDictionary<string, string> Tags,
        IReadOnlyList<RuleRow> Inbound, IReadOnlyList<RuleRow> Outbound, IReadOnlyList<User> UsedBy, IReadOnlyList<Referrer> ReferredToBy,
        string? Note);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (group, rules, users, referrers) = (
            Networks.GroupAsync(ec2, input.GroupId, ct), Rules.OfGroupAsync(ec2, input.GroupId, ct),
            unknowns.TryAsync("What uses the group", () => Interfaces.LiveAsync(ec2, [new("group-id", [input.GroupId])], ct)),
            unknowns.TryAsync("Groups that refer to this one", () => Rules.ReferrersAsync(ec2, input.GroupId, ct)));
        await Task.WhenAll(group, rules, users, referrers);
        List<string> notes = [.. unknowns.Notes];
        var (g, byWay) = (await group, (await rules).ToLookup(r => r.IsEgress == true, Rules.ToRow));
        var shown = Few(await users ?? [], MostUsers,
            all => $"{MostUsers} of {all} interfaces are shown; vpc_list_network_interfaces with groupId has all.");
        if (await users is { Count: 0 }) notes.Add(Unused);
        return new(
            g.GroupId, g.GroupName, g.Description, g.VpcId, g.Tags.ToMap(), Way(false, "inbound"), Way(true, "outbound"),
            await WithNamesAsync(ec2, shown, unknowns, ct),
            [.. Few(await referrers ?? [], MostReferrers,
                all => $"{MostReferrers} of {all} referring groups are shown; the plan of vpc_delete_security_group has more.")
                .Select(r => new Referrer(r.GroupId, r.GroupName, [.. PlanBuilder.Some([.. Rules.Naming(g.GroupId, r)], 5)]))],
            Notes.Join(notes));

        IReadOnlyList<RuleRow> Way(bool egress, string name)
        {
            List<RuleRow> all = [.. byWay[egress]];
            var end = input.RuleOffset + MostRules;
            if (all.Count > end) notes.Add($"{all.Count - end} more {name} rules: call again with ruleOffset {end}.");
            return [.. all.Skip(input.RuleOffset).Take(MostRules)];
        }

        List<T> Few<T>(List<T> all, int most, Func<int, string> note)
        {
            if (all.Count > most) notes.Add(note(all.Count));
            return [.. all.Take(most)];
        }
    }

    /// <summary>What an empty list of users does not prove.</summary>
    internal const string Unused =
        "What uses a group is known from network interfaces: "
        + "a launch template, or a database or load balancer without an interface, is not seen.";

    private static async Task<IReadOnlyList<User>> WithNamesAsync(
        IAmazonEC2 ec2, List<NetworkInterface> found, Unknowns unknowns, CancellationToken ct)
    {
        var ids = found.Select(n => n.Attachment?.InstanceId).OfType<string>().Distinct().ToList();
        var instances = ids.Count == 0 ? [] : await unknowns.TryAsync("Names of instances", () => Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeInstancesAsync(new() { Filters = [new("instance-id", ids)], NextToken = next }, ct);
            return (answer.Reservations, answer.NextToken);
        })) ?? [];
        var nameOf = instances.SelectMany(r => r.Instances ?? []).DistinctBy(i => i.InstanceId)
            .ToDictionary(i => i.InstanceId, i => i.Tags.Name());
        return [.. found.Select(n =>
        {
            var (type, id) = Interfaces.Owner(n);
            return new User(n.NetworkInterfaceId, type, id, id is null ? null : nameOf.GetValueOrDefault(id), n.PrivateIpAddress,
                Interfaces.PublicIp(n));
        })];
    }
}
