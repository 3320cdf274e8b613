using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_parameter_groups (DescribeDBParameterGroups, DescribeDBClusterParameterGroups).</summary>
public static class ListParameterGroups
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_parameter_groups", "Lists parameter groups of DB instances or clusters. For a database's, use rds_get_instance.",
        RunAsync,
        iam: ["rds:DescribeDBParameterGroups", "rds:DescribeDBClusterParameterGroups"],
        examples: ["Which parameter groups are there for postgres16?"]);

    public sealed record Input : PageInput
    {
        [Description("Source type."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";
    }

    public sealed record Row(string Name, string Family, string? Description);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.SourceType == "cluster")
        {
            var clusters = await rds.DescribeDBClusterParameterGroupsAsync(
                new() { MaxRecords = RdsPages.Size(input), Marker = input.Cursor }, ct);
            return new([.. (clusters.DBClusterParameterGroups ?? [])
                .Select(g => new Row(g.DBClusterParameterGroupName, g.DBParameterGroupFamily, g.Description))], clusters.Marker);
        }

        var answer = await rds.DescribeDBParameterGroupsAsync(new() { MaxRecords = RdsPages.Size(input), Marker = input.Cursor }, ct);
        return new([.. (answer.DBParameterGroups ?? [])
            .Select(g => new Row(g.DBParameterGroupName, g.DBParameterGroupFamily, g.Description))], answer.Marker);
    }
}
