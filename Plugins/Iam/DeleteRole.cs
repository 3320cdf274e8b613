using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_role (DeleteRole, and on request all that stands in its way).</summary>
public static class DeleteRole
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_role",
        "Deletes a role; with detachAll also its policies and instance profiles. To only take permissions away, use iam_detach_policy.",
        PlanAsync, RunAsync,
        iam:
        [
            "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListInstanceProfilesForRole",
            "iam:DetachRolePolicy", "iam:DeleteRolePolicy",
            "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile", "iam:DeleteRole",
        ],
        examples: ["Delete the role of the old build server."]);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string RoleName { get; init; }

        [Description("Also detach its policies, delete its inline policies and instance profiles.")]
        public bool DetachAll { get; init; }
    }

    public sealed record Result(string Deleted, IReadOnlyList<string> Also);

    public static async Task<ToolPlan> PlanAsync(
        IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var role = (await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role;
        var unknowns = new Unknowns(context.Target);
        var belongings = await RoleBelongings.FindAsync(iam, input.RoleName, unknowns, ct);
        var trust = PolicyDocuments.Line(PolicyDocuments.Decode(role.AssumeRolePolicyDocument));
        var plan = new PlanBuilder($"Delete the role {input.RoleName}{(belongings.Any ? " and what it holds" : "")}.")
            .Touch(new PlannedResource(role.Arn, $"trust policy {trust}") { Tags = role.Tags.ToMap() })
            .Touch(belongings.Profiles.Select(p =>
                new PlannedResource(p.Arn, $"instance profile with the role {input.RoleName}") { Tags = p.Tags.ToMap() }))
            .Lose($"role {role.Arn}", $"{RoleBelongings.LastUse(role, context.Time)}; whoever acts as it is denied at once")
            .Obstacle(RoleBelongings.Obstacle(role))
            .Add(belongings.Changes(input.RoleName))
            .Unknown(unknowns.Notes);
        if (belongings.Any && !input.DetachAll)
            plan.Obstacle($"The role {input.RoleName} still holds these; detachAll detaches and deletes them, too.");
        return plan.NoUndo("A new role of the same name has another id; resource policies that name the old one do not let it in.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        // What cannot be read stays, and DeleteRole then says what is in the way.
        if (input.DetachAll)
            await (await RoleBelongings.FindAsync(iam, input.RoleName, new(context.Target), ct))
                .RemoveAsync(iam, input.RoleName, context, ct);
        IReadOnlyList<string> also = [.. context.Steps.Select(s => s.What)];
        await iam.DeleteRoleAsync(new() { RoleName = input.RoleName }, ct);
        context.Done($"deleted the role {input.RoleName}");
        return new(input.RoleName, also);
    }
}
