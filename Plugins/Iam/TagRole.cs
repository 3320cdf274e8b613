using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

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
        public required string RoleName { get; init; }

        [Description("Tags to set."), MaxLength(50)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove."), MaxLength(50)]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(string Role, IReadOnlyDictionary<string, string> Tags);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && input.RemoveKeys.Count == 0) throw ToolException.NothingToChange();
        var role = (await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role;
        var now = role.Tags.ToMap();
        var plan = new PlanBuilder($"Change tags of the role {input.RoleName}.")
            .Touch(new PlannedResource(role.Arn, $"tags {PlanBuilder.Text(now.Select(t => $"{t.Key}={t.Value}"))}") { Tags = now })
            .Obstacle(Tags.Excess(input.RoleName, now.Keys.Concat(input.Tags.Keys)));
        foreach (var (key, value) in input.Tags) plan.Change(input.RoleName, $"tag {key}", now.GetValueOrDefault(key), value);
        foreach (var key in input.RemoveKeys) plan.Change(input.RoleName, $"tag {key}", now.GetValueOrDefault(key), null);
        var back = input.Tags.Keys.Concat(input.RemoveKeys).Where(now.ContainsKey).ToDictionary(k => k, k => now[k]);
        return plan.Undo("iam_tag_role",
            new { roleName = input.RoleName, tags = back, removeKeys = input.Tags.Keys.Where(k => !now.ContainsKey(k)) }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.Tags.Count > 0)
        {
            await iam.TagRoleAsync(new() { RoleName = input.RoleName, Tags = IamTags.From(input.Tags) }, ct);
            context.Done($"set {string.Join(", ", input.Tags.Keys)} on the role {input.RoleName}");
        }

        if (input.RemoveKeys.Count > 0)
        {
            await iam.UntagRoleAsync(new() { RoleName = input.RoleName, TagKeys = [.. input.RemoveKeys] }, ct);
            context.Done($"removed {string.Join(", ", input.RemoveKeys)} from the role {input.RoleName}");
        }

        return new(input.RoleName, (await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role.Tags.ToMap());
    }
}
