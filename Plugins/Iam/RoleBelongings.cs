using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>What has to be gone before IAM deletes a role.</summary>
internal sealed record RoleBelongings(IReadOnlyList<AttachedPolicyType> Attached, IReadOnlyList<string> Inline, IReadOnlyList<InstanceProfile> Profiles)
{
    public static async Task<RoleBelongings> FindAsync(IAmazonIdentityManagementService iam, string role, CancellationToken ct)
    {
        var identity = new Identity(iam, "role", role);
        var (attached, inline, profiles) = (identity.AttachedAsync(ct), identity.InlineNamesAsync(ct), ProfilesAsync(iam, role, ct));
        await Task.WhenAll(attached, inline, profiles);
        return new(await attached, await inline, await profiles);
    }

    public static Task<List<InstanceProfile>> ProfilesAsync(IAmazonIdentityManagementService iam, string role, CancellationToken ct) => IamPages.AllAsync(async m =>
    {
        var a = await iam.ListInstanceProfilesForRoleAsync(new() { RoleName = role, Marker = m }, ct);
        return (a.InstanceProfiles, a.IsTruncated, a.Marker);
    });

    /// <summary>A line for each.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        .. Attached.Select(p => $"attached policy {p.PolicyArn}: detached, not deleted"),
        .. Inline.Select(p => $"inline policy {p}: deleted"),
        .. Profiles.Select(p => $"instance profile {p.Arn}: deleted; instances that have it lose their credentials"),
    ];

    /// <summary>Removes them. An instance profile holds one role, so that without it there is no use in it.</summary>
    public async Task RemoveAsync(IAmazonIdentityManagementService iam, string role, CancellationToken ct)
    {
        var identity = new Identity(iam, "role", role);
        foreach (var policy in Attached) await identity.DetachAsync(policy.PolicyArn, ct);
        foreach (var policy in Inline) await identity.DeleteAsync(policy, ct);
        foreach (var profile in Profiles)
        {
            await iam.RemoveRoleFromInstanceProfileAsync(new() { InstanceProfileName = profile.InstanceProfileName, RoleName = role }, ct);
            await iam.DeleteInstanceProfileAsync(new() { InstanceProfileName = profile.InstanceProfileName }, ct);
        }
    }
}
