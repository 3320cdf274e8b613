using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_tag_secret (TagResource, UntagResource).</summary>
public static class TagSecret
{
    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "tag_secret", "Sets and removes tags of a secret.", PlanAsync, RunAsync,
        iam: ["secretsmanager:DescribeSecret", "secretsmanager:TagResource", "secretsmanager:UntagResource"],
        examples: ["Tag shop/db with team=shop."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("Tags to set."), MaxLength(50)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove."), MaxLength(50)]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(string Name, IReadOnlyDictionary<string, string> Tags);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0) throw ToolException.NothingToChange();
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var now = secret.Tags;
        var plan = new PlanBuilder($"Change tags of the secret {secret.Name}.")
            .Touch(secret.Resource)
            .Obstacle(secret.Fixed)
            .Obstacle(Tags.Excess(secret.Name, now.Keys.Concat(input.Tags.Keys)))
            .Warn("Policies may allow by tags: a changed tag can give or take access.");
        foreach (var (key, value) in input.Tags) plan.Change(secret.Name, $"tag {key}", now.GetValueOrDefault(key), value);
        foreach (var key in input.RemoveKeys.Where(now.ContainsKey)) plan.Change(secret.Name, $"tag {key}", now[key], null);
        return plan.Undo("secrets_tag_secret", new
        {
            secretId = input.SecretId,
            tags = now.Where(t => input.RemoveKeys.Contains(t.Key) || input.Tags.TryGetValue(t.Key, out var then) && then != t.Value)
                .ToDictionary(),
            removeKeys = input.Tags.Keys.Except(now.Keys).ToArray(),
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        if (Tags.List(input.Tags, (key, value) => new Tag { Key = key, Value = value }) is { } tags)
        {
            await secrets.TagResourceAsync(new() { SecretId = input.SecretId, Tags = tags }, ct);
            context.Done($"set {tags.Count} tag(s) of {input.SecretId}");
        }

        if (input.RemoveKeys.Count > 0)
        {
            await secrets.UntagResourceAsync(new() { SecretId = input.SecretId, TagKeys = [.. input.RemoveKeys] }, ct);
            context.Done($"removed {input.RemoveKeys.Count} tag(s) of {input.SecretId}");
        }

        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        return new(secret.Name, secret.Tags);
    }
}
