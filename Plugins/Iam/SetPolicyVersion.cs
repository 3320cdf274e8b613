using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_set_policy_version (SetDefaultPolicyVersion).</summary>
public static class SetPolicyVersion
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "set_policy_version", "Puts an existing version of a managed policy in force.", PlanAsync, RunAsync,
        iam: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListEntitiesForPolicy", "iam:SetDefaultPolicyVersion"],
        examples: ["Go back to v3 of the policy reports."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string PolicyArn { get; init; }

        [Description("Version, like v3."), RegularExpression(@"v[1-9][0-9]*")]
        public required string Version { get; init; }
    }

    public sealed record Result(string PolicyArn, string Version);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var now = ManagedPolicies.FindAsync(iam, input.PolicyArn, ct);
        var then = iam.GetPolicyVersionAsync(new() { PolicyArn = input.PolicyArn, VersionId = input.Version }, ct);
        var holding = unknowns.TryAsync("Who has it", () =>
            ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsPolicy, ct));
        var bounding = unknowns.TryAsync("What it bounds", () =>
            ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsBoundary, ct));
        await Task.WhenAll(now, then, holding, bounding);
        var (policy, before) = await now;
        var plan = new PlanBuilder($"Put {input.Version} of the policy {policy.PolicyName} in force.")
            .Touch(new PlannedResource(policy.Arn, $"default {policy.DefaultVersionId}") { Tags = policy.Tags.ToMap() })
            .Change($"policy {policy.PolicyName}", "default version", policy.DefaultVersionId, input.Version)
            .Obstacle(ManagedPolicies.IsAws(input.PolicyArn) ? "AWS's own policies cannot be changed." : null)
            .Unknown(unknowns.Notes);
        plan.AddDiff($"policy {policy.PolicyName}", before, PolicyDocuments.Decode((await then).PolicyVersion.Document));
        CreatePolicyVersion.Affected(plan, await holding, await bounding);
        return plan.Undo("iam_set_policy_version", new { policyArn = input.PolicyArn, version = policy.DefaultVersionId }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        await iam.SetDefaultPolicyVersionAsync(new() { PolicyArn = input.PolicyArn, VersionId = input.Version }, ct);
        context.Done($"put {input.Version} of {input.PolicyArn} in force");
        return new(input.PolicyArn, input.Version);
    }
}
