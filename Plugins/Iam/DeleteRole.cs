using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_role (DeleteRole, and on request all that stands in its way).</summary>
public static class DeleteRole
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_role", "Deletes a role; with detachAll also what it holds. To only take permissions away, use iam_detach_policy.", PlanAsync, RunAsync,
        iam:
        [
            "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListInstanceProfilesForRole", "iam:DetachRolePolicy", "iam:DeleteRolePolicy",
            "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile", "iam:DeleteRole",
        ],
        examples: ["Delete the role of the old build server."]);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string Name { get; init; }

        [Description("Also detach its policies, delete its inline policies and instance profiles.")]
        public bool DetachAll { get; init; }
    }

    public sealed record Result(string Deleted, IReadOnlyList<string> Also);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var role = (await iam.GetRoleAsync(new() { RoleName = input.Name }, ct)).Role;
        if (role.Path.StartsWith("/aws-service-role/", StringComparison.Ordinal))
            throw new ToolException(ToolErrorCode.Conflict, $"{role.Arn} is linked to a service, which alone can give it up.", "Delete the service's resources that use it.");
        var belongings = await RoleBelongings.FindAsync(iam, input.Name, ct);
        var lines = belongings.Lines();
        if (lines.Count > 0 && !input.DetachAll)
            throw new ToolException(ToolErrorCode.Conflict, $"The role {input.Name} still holds: {string.Join("; ", lines)}.", "Pass detachAll: true to do as said with each of these and delete the role.");
        return new($"Delete the role {input.Name} and {lines.Count} things it holds.",
        [
            $"{role.Arn}, {(role.RoleLastUsed?.LastUsedDate is { } used ? $"last used {used:yyyy-MM-dd} in {role.RoleLastUsed.Region}" : "not used in the last 400 days")}. Whoever acts as it is denied at once.",
            $"Trust policy: {PolicyDocuments.Line(PolicyDocuments.Decode(role.AssumeRolePolicyDocument))}",
            .. lines,
        ])
        {
            Resources =
            [
                new(role.Arn, $"trust policy {PolicyDocuments.Line(PolicyDocuments.Decode(role.AssumeRolePolicyDocument))}; {string.Join("; ", lines)}") { Tags = role.Tags.ToMap() },
                .. belongings.Profiles.Select(p => new PlannedResource(p.Arn, $"instance profile with the role {input.Name}") { Tags = p.Tags.ToMap() }),
            ],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var belongings = input.DetachAll ? await RoleBelongings.FindAsync(iam, input.Name, ct) : new([], [], []);
        await belongings.RemoveAsync(iam, input.Name, ct);
        await iam.DeleteRoleAsync(new() { RoleName = input.Name }, ct);
        return new(input.Name, belongings.Lines());
    }
}
