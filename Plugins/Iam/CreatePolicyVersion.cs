using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_policy_version (CreatePolicyVersion). IAM keeps five versions of a policy.</summary>
public static class CreatePolicyVersion
{
    internal const int Most = 5;

    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_policy_version", "Changes a managed policy: a new version with another document. The plan tells what differs and for whom.",
            PlanAsync, RunAsync,
        iam: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions", "iam:ListEntitiesForPolicy", "iam:CreatePolicyVersion"],
        examples: ["Let the policy reports read the bucket archive as well.",
            "What would change if this policy also allowed s3:PutObject?"]);

    public sealed record Input
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string PolicyArn { get; init; }

        [Description("The whole policy, as JSON text.")]
        public required string PolicyDocument { get; init; }

        [Description("In force at once.")]
        public bool SetAsDefault { get; init; } = true;
    }

    public sealed record Result(string PolicyArn, string Version, bool IsDefault);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var after = PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Managed);
        if (ManagedPolicies.IsAws(input.PolicyArn))
            throw ToolException.InvalidInput("AWS's own policies cannot be changed.", "Make one of your own with iam_create_policy.");
        var unknowns = new Unknowns(context.Target);
        var finding = ManagedPolicies.FindAsync(iam, input.PolicyArn, ct);
        var listing = unknowns.TryAsync("Its versions", () => ManagedPolicies.VersionsAsync(iam, input.PolicyArn, ct));
        var holding = unknowns.TryAsync("Who has it", () =>
            ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsPolicy, ct));
        var bounding = unknowns.TryAsync("What it bounds", () =>
            ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsBoundary, ct));
        await Task.WhenAll(finding, listing, holding, bounding);
        var ((policy, before), versions) = (await finding, await listing ?? []);
        var plan = new PlanBuilder(
            $"Make a new version of the policy {policy.PolicyName}{(input.SetAsDefault ? ", in force at once" : "")}.")
            .Touch(new PlannedResource(policy.Arn,
                $"default {policy.DefaultVersionId}, {versions.Count} versions")
            { Tags = policy.Tags.ToMap() })
            .Create($"version of {policy.PolicyName}", input.SetAsDefault ? "it becomes the default"
                : "it has no effect until iam_set_policy_version")
            .Unknown(unknowns.Notes);
        plan.AddDiff($"policy {policy.PolicyName}", before, after);
        Affected(plan, input.SetAsDefault ? await holding : [], input.SetAsDefault ? await bounding : []);
        if (versions.Count >= Most)
            plan.Obstacle($"It has {Most} versions, the most that IAM keeps; delete one with iam_delete_policy_version first, the oldest "
                + "is "
                + $"{versions.Where(v => v.IsDefaultVersion is not true).MinBy(v => v.CreateDate)?.VersionId}.");
        return input.SetAsDefault
            ? plan.Undo("iam_set_policy_version", new { policyArn = input.PolicyArn, version = policy.DefaultVersionId }).Build()
            : plan.NoUndo("iam_delete_policy_version deletes it; its id is in the result.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Managed);
        var made = (await iam.CreatePolicyVersionAsync(
            new() { PolicyArn = input.PolicyArn, PolicyDocument = input.PolicyDocument, SetAsDefault = input.SetAsDefault },
                ct)).PolicyVersion;
        context.Done($"created {made.VersionId} of {input.PolicyArn}", created: $"{input.PolicyArn} {made.VersionId}");
        return new(input.PolicyArn, made.VersionId, made.IsDefaultVersion == true);
    }

    /// <summary>Whom a change of the default version touches.</summary>
    internal static void Affected(PlanBuilder plan, List<Identity>? holders, List<Identity>? bounded)
    {
        if (holders is { Count: > 0 }) plan.Warn($"It changes at once what these may do: {Names(holders)}.");
        if (bounded is { Count: > 0 }) plan.Warn($"It is the permissions boundary of {Names(bounded)}.");

        static string Names(List<Identity> all) =>
            string.Join(", ", PlanBuilder.Some([.. all.Select(h => h.ToString()).Order(StringComparer.Ordinal)], 20));
    }
}
