using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_policy (DeletePolicy with its versions, and on request its attachments).</summary>
public static class DeletePolicy
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_policy", "Deletes a managed policy with all versions. To keep it, use iam_detach_policy.", PlanAsync, RunAsync,
        iam:
        [
            "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListEntitiesForPolicy", "iam:ListPolicyVersions",
            "iam:DetachRolePolicy", "iam:DetachUserPolicy", "iam:DetachGroupPolicy", "iam:DeletePolicyVersion", "iam:DeletePolicy",
        ],
        examples: ["Delete the policy old-reports wherever it is attached."]);

    public sealed record Input
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string PolicyArn { get; init; }

        [Description("Also detach it from all that have it.")]
        public bool DetachAll { get; init; }
    }

    public sealed record Result(string Deleted, IReadOnlyList<string> DetachedFrom, int Versions);

    public static async Task<ToolPlan> PlanAsync(
        IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        if (ManagedPolicies.IsAws(input.PolicyArn))
            throw ToolException.InvalidInput("AWS's own policies cannot be deleted.",
                "Use iam_detach_policy to take it away from someone.");
        var (policy, document) = await ManagedPolicies.FindAsync(iam, input.PolicyArn, ct);
        var unknowns = new Unknowns(context.Target);
        var holding = unknowns.TryAsync("What has it", () =>
            ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsPolicy, ct));
        var bounding = unknowns.TryAsync("What it bounds", () =>
            ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsBoundary, ct));
        var listing = unknowns.TryAsync("Its versions", () => ManagedPolicies.VersionsAsync(iam, input.PolicyArn, ct));
        await Task.WhenAll(holding, bounding, listing);
        var (holders, bounded, versions) = (await holding ?? [], await bounding ?? [], await listing ?? []);

        var line = PolicyDocuments.Line(document);
        var plan = new PlanBuilder($"Delete the policy {policy.PolicyName} with its {versions.Count} versions.")
            .Touch(new PlannedResource(policy.Arn, $"{line}; attached to {PlanBuilder.Text(holders)}") { Tags = policy.Tags.ToMap() })
            .Lose($"policy {policy.Arn}", line)
            .Add(holders.Select(h => new PlanChange(ChangeKind.Delete, $"attachment to {h}") { Note = "it loses what the policy allows" }))
            .Add(versions.Where(v => v.IsDefaultVersion is not true)
                .Select(v => new PlanChange(ChangeKind.Lose, $"version {v.VersionId} of {PlanBuilder.Text(v.CreateDate)}")))
            .Unknown(unknowns.Notes);
        // Without a boundary they might do more, so it is never taken from them here.
        if (bounded.Count > 0)
            plan.Obstacle($"It is the permissions boundary of {PlanBuilder.Text(bounded)}; give those another one first.");
        if (holders.Count > 0 && !input.DetachAll)
            plan.Obstacle($"It is attached to {PlanBuilder.Text(holders)}; detachAll detaches it from these, too.");
        return plan.NoUndo("A new policy of the same name starts without old versions and is attached to nothing.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var holders = input.DetachAll ? await ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsPolicy, ct)
            : [];
        foreach (var holder in holders)
        {
            await holder.DetachAsync(input.PolicyArn, ct);
            context.Done($"detached it from the {holder}");
        }

        var versions = await ManagedPolicies.VersionsAsync(iam, input.PolicyArn, ct);
        foreach (var version in versions.Where(v => v.IsDefaultVersion is not true))
        {
            await iam.DeletePolicyVersionAsync(new() { PolicyArn = input.PolicyArn, VersionId = version.VersionId }, ct);
            context.Done($"deleted the version {version.VersionId}");
        }

        await iam.DeletePolicyAsync(new() { PolicyArn = input.PolicyArn }, ct);
        context.Done($"deleted {input.PolicyArn}");
        return new(input.PolicyArn, [.. holders.Select(h => h.ToString())], versions.Count);
    }
}
