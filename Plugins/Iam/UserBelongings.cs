using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>What has to be gone before IAM deletes a user.</summary>
internal sealed record UserBelongings(
    IReadOnlyList<AttachedPolicyType> Attached, IReadOnlyList<string> Inline, IReadOnlyList<string> Groups,
    IReadOnlyList<AccessKeyRow> Keys,
    IReadOnlyList<MFADevice> Devices, bool Console, IReadOnlyList<SSHPublicKeyMetadata> SshKeys,
    IReadOnlyList<SigningCertificate> Certificates,
    IReadOnlyList<ServiceSpecificCredentialMetadata> ServiceCredentials)
{
    public static async Task<UserBelongings> FindAsync(
        IAmazonIdentityManagementService iam, string user, Unknowns unknowns, TimeProvider time, CancellationToken ct)
    {
        var identity = new Identity(iam, "user", user);
        var attached = unknowns.TryAsync("The attached policies", () => identity.AttachedAsync(ct));
        var inline = unknowns.TryAsync("The inline policies", () => identity.InlineNamesAsync(ct));
        var groups = unknowns.TryAsync("The groups", () => GroupsAsync(iam, user, ct));
        var keys = unknowns.TryAsync("The access keys", () => AccessKeys.OfAsync(iam, user, time, ct));
        var devices = unknowns.TryAsync("The MFA devices", () => MfaAsync(iam, user, ct));
        var console = unknowns.TryAsync("The console password", () => ConsoleAsync(iam, user, ct));
        var ssh = unknowns.TryAsync("The SSH keys", () => Paging.AllAsync(async m =>
        {
            var a = await iam.ListSSHPublicKeysAsync(new() { UserName = user, Marker = m }, ct);
            return (a.SSHPublicKeys, a.IsTruncated, a.Marker);
        }));
        var certificates = unknowns.TryAsync("The signing certificates", () => Paging.AllAsync(async m =>
        {
            var a = await iam.ListSigningCertificatesAsync(new() { UserName = user, Marker = m }, ct);
            return (a.Certificates, a.IsTruncated, a.Marker);
        }));
        var credentials = unknowns.TryAsync("The credentials for single services", () => Paging.AllAsync(async m =>
        {
            var a = await iam.ListServiceSpecificCredentialsAsync(new() { UserName = user, Marker = m }, ct);
            return (a.ServiceSpecificCredentials, a.IsTruncated, a.Marker);
        }));
        await Task.WhenAll(attached, inline, groups, keys, devices, console, ssh, certificates, credentials);
        return new(
            await attached ?? [], await inline ?? [], await groups ?? [], await keys ?? [], await devices ?? [],
            await console is { Count: > 0 },
            await ssh ?? [], await certificates ?? [], await credentials ?? []);
    }

    public static async Task<List<string>> GroupsAsync(
        IAmazonIdentityManagementService iam, string user, CancellationToken ct) => await Paging.AllAsync(async m =>
    {
        var a = await iam.ListGroupsForUserAsync(new() { UserName = user, Marker = m }, ct);
        return (a.Groups?.ConvertAll(g => g.GroupName), a.IsTruncated, a.Marker);
    });

    public static Task<List<MFADevice>> MfaAsync(
        IAmazonIdentityManagementService iam, string user, CancellationToken ct) => Paging.AllAsync(async m =>
    {
        var a = await iam.ListMFADevicesAsync(new() { UserName = user, Marker = m }, ct);
        return (a.MFADevices, a.IsTruncated, a.Marker);
    });

    /// <summary>The console password as a list of one, or of none.</summary>
    public static async Task<List<LoginProfile>> ConsoleAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct)
    {
        try
        {
            return (await iam.GetLoginProfileAsync(new() { UserName = user }, ct)).LoginProfile is { } profile ? [profile] : [];
        }
        catch (NoSuchEntityException)
        {
            // AWS answers so for a user that does not exist, too; the other requests tell that.
            return [];
        }
    }

    /// <summary>What happens to each.</summary>
    public IReadOnlyList<PlanChange> Changes() =>
    [
        .. Keys.Select(k => Lost($"access key {AccessKeys.Describe(k)}")),
        .. Console ? [Lost("console password")] : Array.Empty<PlanChange>(),
        .. Devices.Select(d =>
            new PlanChange(ChangeKind.Delete,
                $"MFA device {d.SerialNumber}") { Note = IsVirtual(d) ? null : "deactivated; the device stays" }),
        .. Groups.Select(g => new PlanChange(ChangeKind.Delete, $"membership in group {g}")),
        .. Attached.Select(p => new PlanChange(ChangeKind.Delete, $"attachment of {p.PolicyArn}") { Note = "the policy itself stays" }),
        .. Inline.Select(p => Lost($"inline policy {p}")),
        .. SshKeys.Select(k => new PlanChange(ChangeKind.Delete, $"SSH key {k.SSHPublicKeyId}")),
        .. Certificates.Select(c => new PlanChange(ChangeKind.Delete, $"signing certificate {c.CertificateId}")),
        .. ServiceCredentials.Select(c => Lost($"credential {c.ServiceSpecificCredentialId} for {c.ServiceName}")),
    ];

    /// <summary>Removes them.</summary>
    public async Task RemoveAsync(IAmazonIdentityManagementService iam, string user, ToolContext context, CancellationToken ct)
    {
        var identity = new Identity(iam, "user", user);
        await Each(Keys, k => iam.DeleteAccessKeyAsync(new() { UserName = user, AccessKeyId = k.Id }, ct), k =>
            $"deleted the access key {k.Id}");
        if (Console)
        {
            await iam.DeleteLoginProfileAsync(new() { UserName = user }, ct);
            context.Done("deleted the console password");
        }

        await Each(Devices, d => iam.DeactivateMFADeviceAsync(new() { UserName = user, SerialNumber = d.SerialNumber }, ct), d =>
            $"deactivated {d.SerialNumber}");
        await Each([.. Devices.Where(IsVirtual)], d => iam.DeleteVirtualMFADeviceAsync(new() { SerialNumber = d.SerialNumber }, ct), d =>
            $"deleted {d.SerialNumber}");
        await Each(Groups, g => iam.RemoveUserFromGroupAsync(new() { GroupName = g, UserName = user }, ct), g => $"left the group {g}");
        await Each(Attached, p => identity.DetachAsync(p.PolicyArn, ct), p => $"detached {p.PolicyArn}");
        await Each(Inline, p => identity.DeleteAsync(p, ct), p => $"deleted the inline policy {p}");
        await Each(SshKeys, k => iam.DeleteSSHPublicKeyAsync(new() { UserName = user, SSHPublicKeyId = k.SSHPublicKeyId }, ct), k =>
            $"deleted the SSH key {k.SSHPublicKeyId}");
        await Each(Certificates, c => iam.DeleteSigningCertificateAsync(new() { UserName = user, CertificateId = c.CertificateId }, ct),
            c => $"deleted the signing certificate {c.CertificateId}");
        await Each(ServiceCredentials,
            c => iam.DeleteServiceSpecificCredentialAsync(
                new() { UserName = user, ServiceSpecificCredentialId = c.ServiceSpecificCredentialId }, ct),
            c => $"deleted the credential {c.ServiceSpecificCredentialId} for {c.ServiceName}");

        async Task Each<T>(IReadOnlyList<T> items, Func<T, Task> remove, Func<T, string> done)
        {
            foreach (var item in items)
            {
                await remove(item);
                context.Done(done(item));
            }
        }
    }

    private static PlanChange Lost(string what) => new(ChangeKind.Lose, what);

    // A hardware device has a plain serial number, security keys an ARN of another form.
    private static bool IsVirtual(MFADevice device) => device.SerialNumber.Contains(":mfa/", StringComparison.Ordinal);
}
