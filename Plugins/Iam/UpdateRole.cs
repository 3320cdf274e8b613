using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_update_role (UpdateRole).</summary>
public static class UpdateRole
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "update_role", "Changes a role's description and longest session. For who may assume it, use iam_update_trust_policy.", PlanAsync,
            RunAsync,
        iam: ["iam:GetRole", "iam:UpdateRole"],
        examples: ["Allow sessions of four hours for the role deploy."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string RoleName { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Longest session."), Range(3600, 43200)]
        public int? MaxSessionSeconds { get; init; }
    }

    public sealed record Result(string Name, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var role = (await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role;
        var changes = Compare(role, input);
        return new PlanBuilder($"Change the role {role.RoleName}.")
            .Touch(new PlannedResource(role.Arn, $"sessions of {role.MaxSessionDuration} s") { Tags = role.Tags.ToMap() })
            .Add(changes.All)
            .Obstacle(RoleBelongings.Obstacle(role))
            .Undo("iam_update_role", new
            {
                roleName = role.RoleName,
                description = role.Description ?? "",
                maxSessionSeconds = role.MaxSessionDuration ?? 3600
            })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var role = (await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role;
        var changes = Compare(role, input);
        if (changes.ChangesNothing) return new(role.RoleName, []);
        // What is left out, IAM would set back to its default.
        await iam.UpdateRoleAsync(changes.ApplyTo(new UpdateRoleRequest
        {
            RoleName = role.RoleName,
            Description = role.Description ?? "",
            MaxSessionDuration = role.MaxSessionDuration,
        }), ct);
        context.Done($"changed the role {role.RoleName}");
        return new(role.RoleName, [.. changes.Changed.Select(c => c.Property!)]);
    }

    private static SettingChanges<UpdateRoleRequest> Compare(Role role, Input input)
    {
        var changes = new SettingChanges<UpdateRoleRequest>($"role {role.RoleName}");
        changes.Add("description", role.Description, input.Description, (r, v) => r.Description = v);
        changes.Add("longest session in seconds", role.MaxSessionDuration, input.MaxSessionSeconds, (r, v) => r.MaxSessionDuration = v);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : changes;
    }
}
