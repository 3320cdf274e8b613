using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_subnet_groups (DescribeDBSubnetGroups).</summary>
public static class ListSubnetGroups
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_subnet_groups", "Lists DB subnet groups. For subnets, use vpc_list_subnets.", RunAsync,
        iam: ["rds:DescribeDBSubnetGroups"],
        examples: ["Which subnet groups are in this VPC?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }
    }

    public sealed record Row(string Name, string? Description, string VpcId, string? Status, IReadOnlyList<string> SubnetIds,
        IReadOnlyList<string> Zones);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.Name is { } name && NameFilter.IsPlain(name)) return new(await NamedAsync(rds, name, ct));
        return await Paging.FindAsync<Row>(input, async marker =>
        {
            var answer = await rds.DescribeDBSubnetGroupsAsync(new() { MaxRecords = RdsPages.Size(input), Marker = marker }, ct);
            return ([.. (answer.DBSubnetGroups ?? []).Where(g => NameFilter.Matches(g.DBSubnetGroupName, input.Name)).Select(ToRow)],
                answer.Marker);
        });
    }

    private static async Task<IReadOnlyList<Row>> NamedAsync(IAmazonRDS rds, string name, CancellationToken ct)
    {
        try
        {
            return [.. ((await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = name }, ct)).DBSubnetGroups ?? [])
                .Select(ToRow)];
        }
        catch (DBSubnetGroupNotFoundException)
        {
            return [];
        }
    }

    internal static Row ToRow(DBSubnetGroup g) => new(
        g.DBSubnetGroupName, g.DBSubnetGroupDescription, g.VpcId, g.SubnetGroupStatus,
        [.. (g.Subnets ?? []).Select(s => s.SubnetIdentifier)],
        [.. (g.Subnets ?? []).Select(s => s.SubnetAvailabilityZone?.Name).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);
}
