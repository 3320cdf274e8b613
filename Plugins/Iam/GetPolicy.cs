using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_policy: a managed policy, its document and who has it (GetPolicy, GetPolicyVersion, ListEntitiesForPolicy, ListPolicyVersions).</summary>
public static class GetPolicy
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_policy", "Gets a managed policy: document, versions, what it is attached to. For inline policies, use iam_get_role or iam_get_user.", RunAsync,
        iam: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions", "iam:ListEntitiesForPolicy"],
        examples: ["What does this policy allow, and who has it?"]);

    public sealed record Input
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string Arn { get; init; }

        [Description("Version; without it the default one."), RegularExpression("v[0-9]+")]
        public string? Version { get; init; }
    }

    public sealed record PolicyVersion(string Id, bool IsDefault, DateTime? CreatedAt);

    public sealed record Result(
        string Name, string Arn, string? Description, DateTime? CreatedAt, DateTime? UpdatedAt, string Version, JsonElement Document, int Attachments,
        IReadOnlyList<string> Roles, IReadOnlyList<string> Users, IReadOnlyList<string> Groups, int BoundaryOf,
        IReadOnlyList<PolicyVersion> Versions, IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var (found, holders, versions) =
            (ManagedPolicies.FindAsync(iam, input.Arn, ct, input.Version), ManagedPolicies.HoldersAsync(iam, input.Arn, PolicyUsageType.PermissionsPolicy, ct), ManagedPolicies.VersionsAsync(iam, input.Arn, ct));
        await Task.WhenAll(found, holders, versions);
        var (policy, document) = await found;
        var names = (await holders).ToLookup(h => h.Type, h => h.Name);
        return new(
            policy.PolicyName, policy.Arn, policy.Description, policy.CreateDate, policy.UpdateDate, input.Version ?? policy.DefaultVersionId, document,
            policy.AttachmentCount ?? 0, [.. names["role"]], [.. names["user"]], [.. names["group"]], policy.PermissionsBoundaryUsageCount ?? 0,
            [.. (await versions).Select(v => new PolicyVersion(v.VersionId, v.IsDefaultVersion ?? false, v.CreateDate))], policy.Tags.ToMap());
    }
}
