using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_list_security_groups: one short row for each group, with its open ports and, where these were asked for, what is behind them
/// (DescribeSecurityGroups, GetManagedPrefixListEntries, DescribeNetworkInterfaces).
/// </summary>
public static class ListSecurityGroups
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_security_groups",
        "Lists security groups and their open ports. For rules and users of one, use vpc_get_security_group.", RunAsync,
        iam: ["ec2:DescribeSecurityGroups", .. Interfaces.LiveActions, .. GroupUses.Actions, PrefixLists.Action],
        examples: ["Which groups does nothing use?", "Which security groups let the world in on port 22, and what is behind them?",
            "Which groups let 203.0.113.7 in?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Name; * matches any text.")]
        public string? Name { get; init; }

        [Description("TCP or UDP, open inbound."), Range(0, 65535)]
        public int? Port { get; init; }

        [Description("Open to all of IPv4 or IPv6.")]
        public bool OpenToWorld { get; init; }

        [Description("Address or CIDR block that is let in.")]
        public string? Source { get; init; }

        [Description("Nothing uses it.")]
        public bool Unused { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    /// <param name="OpenToWorld">Ports open to every public address, as <c>tcp 22 (IPv4)</c>.</param>
    /// <param name="UsedBy">Told when port, openToWorld or source is given: empty when no network interface has the group.</param>
    public sealed record Row(
        string Id, string Name, string? VpcId, IReadOnlyList<string>? OpenToWorld, IReadOnlyList<string>? OpenToOthers,
        IReadOnlyList<string>? UsedBy = null);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Cidr? source = input.Source is null ? null : Cidr.Require(input.Source);
        var choosy = input.Port is not null || input.OpenToWorld || source is not null;
        var (lists, unknowns) = (new PrefixLists(), new Unknowns(context.Target));
        var uses = input.Unused ? await GroupUses.ReadAsync(ec2, input.VpcId, unknowns, ct) : null;
        var page = await Paging.FindAsync<Row>(input, async next =>
        {
            var answer = await ec2.DescribeSecurityGroupsAsync(new()
            {
                Filters = [.. Ec2Tags.Filter("vpc-id", input.VpcId), .. Ec2Tags.Filters(input.Tags)],
                // EC2 finds a port only by the ends of its range, and a name only in its case: such filters are ours and want large pages.
                MaxResults = Ec2Tags.PageSize(input, dropsRows: choosy || uses is not null || input.Name is not null),
                NextToken = next,
            }, ct);
            var groups = (answer.SecurityGroups ?? []).FindAll(g => NameFilter.Matches(g.GroupName, input.Name));
            await lists.ReadAsync(ec2, groups.SelectMany(g => g.IpPermissions ?? []), context, ct);
            var open = groups.Where(g => Exposure.Lets(g.IpPermissions ?? [], lists, input.Port, input.OpenToWorld, source));
            return ([.. open.Where(g => uses?.IsUnused(g) is not false).Select(g => ToRow(g, lists))], answer.NextToken);
        });
        if (uses is not null) return page with { Note = string.Join(" ", [.. unknowns.Notes, GroupUses.Unseen]) };
        if (!choosy) return page with { Note = lists.Note };

        var rows = await unknowns.TryAsync("What uses these groups", () => WithUsersAsync(ec2, page.Items, ct)) ?? page.Items;
        string?[] notes = [lists.Note, unknowns.Note, rows.Any(r => r.UsedBy is { Count: 0 }) ? GetSecurityGroup.Unused : null];
        return page with { Items = rows, Note = Notes.Join(notes) };
    }

    private static async Task<IReadOnlyList<Row>> WithUsersAsync(IAmazonEC2 ec2, IReadOnlyList<Row> rows, CancellationToken ct)
    {
        // EC2 takes 200 values of a filter.
        var found = await rows.Select(r => r.Id).Chunk(200)
            .AskAsync((ids, t) => Interfaces.LiveAsync(ec2, [new("group-id", [.. ids])], t), ct);
        var users = (from n in found.SelectMany(n => n).DistinctBy(n => n.NetworkInterfaceId)
                     from g in n.Groups ?? []
                     select (g.GroupId, Text: Interfaces.OwnerText(n))).Distinct().ToLookup(u => u.GroupId, u => u.Text);
        return [.. rows.Select(r => r with { UsedBy = [.. PlanBuilder.Some([.. users[r.Id].Order(StringComparer.Ordinal)], 5)] })];
    }

    internal static Row ToRow(SecurityGroup g, PrefixLists lists)
    {
        var world = Exposure.ToWorld(g.IpPermissions ?? [], lists);
        var others = (g.IpPermissions ?? []).Where(p => !Exposure.IsWithin(p, lists, world))
            .Select(p => Rules.Ports(p.IpProtocol, p.FromPort, p.ToPort));
        return new(
            g.GroupId, g.GroupName, g.VpcId, Few(world.Select(o => o.ToString())), Few(others.Distinct().Order(StringComparer.Ordinal)));

        static IReadOnlyList<string>? Few(IEnumerable<string> all) => all.ToList() is { Count: > 0 } lines
            ? [.. PlanBuilder.Some(lines, 8)]
            : null;
    }
}
