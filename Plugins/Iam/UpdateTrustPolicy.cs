using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_update_trust_policy (UpdateAssumeRolePolicy).</summary>
public static class UpdateTrustPolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "update_trust_policy", "Replaces who may assume a role. For what the role may do, use iam_attach_policy or iam_put_inline_policy.",
        PlanAsync, RunAsync,
        iam: ["iam:GetRole", "iam:UpdateAssumeRolePolicy"],
        examples: ["Let our CI account assume the deploy role."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string RoleName { get; init; }

        [Description("The whole trust policy, as JSON text.")]
        public required string TrustPolicyDocument { get; init; }
    }

    public sealed record Result(string Role, System.Text.Json.JsonElement TrustPolicy);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var after = PolicyDocuments.Check(input.TrustPolicyDocument, DocumentUse.Trust);
        var role = (await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role;
        var before = PolicyDocuments.Decode(role.AssumeRolePolicyDocument);
        var plan = new PlanBuilder($"Replace the trust policy of the role {input.RoleName}.")
            .Touch(new PlannedResource(role.Arn, $"trust policy {PolicyDocuments.Line(before)}") { Tags = role.Tags.ToMap() })
            .Obstacle(RoleBelongings.Obstacle(role));
        plan.AddChange($"role {input.RoleName}", "trust policy", before, after);
        return plan.Undo("iam_update_trust_policy", new { roleName = input.RoleName, trustPolicyDocument = PolicyDocuments.Line(before) })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var document = PolicyDocuments.Check(input.TrustPolicyDocument, DocumentUse.Trust);
        await iam.UpdateAssumeRolePolicyAsync(new() { RoleName = input.RoleName, PolicyDocument = input.TrustPolicyDocument }, ct);
        context.Done($"replaced the trust policy of the role {input.RoleName}");
        return new(input.RoleName, document);
    }
}
