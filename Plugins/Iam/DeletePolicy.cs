using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

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
        public required string Arn { get; init; }

        [Description("Also detach it from all that have it.")]
        public bool DetachAll { get; init; }
    }

    public sealed record Result(string Deleted, IReadOnlyList<string> DetachedFrom, int Versions);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        if (ManagedPolicies.IsAws(input.Arn)) throw new ToolException(ToolErrorCode.InvalidInput, "AWS's own policies cannot be deleted.", "Use iam_detach_policy to take it away from someone.");
        var (policy, document) = await ManagedPolicies.FindAsync(iam, input.Arn, ct);
        var (holders, bounded, versions) = (
            await ManagedPolicies.HoldersAsync(iam, input.Arn, PolicyUsageType.PermissionsPolicy, ct),
            policy.PermissionsBoundaryUsageCount > 0 ? await ManagedPolicies.HoldersAsync(iam, input.Arn, PolicyUsageType.PermissionsBoundary, ct) : [],
            await ManagedPolicies.VersionsAsync(iam, input.Arn, ct));
        if (bounded.Length > 0)
            throw new ToolException(ToolErrorCode.Conflict, $"{input.Arn} bounds the permissions of {string.Join(", ", bounded.AsEnumerable())}.", "Give those another permissions boundary first; this is not done here, as without one they may do more.");
        if (holders.Length > 0 && !input.DetachAll)
            throw new ToolException(ToolErrorCode.Conflict, $"{input.Arn} is attached to {string.Join(", ", holders.AsEnumerable())}.", "Pass detachAll: true to detach it from these and delete it.");
        return new($"Delete the policy {policy.PolicyName} with its {versions.Count} versions.",
        [
            $"Its document is lost: {PolicyDocuments.Line(document)}",
            .. holders.Select(h => $"{h}: detached, loses what it allows"),
            .. versions.Where(v => v.IsDefaultVersion is not true).Select(v => $"version {v.VersionId} of {v.CreateDate:yyyy-MM-dd}: deleted"),
        ])
        {
            Resources = [new(policy.Arn, $"{PolicyDocuments.Line(document)}; attached to {string.Join(", ", holders.AsEnumerable())}") { Tags = policy.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var holders = input.DetachAll ? await ManagedPolicies.HoldersAsync(iam, input.Arn, PolicyUsageType.PermissionsPolicy, ct) : [];
        foreach (var holder in holders) await holder.DetachAsync(input.Arn, ct);
        var versions = await ManagedPolicies.VersionsAsync(iam, input.Arn, ct);
        foreach (var version in versions.Where(v => v.IsDefaultVersion is not true)) await iam.DeletePolicyVersionAsync(new() { PolicyArn = input.Arn, VersionId = version.VersionId }, ct);
        await iam.DeletePolicyAsync(new() { PolicyArn = input.Arn }, ct);
        return new(input.Arn, [.. holders.Select(h => h.ToString())], versions.Count);
    }
}
