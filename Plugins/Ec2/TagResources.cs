using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_tag_resources (CreateTags, DeleteTags).</summary>
public static class TagResources
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "tag_resources", "Sets and removes tags of EC2 and VPC resources, by their ids.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeTags", "ec2:CreateTags", "ec2:DeleteTags"],
        examples: ["Tag i-0abc and its disks with team=web.", "Rename subnet-0abc to private-a."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Ids of EC2 and VPC resources of any kind."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> ResourceIds { get; init; }

        [Description("Tags to set."), MaxLength(50)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove."), MaxLength(50)]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(IReadOnlyList<string> ResourceIds, int Set, int Removed);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0) throw ToolException.NothingToChange();
        var ids = input.ResourceIds.Distinct().Order(StringComparer.Ordinal).ToList();
        var now = await Paging.AllAsync<TagDescription>(async next =>
        {
            var answer = await ec2.DescribeTagsAsync(
                new() { Filters = [new("resource-id", [.. ids])], MaxResults = 1000, NextToken = next }, ct);
            return (answer.Tags, answer.NextToken);
        });
        var maps = ids.Select(id => (Id: id, Tags: Tags.Map(now.Where(t => t.ResourceId == id), t => t.Key, t => t.Value))).ToList();
        var plan = new PlanBuilder($"Set {input.Tags.Count} and remove {input.RemoveKeys.Count} tag(s) on {ids.Count} resource(s).")
            .Touch(maps.Select(m => new PlannedResource(m.Id, $"{m.Tags.Count} tag(s)")
            {
                Name = m.Tags.GetValueOrDefault("Name"),
                Tags = m.Tags,
            }))
            .Add(maps.SelectMany(m => Changes(m.Id, m.Tags, input)));
        foreach (var m in maps) plan.Obstacle(Tags.Excess(m.Id, m.Tags.Keys.Concat(input.Tags.Keys)));
        if (maps.Where(m => m.Tags.Count == 0).Select(m => m.Id).ToList() is { Count: > 0 } bare)
            plan.Unknown($"Whether {string.Join(", ", bare)} exist: EC2 shows no tags of them.");
        return WithUndo(plan, ids, [.. maps.Select(m => m.Tags)], input).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        List<string> ids = [.. input.ResourceIds.Distinct()];
        if (input.Tags.Count > 0)
        {
            await ec2.CreateTagsAsync(new() { Resources = ids, Tags = Tags.List(input.Tags, (key, value) => new Tag(key, value)) }, ct);
            context.Done($"set {string.Join(", ", input.Tags.Keys)} on {string.Join(", ", ids)}");
        }

        if (input.RemoveKeys.Count > 0)
        {
            // Without a value, EC2 removes the key whatever its value is.
            await ec2.DeleteTagsAsync(new() { Resources = ids, Tags = [.. input.RemoveKeys.Select(k => new Tag { Key = k })] }, ct);
            context.Done($"removed {string.Join(", ", input.RemoveKeys)} from {string.Join(", ", ids)}");
        }

        return new(ids, input.Tags.Count, input.RemoveKeys.Count);
    }

    private static IEnumerable<PlanChange> Changes(string id, IReadOnlyDictionary<string, string> now, Input input) =>
        input.Tags.Select(t => (t.Key, Value: (string?)t.Value)).Concat(input.RemoveKeys.Select(k => (Key: k, Value: (string?)null)))
            .Select(t =>
        {
            var before = now.GetValueOrDefault(t.Key);
            return new PlanChange(before == t.Value ? ChangeKind.None : ChangeKind.Change, id)
            {
                Property = $"tag {t.Key}",
                From = Text(before),
                To = Text(t.Value),
            };
        });

    // A tag without a value is not the same as no tag.
    private static string Text(string? value) => value switch { null => "none", "" => "(empty)", _ => value };

    // One call can take it back only where all resources have the same tags to go back to.
    private static PlanBuilder WithUndo(PlanBuilder plan, List<string> ids, List<IReadOnlyDictionary<string, string>> now, Input input)
    {
        var keys = input.Tags.Keys.Concat(input.RemoveKeys).ToList();
        if (now.Any(tags => keys.Any(k => tags.GetValueOrDefault(k) != now[0].GetValueOrDefault(k)))) return plan;
        return plan.Undo("ec2_tag_resources", new
        {
            resourceIds = ids,
            tags = keys.Where(now[0].ContainsKey).ToDictionary(k => k, k => now[0][k]),
            removeKeys = keys.Where(k => !now[0].ContainsKey(k)),
        });
    }
}
