using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_subnet_groups (DescribeDBSubnetGroups).</summary>
public static class ListSubnetGroups
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_subnet_groups", "Lists DB subnet groups: where databases may be placed. For subnets, use vpc_list_subnets.", RunAsync,
        iam: ["rds:DescribeDBSubnetGroups"],
        examples: ["Which subnet groups are in this VPC?"]);

    public sealed record Input : PageInput
    {
        [Description("Group name.")]
        public string? Name { get; init; }
    }

    public sealed record Row(string Name, string? Description, string VpcId, string? Status, IReadOnlyList<string> SubnetIds,
        IReadOnlyList<string> Zones);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DescribeDBSubnetGroupsAsync(
            new() { DBSubnetGroupName = input.Name, MaxRecords = RdsPages.Size(input), Marker = input.Cursor }, ct);
        return new([.. (answer.DBSubnetGroups ?? []).Select(ToRow)], answer.Marker);
    }

    internal static Row ToRow(DBSubnetGroup g) => new(
        g.DBSubnetGroupName, g.DBSubnetGroupDescription, g.VpcId, g.SubnetGroupStatus,
        [.. (g.Subnets ?? []).Select(s => s.SubnetIdentifier)],
        [.. (g.Subnets ?? []).Select(s => s.SubnetAvailabilityZone?.Name).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);
}
