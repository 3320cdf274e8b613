using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_tag_resource (AddTagsToResource, RemoveTagsFromResource).</summary>
public static class TagResource
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "tag_resource", "Sets and removes tags of an RDS resource.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots",
            "rds:DescribeDBSubnetGroups",
            "rds:DescribeDBParameterGroups", "rds:DescribeDBClusterParameterGroups", "rds:ListTagsForResource", "rds:AddTagsToResource",
            "rds:RemoveTagsFromResource",
        ],
        examples: ["Tag database orders with team=shop."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Resource type."),
            AllowedValues("instance", "cluster", "snapshot", "cluster-snapshot", "subnet-group", "parameter-group",
                "cluster-parameter-group")]
        public string Type { get; init; } = "instance";

        [Description("Id or name.")]
        public required string Id { get; init; }

        [Description("Tags to set."), MaxLength(50)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove."), MaxLength(50)]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(string Arn, IReadOnlyDictionary<string, string> Tags);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0) throw ToolException.NothingToChange();
        var arn = await ArnAsync(rds, input, ct);
        var now = await TagsAsync(rds, arn, ct);
        var plan = new PlanBuilder($"Change tags of {input.Type} {input.Id}.")
            .Touch(new PlannedResource(arn, $"{now.Count} tag(s)") { Tags = now })
            .Obstacle(Tags.Excess(input.Id, now.Keys.Concat(input.Tags.Keys)));
        foreach (var (key, value) in input.Tags) plan.Change(input.Id, $"tag {key}", now.GetValueOrDefault(key), value);
        foreach (var key in input.RemoveKeys.Where(now.ContainsKey)) plan.Change(input.Id, $"tag {key}", now[key], null);
        return plan.Undo("rds_tag_resource", new
        {
            type = input.Type,
            id = input.Id,
            tags = now.Where(t => input.RemoveKeys.Contains(t.Key) || input.Tags.TryGetValue(t.Key, out var then) && then != t.Value)
                .ToDictionary(),
            removeKeys = input.Tags.Keys.Except(now.Keys).ToArray(),
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var arn = await ArnAsync(rds, input, ct);
        if (RdsTags.ToList(input.Tags) is { } tags)
        {
            await rds.AddTagsToResourceAsync(new() { ResourceName = arn, Tags = tags }, ct);
            context.Done($"set {tags.Count} tag(s) of {input.Id}");
        }

        if (input.RemoveKeys.Count > 0)
        {
            await rds.RemoveTagsFromResourceAsync(new() { ResourceName = arn, TagKeys = [.. input.RemoveKeys] }, ct);
            context.Done($"removed {input.RemoveKeys.Count} tag(s) of {input.Id}");
        }

        return new(arn, await TagsAsync(rds, arn, ct));
    }

    // Tags hang on ARNs; nobody has those at hand.
    private static async Task<string> ArnAsync(IAmazonRDS rds, Input input, CancellationToken ct) => input.Type switch
    {
        "cluster" => (await DbClusters.FindAsync(rds, input.Id, ct)).DBClusterArn,
        "snapshot" => (await DbSnapshots.FindAsync(rds, input.Id, ct)).DBSnapshotArn,
        "cluster-snapshot" => (await DbSnapshots.FindOfClusterAsync(rds, input.Id, ct)).DBClusterSnapshotArn,
        "subnet-group" => (await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.Id }, ct)).DBSubnetGroups[0]
            .DBSubnetGroupArn,
        "parameter-group" => (await rds.DescribeDBParameterGroupsAsync(new() { DBParameterGroupName = input.Id }, ct)).DBParameterGroups[0]
            .DBParameterGroupArn,
        "cluster-parameter-group" => (await rds.DescribeDBClusterParameterGroupsAsync(new() { DBClusterParameterGroupName = input.Id }, ct))
            .DBClusterParameterGroups[0].DBClusterParameterGroupArn,
        _ => (await DbInstances.FindAsync(rds, input.Id, ct)).DBInstanceArn,
    };

    private static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonRDS rds, string arn, CancellationToken ct) =>
        (await rds.ListTagsForResourceAsync(new() { ResourceName = arn }, ct)).TagList.ToMap();
}
