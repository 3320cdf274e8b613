using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_tag_role (TagRole, UntagRole).</summary>
public static class TagRole
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "tag_role", "Sets and removes tags of a role. To read them, use iam_get_role.", PlanAsync, RunAsync,
        iam: ["iam:GetRole", "iam:TagRole", "iam:UntagRole"],
        examples: ["Mark the role web as owned by team shop."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string Role { get; init; }

        [Description("Tags to set.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove.")]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(string Role, IReadOnlyDictionary<string, string> Tags);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0) throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to change.", "Pass tags or removeKeys.");
        var role = (await iam.GetRoleAsync(new() { RoleName = input.Role }, ct)).Role;
        var now = role.Tags.ToMap();
        return new($"Change tags of the role {input.Role}.",
        [
            .. input.Tags.Select(t => $"{t.Key}: {(now.TryGetValue(t.Key, out var old) ? $"'{old}'" : "none")} -> '{t.Value}'"),
            .. input.RemoveKeys.Select(k => now.TryGetValue(k, out var old) ? $"{k}: '{old}' -> none" : $"{k}: is not there"),
        ])
        {
            Resources = [new(role.Arn, $"tags {string.Join(", ", now.Select(t => $"{t.Key}={t.Value}"))}") { Tags = now }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        if (input.Tags.Count > 0) await iam.TagRoleAsync(new() { RoleName = input.Role, Tags = IamTags.From(input.Tags) }, ct);
        if (input.RemoveKeys.Count > 0) await iam.UntagRoleAsync(new() { RoleName = input.Role, TagKeys = [.. input.RemoveKeys] }, ct);
        return new(input.Role, (await iam.GetRoleAsync(new() { RoleName = input.Role }, ct)).Role.Tags.ToMap());
    }
}
