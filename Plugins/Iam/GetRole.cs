using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_role: all there is to a role (GetRole and the lists of what belongs to it).</summary>
public static class GetRole
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_role", "Gets a role: trust policy, policies with documents, instance profiles, last use. For an AWS-managed policy's document, use iam_get_policy.", RunAsync,
        iam:
        [
            "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListInstanceProfilesForRole",
            "iam:GetPolicy", "iam:GetPolicyVersion",
        ],
        examples: ["What may the role web-server do, and who may assume it?"]);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string Name { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, string? Description, DateTime? CreatedAt, DateTime? LastUsedAt, string? LastUsedRegion, int? MaxSessionSeconds,
        JsonElement TrustPolicy, IReadOnlyList<AttachedPolicy> AttachedPolicies, IReadOnlyList<InlinePolicy> InlinePolicies,
        string? PermissionsBoundary, IReadOnlyList<string> InstanceProfiles, IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = new Identity(iam, "role", input.Name);
        var (found, attached, inline, profiles) =
            (iam.GetRoleAsync(new() { RoleName = input.Name }, ct), identity.AttachedWithDocumentsAsync(ct), identity.InlineAsync(ct), RoleBelongings.ProfilesAsync(iam, input.Name, ct));
        await Task.WhenAll(found, attached, inline, profiles);
        var role = (await found).Role;
        return new(
            role.RoleName, role.Arn, role.Description, role.CreateDate, role.RoleLastUsed?.LastUsedDate, role.RoleLastUsed?.Region, role.MaxSessionDuration,
            PolicyDocuments.Decode(role.AssumeRolePolicyDocument), await attached, await inline,
            role.PermissionsBoundary?.PermissionsBoundaryArn, [.. (await profiles).Select(p => p.Arn)], role.Tags.ToMap());
    }
}
