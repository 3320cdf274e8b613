using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_tag_resource (ListTags, TagResource, UntagResource).</summary>
public static class TagResource
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "tag_resource", "Sets and removes tags of a function or an event source mapping.", PlanAsync, RunAsync,
        iam: ["lambda:ListTags", "lambda:TagResource", "lambda:UntagResource"],
        examples: ["Tag the function orders with team=shop."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Function's or mapping's ARN."), RegularExpression("arn:.+:lambda:.+")]
        public required string Arn { get; init; }

        [Description("Tags to set."), MaxLength(50)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove."), MaxLength(50)]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(string Arn, IReadOnlyDictionary<string, string> Tags);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0) throw ToolException.NothingToChange();
        var now = await TagsAsync(lambda, input.Arn, ct);
        var plan = new PlanBuilder($"Change tags of {Functions.Short(input.Arn)}.")
            .Touch(new PlannedResource(input.Arn, $"{now.Count} tag(s)") { Tags = now })
            .Obstacle(Infra.Aws.Tags.Excess(input.Arn, now.Keys.Concat(input.Tags.Keys)));
        foreach (var (key, value) in input.Tags) plan.Change(input.Arn, $"tag {key}", now.GetValueOrDefault(key), value);
        foreach (var key in input.RemoveKeys.Where(now.ContainsKey)) plan.Change(input.Arn, $"tag {key}", now[key], null);
        return plan.Undo("lambda_tag_resource", new
        {
            arn = input.Arn,
            tags = now.Where(t => input.RemoveKeys.Contains(t.Key) || input.Tags.TryGetValue(t.Key, out var then) && then != t.Value)
                .ToDictionary(),
            removeKeys = input.Tags.Keys.Except(now.Keys).ToArray(),
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.Tags.Count > 0)
        {
            await lambda.TagResourceAsync(new TagResourceRequest { Resource = input.Arn, Tags = input.Tags.ToDictionary() }, ct);
            context.Done($"set {input.Tags.Count} tag(s) of {input.Arn}");
        }

        if (input.RemoveKeys.Count > 0)
        {
            await lambda.UntagResourceAsync(new UntagResourceRequest { Resource = input.Arn, TagKeys = [.. input.RemoveKeys] }, ct);
            context.Done($"removed {input.RemoveKeys.Count} tag(s) of {input.Arn}");
        }

        return new(input.Arn, await TagsAsync(lambda, input.Arn, ct));
    }

    private static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonLambda lambda, string arn, CancellationToken ct) =>
        Infra.Aws.Tags.Map((await lambda.ListTagsAsync(new ListTagsRequest { Resource = arn }, ct)).Tags, t => t.Key, t => t.Value);
}
