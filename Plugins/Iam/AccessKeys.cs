using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>An access key; without <c>LastUsedAt</c> it was never used since AWS began to record that (2015).</summary>
public sealed record AccessKeyRow(
    string Id, string User, string Status, DateTime? CreatedAt, int AgeDays, DateTime? LastUsedAt, string? LastUsedService);

/// <summary>Access keys and their last use.</summary>
internal static class AccessKeys
{
    /// <summary>The keys of a user.</summary>
    /// <exception cref="NoSuchEntityException">There is no such user.</exception>
    public static async Task<AccessKeyRow[]> OfAsync(
        IAmazonIdentityManagementService iam, string user, TimeProvider time, CancellationToken ct)
    {
        var keys = await Paging.AllAsync(async m =>
        {
            var a = await iam.ListAccessKeysAsync(new() { UserName = user, Marker = m }, ct);
            return (a.AccessKeyMetadata, a.IsTruncated, a.Marker);
        });
        return await keys.AskAsync(async (key, t) =>
        {
            var used = (await iam.GetAccessKeyLastUsedAsync(new() { AccessKeyId = key.AccessKeyId }, t)).AccessKeyLastUsed;
            var age = key.CreateDate is { } created ? (int)(time.GetUtcNow().UtcDateTime - created.ToUniversalTime()).TotalDays : 0;
            return new AccessKeyRow(
                key.AccessKeyId, key.UserName, key.Status, key.CreateDate, age, used?.LastUsedDate,
                used?.LastUsedDate is null ? null : used.ServiceName);
        }, ct);
    }

    /// <summary><c>AKIA… (Active, created 2026-01-02, last used 2026-02-03 for s3)</c></summary>
    public static string Describe(AccessKeyRow key) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{key.Id} ({key.Status}, created {key.CreatedAt:yyyy-MM-dd}, {Use(key)})");

    private static string Use(AccessKeyRow key) =>
        key.LastUsedAt is { } used ? FormattableString.Invariant($"last used {used:yyyy-MM-dd} for {key.LastUsedService}") : "never used";
}
