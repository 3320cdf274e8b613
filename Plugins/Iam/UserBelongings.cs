using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>What has to be gone before IAM deletes a user.</summary>
internal sealed record UserBelongings(
    IReadOnlyList<AttachedPolicyType> Attached, IReadOnlyList<string> Inline, IReadOnlyList<string> Groups, IReadOnlyList<AccessKeyRow> Keys, IReadOnlyList<MFADevice> Devices,
    bool Console, IReadOnlyList<SSHPublicKeyMetadata> SshKeys, IReadOnlyList<SigningCertificate> Certificates, IReadOnlyList<ServiceSpecificCredentialMetadata> ServiceCredentials)
{
    public static async Task<UserBelongings> FindAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct)
    {
        var identity = new Identity(iam, "user", user);
        var (attached, inline, groups, keys) = (identity.AttachedAsync(ct), identity.InlineNamesAsync(ct), GroupsAsync(iam, user, ct), AccessKeys.OfAsync(iam, user, ct));
        var (devices, console) = (MfaAsync(iam, user, ct), ConsoleAsync(iam, user, ct));
        var ssh = IamPages.AllAsync(async m =>
        {
            var a = await iam.ListSSHPublicKeysAsync(new() { UserName = user, Marker = m }, ct);
            return (a.SSHPublicKeys, a.IsTruncated, a.Marker);
        });
        var certificates = IamPages.AllAsync(async m =>
        {
            var a = await iam.ListSigningCertificatesAsync(new() { UserName = user, Marker = m }, ct);
            return (a.Certificates, a.IsTruncated, a.Marker);
        });
        var credentials = IamPages.AllAsync(async m =>
        {
            var a = await iam.ListServiceSpecificCredentialsAsync(new() { UserName = user, Marker = m }, ct);
            return (a.ServiceSpecificCredentials, a.IsTruncated, a.Marker);
        });
        await Task.WhenAll(attached, inline, groups, keys, devices, console, ssh, certificates, credentials);
        return new(await attached, await inline, await groups, await keys, await devices, await console, await ssh, await certificates, await credentials);
    }

    public static async Task<List<string>> GroupsAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct) => await IamPages.AllAsync(async m =>
    {
        var a = await iam.ListGroupsForUserAsync(new() { UserName = user, Marker = m }, ct);
        return (a.Groups?.ConvertAll(g => g.GroupName), a.IsTruncated, a.Marker);
    });

    public static Task<List<MFADevice>> MfaAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct) => IamPages.AllAsync(async m =>
    {
        var a = await iam.ListMFADevicesAsync(new() { UserName = user, Marker = m }, ct);
        return (a.MFADevices, a.IsTruncated, a.Marker);
    });

    /// <summary>Whether the user has a console password.</summary>
    public static async Task<bool> ConsoleAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct)
    {
        try
        {
            return (await iam.GetLoginProfileAsync(new() { UserName = user }, ct)).LoginProfile is not null;
        }
        catch (NoSuchEntityException)
        {
            // So it is for a user that does not exist as well, which the other requests tell.
            return false;
        }
    }

    /// <summary>A line for each.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        .. Keys.Select(k => $"access key {AccessKeys.Describe(k)}: deleted"),
        .. Console ? ["console password: deleted"] : Array.Empty<string>(),
        .. Devices.Select(d => $"MFA device {d.SerialNumber}: deactivated{(IsVirtual(d) ? " and deleted" : "")}"),
        .. Groups.Select(g => $"group {g}: left"),
        .. Attached.Select(p => $"attached policy {p.PolicyArn}: detached, not deleted"),
        .. Inline.Select(p => $"inline policy {p}: deleted"),
        .. SshKeys.Select(k => $"SSH key {k.SSHPublicKeyId}: deleted"),
        .. Certificates.Select(c => $"signing certificate {c.CertificateId}: deleted"),
        .. ServiceCredentials.Select(c => $"credential {c.ServiceSpecificCredentialId} for {c.ServiceName}: deleted"),
    ];

    /// <summary>Removes them.</summary>
    public async Task RemoveAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct)
    {
        var identity = new Identity(iam, "user", user);
        foreach (var key in Keys) await iam.DeleteAccessKeyAsync(new() { UserName = user, AccessKeyId = key.Id }, ct);
        if (Console) await iam.DeleteLoginProfileAsync(new() { UserName = user }, ct);
        foreach (var device in Devices)
        {
            await iam.DeactivateMFADeviceAsync(new() { UserName = user, SerialNumber = device.SerialNumber }, ct);
            if (IsVirtual(device)) await iam.DeleteVirtualMFADeviceAsync(new() { SerialNumber = device.SerialNumber }, ct);
        }

        foreach (var group in Groups) await iam.RemoveUserFromGroupAsync(new() { GroupName = group, UserName = user }, ct);
        foreach (var policy in Attached) await identity.DetachAsync(policy.PolicyArn, ct);
        foreach (var policy in Inline) await identity.DeleteAsync(policy, ct);
        foreach (var key in SshKeys) await iam.DeleteSSHPublicKeyAsync(new() { UserName = user, SSHPublicKeyId = key.SSHPublicKeyId }, ct);
        foreach (var certificate in Certificates) await iam.DeleteSigningCertificateAsync(new() { UserName = user, CertificateId = certificate.CertificateId }, ct);
        foreach (var credential in ServiceCredentials)
            await iam.DeleteServiceSpecificCredentialAsync(new() { UserName = user, ServiceSpecificCredentialId = credential.ServiceSpecificCredentialId }, ct);
    }

    // A hardware device has a plain serial number, security keys an ARN of another form.
    private static bool IsVirtual(MFADevice device) => device.SerialNumber.Contains(":mfa/", StringComparison.Ordinal);
}
