using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_list_security_groups: one short row for each group, with its open ports and, where these are open to the world, what is behind them
/// (DescribeSecurityGroups, DescribeNetworkInterfaces).
/// </summary>
public static class ListSecurityGroups
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_security_groups", "Lists security groups and their open ports. For rules and users of one, use vpc_get_security_group.", RunAsync,
        iam: ["ec2:DescribeSecurityGroups", "ec2:DescribeNetworkInterfaces"],
        examples: ["Which security groups let the world in on port 22, and what is behind them?", "Which groups let 203.0.113.7 in?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Group name; * matches any text.")]
        public string? Name { get; init; }

        [Description("Open inbound."), Range(0, 65535)]
        public int? Port { get; init; }

        [Description("Open to the internet.")]
        public bool OpenToWorld { get; init; }

        [Description("Address or CIDR block let in.")]
        public string? Source { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    /// <param name="UsedBy">Only told of groups that were looked for because they are open to the world: empty when nothing is behind one.</param>
    public sealed record Row(string Id, string Name, string? VpcId, IReadOnlyList<string>? OpenToWorld, IReadOnlyList<string>? OpenToOthers, IReadOnlyList<string>? UsedBy = null);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Cidr? source = input.Source is null ? null : Cidr.Require(input.Source);
        var choosy = input.Port is not null || input.OpenToWorld || source is not null;
        var (rows, unknown, next) = (new List<Row>(), 0, input.Cursor);
        do
        {
            var answer = await ec2.DescribeSecurityGroupsAsync(new()
            {
                Filters = [.. Ec2Tags.Filter("vpc-id", input.VpcId), .. Ec2Tags.Filter("group-name", input.Name), .. Ec2Tags.Filters(input.Tags)],
                // EC2 finds a port only by the ends of its range, so such filters are ours and want large pages.
                MaxResults = choosy ? 1000 : Math.Max(5, input.Limit),
                NextToken = next,
            }, ct);
            var groups = answer.SecurityGroups ?? [];
            unknown += source is null ? 0 : groups.Count(g => (g.IpPermissions ?? []).Exists(p => p.PrefixListIds is { Count: > 0 }));
            rows.AddRange(groups.Where(g => !choosy || Lets(g, input.Port, input.OpenToWorld, source)).Select(ToRow));
            next = answer.NextToken;
        }
        while (choosy && rows.Count < input.Limit && !string.IsNullOrEmpty(next));
        return new(input.OpenToWorld ? await WithUsersAsync(ec2, rows, ct) : rows, next) { Note = unknown == 0 ? null : $"{unknown} group(s) also have rules with prefix lists, whose addresses were not looked at." };
    }

    private static bool Lets(SecurityGroup group, int? port, bool world, Cidr? source) => (group.IpPermissions ?? []).Exists(p =>
        (port is null || Rules.Covers(p, port.Value))
        && (!world && source is null || Rules.Peers(p).Any(peer =>
            Cidr.Parse(peer) is { } block && (!world || block.IsWorld) && (source is null || block.Contains(source.Value)))));

    private static async Task<List<Row>> WithUsersAsync(IAmazonEC2 ec2, List<Row> rows, CancellationToken ct)
    {
        List<NetworkInterface> found = [];
        // EC2 takes 200 values of a filter.
        foreach (var ids in rows.Select(r => r.Id).Chunk(200)) found.AddRange(await Networks.InterfacesAsync(ec2, [new("group-id", [.. ids])], ct));
        var users = (from n in found.DistinctBy(n => n.NetworkInterfaceId) from g in n.Groups ?? [] select (g.GroupId, Text: Interfaces.OwnerText(n))).Distinct().ToLookup(u => u.GroupId, u => u.Text);
        return rows.ConvertAll(r => r with { UsedBy = [.. Networks.Some([.. users[r.Id].Order(StringComparer.Ordinal)], 5)] });
    }

    internal static Row ToRow(SecurityGroup g)
    {
        var ports = (g.IpPermissions ?? [])
            .SelectMany(p => Rules.Peers(p).Select(peer => (Ports: Rules.Ports(p.IpProtocol, p.FromPort, p.ToPort), World: Rules.IsWorld(peer))))
            .Distinct().ToLookup(p => p.World, p => p.Ports);
        return new(g.GroupId, g.GroupName, g.VpcId, Few(ports[true]), Few(ports[false]));

        static IReadOnlyList<string>? Few(IEnumerable<string> all) => all.Any() ? [.. Networks.Some([.. all], 8)] : null;
    }
}
