using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_subnet_group (DeleteDBSubnetGroup).</summary>
public static class DeleteSubnetGroup
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_subnet_group", "Deletes a DB subnet group that no database uses.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBSubnetGroups", "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:ListTagsForResource",
            "rds:DeleteDBSubnetGroup"],
        examples: ["Delete the subnet group old-data."]);

    public sealed record Input
    {
        [Description("Name.")]
        public required string Name { get; init; }
    }

    public sealed record Result(string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var unknown = new Unknowns(context.Target);
        var group = ((await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.Name }, ct)).DBSubnetGroups ?? [])
            .FirstOrDefault()
            ?? throw ToolException.NotFound($"The DB subnet group {input.Name}", "rds_list_subnet_groups shows those that exist.");
        var instances = Paging.AllAsync(async marker =>
        {
            var answer = await rds.DescribeDBInstancesAsync(new() { MaxRecords = 100, Marker = marker }, ct);
            return (answer.DBInstances, answer.Marker);
        });
        var clusters = Paging.AllAsync(async marker =>
        {
            var answer = await rds.DescribeDBClustersAsync(new() { MaxRecords = 100, Marker = marker }, ct);
            return (answer.DBClusters, answer.Marker);
        });
        var tags = unknown.TryAsync("The tags", () => rds.ListTagsForResourceAsync(new() { ResourceName = group.DBSubnetGroupArn }, ct));
        await Task.WhenAll(instances, clusters, tags);

        // RDS keeps these names in lower case, however they were written.
        bool Is(string? name) => string.Equals(name, group.DBSubnetGroupName, StringComparison.OrdinalIgnoreCase);
        var users = (await instances).Where(i => Is(i.DBSubnetGroup?.DBSubnetGroupName)).Select(i => $"instance {i.DBInstanceIdentifier}")
            .Concat((await clusters).Where(c => Is(c.DBSubnetGroup)).Select(c => $"cluster {c.DBClusterIdentifier}"))
                .Order(StringComparer.Ordinal).ToList();
        var (row, own) = (ListSubnetGroups.ToRow(group), (await tags)?.TagList.ToMap());
        return new PlanBuilder($"Delete the DB subnet group {row.Name} of {row.VpcId}.")
            .Touch(new PlannedResource(group.DBSubnetGroupArn,
                $"{row.VpcId}, {PlanBuilder.Text(row.SubnetIds)}")
            { Tags = own })
            .Delete($"DB subnet group {row.Name}", "the subnets stay")
            .Obstacle(users.Count > 0 ? $"It is used by {string.Join(", ", PlanBuilder.Some(users))}." : null)
            .Unknown(unknown.Notes)
            .Undo("rds_create_subnet_group", new
            {
                name = row.Name,
                description = row.Description ?? row.Name,
                subnetIds = row.SubnetIds,
                tags = Tags.Own(own ?? new Dictionary<string, string>()),
            })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        await rds.DeleteDBSubnetGroupAsync(new() { DBSubnetGroupName = input.Name }, ct);
        context.Done($"deleted the DB subnet group {input.Name}");
        return new(input.Name, "deleted");
    }
}
