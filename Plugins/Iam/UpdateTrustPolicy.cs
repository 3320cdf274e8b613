using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_update_trust_policy (UpdateAssumeRolePolicy).</summary>
public static class UpdateTrustPolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "update_trust_policy", "Replaces who may assume a role. For what the role may do, use iam_attach_policy or iam_put_inline_policy.", PlanAsync, RunAsync,
        iam: ["iam:GetRole", "iam:UpdateAssumeRolePolicy"],
        examples: ["Let our CI account assume the deploy role."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string Role { get; init; }

        [Description("The whole JSON trust policy.")]
        public required string TrustPolicy { get; init; }
    }

    public sealed record Result(string Role, System.Text.Json.JsonElement TrustPolicy);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var after = PolicyDocuments.Check(input.TrustPolicy, trust: true);
        var role = (await iam.GetRoleAsync(new() { RoleName = input.Role }, ct)).Role;
        var before = PolicyDocuments.Decode(role.AssumeRolePolicyDocument);
        return new($"Replace the trust policy of the role {input.Role}.", [.. PolicyDocuments.Change(before, after)])
        {
            Resources = [new(role.Arn, $"trust policy {PolicyDocuments.Line(before)}") { Tags = role.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var document = PolicyDocuments.Check(input.TrustPolicy, trust: true);
        await iam.UpdateAssumeRolePolicyAsync(new() { RoleName = input.Role, PolicyDocument = input.TrustPolicy }, ct);
        return new(input.Role, document);
    }
}
