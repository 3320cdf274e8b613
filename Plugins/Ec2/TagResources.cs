using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

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
        [Description("Ids of any kind."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> ResourceIds { get; init; }

        [Description("Tags to set."), MaxLength(50)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove."), MaxLength(50)]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(IReadOnlyList<string> ResourceIds, int Set, int Removed);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var (now, cursor) = (new List<TagDescription>(), (string?)null);
        do
        {
            var answer = await ec2.DescribeTagsAsync(new() { Filters = [new("resource-id", [.. input.ResourceIds])], NextToken = cursor }, ct);
            now.AddRange(answer.Tags ?? []);
            cursor = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(cursor));

        var maps = input.ResourceIds.Distinct().ToDictionary(id => id, id => now.Where(t => t.ResourceId == id).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value));
        return new($"Set {input.Tags.Count} and remove {input.RemoveKeys.Count} tag(s) on {input.ResourceIds.Count} resource(s).",
            [.. maps.SelectMany(m => Effects(m.Key, m.Value, input))])
        {
            Resources = [.. maps.Select(m => new PlannedResource(m.Key, $"{m.Value.Count} tag(s)") { Tags = m.Value })],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        if (input.Tags.Count > 0) await ec2.CreateTagsAsync(new() { Resources = [.. input.ResourceIds], Tags = [.. input.Tags.Select(t => new Tag(t.Key, t.Value))] }, ct);
        // Without a value, EC2 removes the key whatever its value is.
        if (input.RemoveKeys.Count > 0) await ec2.DeleteTagsAsync(new() { Resources = [.. input.ResourceIds], Tags = [.. input.RemoveKeys.Select(k => new Tag { Key = k })] }, ct);
        return new(input.ResourceIds, input.Tags.Count, input.RemoveKeys.Count);
    }

    private static void Check(Input input)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0)
            throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to set or remove.", "Give tags or removeKeys.");
        if (input.RemoveKeys.FirstOrDefault(input.Tags.ContainsKey) is { } both)
            throw new ToolException(ToolErrorCode.InvalidInput, $"The tag '{both}' cannot be set and removed at once.", "Name it only once.");
    }

    private static IEnumerable<string> Effects(string id, Dictionary<string, string> now, Input input) =>
    [
        .. input.Tags.Select(t => $"{id}: {t.Key}: {now.GetValueOrDefault(t.Key, "(none)")} -> {t.Value}"),
        .. input.RemoveKeys.Where(now.ContainsKey).Select(k => $"{id}: {k}: {now[k]} -> (none)"),
    ];
}
