using System.Text.Json;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>A managed policy with the document of one of its versions.</summary>
internal sealed record PolicyAndDocument(ManagedPolicy Policy, JsonElement Document);

/// <summary>Policies with an ARN of their own.</summary>
internal static class ManagedPolicies
{
    /// <summary>How an ARN of one looks.</summary>
    public const string ArnPattern = @"arn:.+:iam::\w+:policy/.+";

    /// <summary>Whether AWS made it, so that it cannot be changed.</summary>
    public static bool IsAws(string arn) => arn.Split(':').ElementAtOrDefault(4) == "aws";

    /// <summary>A policy and the document of its default or named version.</summary>
    /// <exception cref="NoSuchEntityException">It does not exist.</exception>
    public static async Task<PolicyAndDocument> FindAsync(
        IAmazonIdentityManagementService iam, string arn, CancellationToken ct, string? version = null)
    {
        var policy = (await iam.GetPolicyAsync(new() { PolicyArn = arn }, ct)).Policy;
        var found = (
            await iam.GetPolicyVersionAsync(new() { PolicyArn = arn, VersionId = version ?? policy.DefaultVersionId }, ct)).PolicyVersion;
        return new(policy, PolicyDocuments.Decode(found.Document));
    }

    /// <summary>What the policy is attached to, or what it bounds.</summary>
    public static Task<List<Identity>> HoldersAsync(
        IAmazonIdentityManagementService iam, string arn, PolicyUsageType usage, CancellationToken ct) =>
        Paging.AllAsync(async m =>
        {
            var a = await iam.ListEntitiesForPolicyAsync(new() { PolicyArn = arn, PolicyUsageFilter = usage, Marker = m }, ct);
            List<Identity> holders =
            [
                .. (a.PolicyRoles ?? []).Select(r => new Identity(iam, "role", r.RoleName)),
                .. (a.PolicyUsers ?? []).Select(u => new Identity(iam, "user", u.UserName)),
                .. (a.PolicyGroups ?? []).Select(g => new Identity(iam, "group", g.GroupName)),
            ];
            return (holders, a.IsTruncated, a.Marker);
        });

    /// <summary>The versions of a policy; there are at most five.</summary>
    public static Task<List<PolicyVersion>> VersionsAsync(
        IAmazonIdentityManagementService iam, string arn, CancellationToken ct) => Paging.AllAsync(async m =>
    {
        var a = await iam.ListPolicyVersionsAsync(new() { PolicyArn = arn, Marker = m }, ct);
        return (a.Versions, a.IsTruncated, a.Marker);
    });
}
