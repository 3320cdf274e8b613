using System.Globalization;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>What has to be gone before IAM deletes a role.</summary>
internal sealed record RoleBelongings(IReadOnlyList<AttachedPolicyType> Attached, IReadOnlyList<string> Inline,
    IReadOnlyList<InstanceProfile> Profiles)
{
    public static async Task<RoleBelongings> FindAsync(
        IAmazonIdentityManagementService iam, string role, Unknowns unknowns, CancellationToken ct)
    {
        var identity = new Identity(iam, "role", role);
        var attached = unknowns.TryAsync("Its attached policies", () => identity.AttachedAsync(ct));
        var inline = unknowns.TryAsync("Its inline policies", () => identity.InlineNamesAsync(ct));
        var profiles = unknowns.TryAsync("Its instance profiles", () => ProfilesAsync(iam, role, ct));
        await Task.WhenAll(attached, inline, profiles);
        return new(await attached ?? [], await inline ?? [], await profiles ?? []);
    }

    public static Task<List<InstanceProfile>> ProfilesAsync(
        IAmazonIdentityManagementService iam, string role, CancellationToken ct) => Paging.AllAsync(async m =>
    {
        var a = await iam.ListInstanceProfilesForRoleAsync(new() { RoleName = role, Marker = m }, ct);
        return (a.InstanceProfiles, a.IsTruncated, a.Marker);
    });

    /// <summary>Why the role cannot be deleted, nor its policies changed; null for a role of the account's own.</summary>
    public static string? Obstacle(Role role) => role.Path switch
    {
        { } path when path.StartsWith("/aws-service-role/", StringComparison.Ordinal) =>
            $"{role.Arn} is linked to a service, and only that service changes or deletes it.",
        { } path when path.StartsWith("/aws-reserved/", StringComparison.Ordinal) =>
            $"{role.Arn} belongs to IAM Identity Center; change its permission set there.",
        _ => null,
    };

    /// <summary><c>last used 2026-03-01 in eu-west-1</c>; a young role was not unused for longer than it exists.</summary>
    public static string LastUse(Role role, TimeProvider time) => role.RoleLastUsed?.LastUsedDate is { } used
        ? string.Create(CultureInfo.InvariantCulture, $"last used {used:yyyy-MM-dd} in {role.RoleLastUsed.Region}")
        : role.CreateDate is { } created && time.GetUtcNow().UtcDateTime - created.ToUniversalTime() < TimeSpan.FromDays(400)
            ? $"created {PlanBuilder.Text(created)}, no use seen since"
            : "no use seen in the 400 days that AWS remembers";

    public bool Any => Attached.Count + Inline.Count + Profiles.Count > 0;

    /// <summary>What happens to each.</summary>
    public IEnumerable<PlanChange> Changes(string role) =>
    [
        .. Attached.Select(p => new PlanChange(ChangeKind.Delete, $"attachment of {p.PolicyArn}") { Note = "the policy itself stays" }),
        .. Inline.Select(p => new PlanChange(ChangeKind.Lose, $"inline policy {p} of {role}")),
        .. Profiles.Select(p =>
            new PlanChange(ChangeKind.Delete, $"instance profile {p.Arn}") { Note = "instances that have it lose their credentials" }),
    ];

    /// <summary>Removes them. An instance profile holds one role, so it is of no use without it.</summary>
    public async Task RemoveAsync(IAmazonIdentityManagementService iam, string role, ToolContext context, CancellationToken ct)
    {
        var identity = new Identity(iam, "role", role);
        foreach (var policy in Attached)
        {
            await identity.DetachAsync(policy.PolicyArn, ct);
            context.Done($"detached {policy.PolicyArn}");
        }

        foreach (var policy in Inline)
        {
            await identity.DeleteAsync(policy, ct);
            context.Done($"deleted the inline policy {policy}");
        }

        foreach (var profile in Profiles)
        {
            await iam.RemoveRoleFromInstanceProfileAsync(new() { InstanceProfileName = profile.InstanceProfileName, RoleName = role }, ct);
            context.Done($"removed the role from the instance profile {profile.InstanceProfileName}");
            await iam.DeleteInstanceProfileAsync(new() { InstanceProfileName = profile.InstanceProfileName }, ct);
            context.Done($"deleted the instance profile {profile.InstanceProfileName}");
        }
    }
}
