using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_tag_resource (AddTagsToResource, RemoveTagsFromResource).</summary>
public static class TagResource
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "tag_resource", "Sets and removes tags of an RDS resource.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots", "rds:DescribeDBSubnetGroups",
            "rds:DescribeDBParameterGroups", "rds:ListTagsForResource", "rds:AddTagsToResource", "rds:RemoveTagsFromResource",
        ],
        examples: ["Tag database orders with team=shop."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Kind."), AllowedValues("instance", "cluster", "snapshot", "cluster-snapshot", "subnet-group", "parameter-group")]
        public string Kind { get; init; } = "instance";

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
        Check(input);
        var arn = await ArnAsync(rds, input, ct);
        var now = await TagsAsync(rds, arn, ct);
        return new($"Change tags of {input.Kind} {input.Id}.",
        [
            .. input.Tags.Where(t => now.GetValueOrDefault(t.Key) != t.Value).Select(t => $"{t.Key}: {now.GetValueOrDefault(t.Key, "(none)")} -> {t.Value}"),
            .. input.RemoveKeys.Where(now.ContainsKey).Select(k => $"{k}: {now[k]} -> (none)"),
        ])
        {
            Resources = [new(arn, $"{now.Count} tag(s)") { Tags = now }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        Check(input);
        var arn = await ArnAsync(rds, input, ct);
        if (RdsTags.ToList(input.Tags) is { } tags) await rds.AddTagsToResourceAsync(new() { ResourceName = arn, Tags = tags }, ct);
        if (input.RemoveKeys.Count > 0) await rds.RemoveTagsFromResourceAsync(new() { ResourceName = arn, TagKeys = [.. input.RemoveKeys] }, ct);
        return new(arn, await TagsAsync(rds, arn, ct));
    }

    // Tags hang on ARNs; nobody has those at hand.
    private static async Task<string> ArnAsync(IAmazonRDS rds, Input input, CancellationToken ct) => input.Kind switch
    {
        "cluster" => (await DbClusters.FindAsync(rds, input.Id, ct)).DBClusterArn,
        "snapshot" => (await DbSnapshots.FindAsync(rds, input.Id, ct)).DBSnapshotArn,
        "cluster-snapshot" => (await DbSnapshots.FindOfClusterAsync(rds, input.Id, ct)).DBClusterSnapshotArn,
        "subnet-group" => (await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.Id }, ct)).DBSubnetGroups[0].DBSubnetGroupArn,
        "parameter-group" => (await rds.DescribeDBParameterGroupsAsync(new() { DBParameterGroupName = input.Id }, ct)).DBParameterGroups[0].DBParameterGroupArn,
        _ => (await DbInstances.FindAsync(rds, input.Id, ct)).DBInstanceArn,
    };

    private static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonRDS rds, string arn, CancellationToken ct) =>
        (await rds.ListTagsForResourceAsync(new() { ResourceName = arn }, ct)).TagList.ToMap();

    private static void Check(Input input)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0)
            throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to set or remove.", "Give tags or removeKeys.");
        if (input.RemoveKeys.FirstOrDefault(input.Tags.ContainsKey) is { } both)
            throw new ToolException(ToolErrorCode.InvalidInput, $"The tag '{both}' cannot be set and removed at once.", "Name it only once.");
    }
}
