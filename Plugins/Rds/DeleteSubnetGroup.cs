using System.ComponentModel;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_subnet_group (DeleteDBSubnetGroup).</summary>
public static class DeleteSubnetGroup
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_subnet_group", "Deletes a DB subnet group that no database uses.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBSubnetGroups", "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:ListTagsForResource", "rds:DeleteDBSubnetGroup"],
        examples: ["Delete the subnet group old-data."]);

    public sealed record Input
    {
        [Description("Name.")]
        public required string Name { get; init; }
    }

    public sealed record Result(string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var group = (await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.Name }, ct)).DBSubnetGroups[0];
        var instances = RdsPages.AllAsync(async marker =>
        {
            var answer = await rds.DescribeDBInstancesAsync(new() { MaxRecords = 100, Marker = marker }, ct);
            return (answer.DBInstances, answer.Marker);
        });
        var clusters = RdsPages.AllAsync(async marker =>
        {
            var answer = await rds.DescribeDBClustersAsync(new() { MaxRecords = 100, Marker = marker }, ct);
            return (answer.DBClusters, answer.Marker);
        });
        var tags = rds.ListTagsForResourceAsync(new() { ResourceName = group.DBSubnetGroupArn }, ct);
        await Task.WhenAll(instances, clusters, tags);

        // RDS keeps these names in lower case, however they were written.
        bool Is(string? name) => string.Equals(name, group.DBSubnetGroupName, StringComparison.OrdinalIgnoreCase);
        var users = (await instances).Where(i => Is(i.DBSubnetGroup?.DBSubnetGroupName)).Select(i => $"instance {i.DBInstanceIdentifier}")
            .Concat((await clusters).Where(c => Is(c.DBSubnetGroup)).Select(c => $"cluster {c.DBClusterIdentifier}")).Order(StringComparer.Ordinal).ToList();
        var row = ListSubnetGroups.ToRow(group);
        return new($"Delete the DB subnet group {row.Name} of {row.VpcId}.",
            users.Count > 0 ? [$"REFUSED by AWS as it stands: it is used by {string.Join(", ", users)}."] : ["No database uses it. The subnets stay."])
        {
            Resources = [new(group.DBSubnetGroupArn, $"{row.VpcId}, {string.Join(", ", row.SubnetIds)}") { Tags = (await tags).TagList.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        await rds.DeleteDBSubnetGroupAsync(new() { DBSubnetGroupName = input.Name }, ct);
        return new(input.Name, "deleted");
    }
}
