using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_access_keys: the keys of one user or of all (ListUsers, ListAccessKeys, GetAccessKeyLastUsed).</summary>
public static class ListAccessKeys
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<AccessKeyRow>>(
        "list_access_keys",
        "Lists access keys with age and last use, of one user or all. For other credentials, use iam_get_user.", RunAsync,
        iam: ["iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"],
        examples: ["Which access keys are older than 90 days?", "Which keys are not used any more?"]);

    public sealed record Input : PageInput
    {
        [Description("User name.")]
        public string? UserName { get; init; }

        [Description("Status."), AllowedValues("Active", "Inactive", "Expired")]
        public string? Status { get; init; }

        [Description("Least age of a key."), Range(1, 10000)]
        public int? MinAgeDays { get; init; }

        [Description("Least time without use."), Range(1, 10000)]
        public int? UnusedDays { get; init; }
    }

    public static async Task<Page<AccessKeyRow>> RunAsync(
        IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var unusedSince = input.UnusedDays is { } days ? context.Time.GetUtcNow().UtcDateTime.AddDays(-days) : (DateTime?)null;
        if (input.UserName is { } name) return new([.. (await AccessKeys.OfAsync(iam, name, context.Time, ct)).Where(Wanted)]);

        // Each user costs a request and each key another, so a page of users is small and a call reads few of them.
        var examined = 0;
        var page = await Paging.FindAsync<AccessKeyRow>(input, async m =>
        {
            var a = await iam.ListUsersAsync(new() { MaxItems = 100, Marker = m }, ct);
            examined += a.Users?.Count ?? 0;
            var keys = await (a.Users ?? []).AskAsync((u, t) => AccessKeys.OfAsync(iam, u.UserName, context.Time, t), ct);
            return ([.. keys.SelectMany(k => k).Where(Wanted)], a.IsTruncated is true ? a.Marker : null);
        }, mostPages: 5);
        return page with { Note = $"Examined the keys of {examined} users." };

        bool Wanted(AccessKeyRow k) => (input.Status is null || k.Status == input.Status) && k.AgeDays >= (input.MinAgeDays ?? 0)
            && (unusedSince is null || (k.LastUsedAt ?? k.CreatedAt) < unusedSince);
    }
}
