using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_role: all there is to a role (GetRole and the lists of what belongs to it).</summary>
public static class GetRole
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_role", "Gets a role: trust policy, policies with documents, instance profiles, last use."
 + " For an AWS-managed policy's document, use iam_get_policy.", RunAsync,
        iam:
        [
            "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListInstanceProfilesForRole",
            "iam:GetPolicy", "iam:GetPolicyVersion",
        ],
        examples: ["What may the role web-server do, and who may assume it?"]);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string RoleName { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, string? Description, DateTime? CreatedAt, DateTime? LastUsedAt, string? LastUsedRegion,
        int? MaxSessionSeconds,
        System.Text.Json.JsonElement TrustPolicy, IReadOnlyList<AttachedPolicy> AttachedPolicies,
        IReadOnlyList<InlinePolicy> InlinePolicies,
        string? PermissionsBoundary, IReadOnlyList<string> InstanceProfiles, IReadOnlyDictionary<string, string> Tags, string? Note);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct);
        var reading = new Identity(iam, "role", input.RoleName).PoliciesAsync(unknowns, ct);
        var profiles = unknowns.TryAsync("The instance profiles", () => RoleBelongings.ProfilesAsync(iam, input.RoleName, ct));
        await Task.WhenAll(finding, reading, profiles);
        var (role, policies) = ((await finding).Role, await reading);
        return new(
            role.RoleName, role.Arn, role.Description, role.CreateDate, role.RoleLastUsed?.LastUsedDate, role.RoleLastUsed?.Region,
            role.MaxSessionDuration,
            PolicyDocuments.Decode(role.AssumeRolePolicyDocument), policies.Attached, policies.Inline,
            role.PermissionsBoundary?.PermissionsBoundaryArn, [.. (await profiles ?? []).Select(p => p.Arn)], role.Tags.ToMap(),
            policies.Note(unknowns));
    }
}
