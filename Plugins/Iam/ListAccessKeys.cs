using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_access_keys: the keys of one user or of all (ListUsers, ListAccessKeys, GetAccessKeyLastUsed).</summary>
public static class ListAccessKeys
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<AccessKeyRow>>(
        "list_access_keys", "Lists access keys with age and last use, of one user or of all. For the user's other credentials, use iam_get_user.", RunAsync,
        iam: ["iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"],
        examples: ["Which access keys are older than 90 days?", "Which keys are not used any more?"]);

    public sealed record Input : PageInput
    {
        [Description("Only this user's.")]
        public string? User { get; init; }

        [Description("State."), AllowedValues("Active", "Inactive")]
        public string? Status { get; init; }

        [Description("Only keys at least so old."), Range(1, 10000)]
        public int? MinAgeDays { get; init; }

        [Description("Only keys not used for so many days."), Range(1, 10000)]
        public int? UnusedDays { get; init; }
    }

    public static async Task<Page<AccessKeyRow>> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var unusedSince = input.UnusedDays is { } days ? DateTime.UtcNow.AddDays(-days) : (DateTime?)null;
        bool Wanted(AccessKeyRow k) => (input.Status is null || k.Status == input.Status) && k.AgeDays >= (input.MinAgeDays ?? 0)
            && (unusedSince is null || (k.LastUsedAt ?? k.CreatedAt) < unusedSince);
        if (input.User is not null) return new([.. (await AccessKeys.OfAsync(iam, input.User, ct)).Where(Wanted)]);

        // Each user costs a request and each key another, so a page of users is small and a call reads few of them.
        var (rows, next, examined) = await IamPages.FindAsync(input.Limit, input.Cursor, 5, async m =>
        {
            var a = await iam.ListUsersAsync(new() { MaxItems = 100, Marker = m }, ct);
            return (a.Users, a.IsTruncated, a.Marker);
        }, async users => (await users.AskAsync(u => AccessKeys.OfAsync(iam, u.UserName, ct), ct)).SelectMany(k => k).Where(Wanted));
        return new(rows, next) { Note = $"Examined the keys of {examined} users." };
    }
}
