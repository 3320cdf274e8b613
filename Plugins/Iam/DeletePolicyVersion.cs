using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_policy_version (DeletePolicyVersion).</summary>
public static class DeletePolicyVersion
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_policy_version", "Deletes a version of a managed policy that is not in force.", PlanAsync, RunAsync,
        iam: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:DeletePolicyVersion"],
        examples: ["Delete v1 of the policy reports to make room."]);

    public sealed record Input
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string PolicyArn { get; init; }

        [Description("Version, like v3."), RegularExpression(@"v[1-9][0-9]*")]
        public required string Version { get; init; }
    }

    public sealed record Result(string PolicyArn, string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var (policy, document) = await ManagedPolicies.FindAsync(iam, input.PolicyArn, ct, input.Version);
        return new PlanBuilder($"Delete {input.Version} of the policy {policy.PolicyName}.")
            .Touch(new PlannedResource(policy.Arn, $"default {policy.DefaultVersionId}") { Tags = policy.Tags.ToMap() })
            .Lose($"{input.Version} of {policy.PolicyName}", PolicyDocuments.Short(document))
            .Keep($"{policy.DefaultVersionId} of {policy.PolicyName}", "it stays in force")
            .Obstacle(policy.DefaultVersionId == input.Version ? "It is in force; iam_set_policy_version puts another one in force first."
                : null)
            .NoUndo("iam_create_policy_version makes one with this document, under another id.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        await iam.DeletePolicyVersionAsync(new() { PolicyArn = input.PolicyArn, VersionId = input.Version }, ct);
        context.Done($"deleted {input.Version} of {input.PolicyArn}");
        return new(input.PolicyArn, input.Version);
    }
}
