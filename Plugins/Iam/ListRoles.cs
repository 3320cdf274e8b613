using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_roles (ListRoles; GetAccountAuthorizationDetails when the last use is asked for, since ListRoles does not tell
/// it).</summary>
public static class ListRoles
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<Row>>(
        "list_roles", "Lists IAM roles, or those unused for some days. For one role in full, use iam_get_role.", RunAsync,
        iam: ["iam:ListRoles", "iam:GetAccountAuthorizationDetails"],
        examples: ["Which roles were not used for 90 days?", "Which roles belong to the web team's path?"]);

    public sealed record Input : PageInput
    {
        [Description("Not used for this long; AWS remembers 400 days."), Range(1, 400)]
        public int? UnusedDays { get; init; }

        [Description("Role name; * and ? match any text.")]
        public string? Name { get; init; }

        [Description("For example /team/."), RegularExpression("/[!-~]*")]
        public string? PathPrefix { get; init; }
    }

    public sealed record Row(string Name, string Arn, string? TrustedBy, DateTime? CreatedAt, DateTime? LastUsedAt);

    public static Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct) =>
        input.UnusedDays is { } days ? UnusedAsync(iam, input, context.Time.GetUtcNow().UtcDateTime.AddDays(-days), ct)
            : AllAsync(iam, input, ct);

    private static Task<Page<Row>> AllAsync(
        IAmazonIdentityManagementService iam, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async m =>
    {
        var a = await iam.ListRolesAsync(
            new() { PathPrefix = input.PathPrefix, MaxItems = input.Name is null ? input.Limit : 1000, Marker = m }, ct);
        var roles = (a.Roles ?? []).Where(r => NameFilter.Matches(r.RoleName, input.Name));
        return ([.. roles.Select(r => ToRow(r.RoleName, r.Arn, r.AssumeRolePolicyDocument, r.CreateDate, null))],
            a.IsTruncated is true ? a.Marker : null);
    }, mostPages: input.Name is null ? 1 : 10);

    private static async Task<Page<Row>> UnusedAsync(
        IAmazonIdentityManagementService iam, Input input, DateTime since, CancellationToken ct)
    {
        var examined = 0;
        var page = await Paging.FindAsync<Row>(input, async m =>
        {
            var a = await iam.GetAccountAuthorizationDetailsAsync(new() { Filter = [EntityType.Role.Value], MaxItems = 1000, Marker = m },
                ct);
            examined += a.RoleDetailList?.Count ?? 0;
            var unused = (a.RoleDetailList ?? [])
                .Where(r => NameFilter.Matches(r.RoleName, input.Name)
                    && (input.PathPrefix is null || r.Path.StartsWith(input.PathPrefix, StringComparison.Ordinal)))
                .Where(r => (r.RoleLastUsed?.LastUsedDate ?? r.CreateDate) < since)
                .Select(r => ToRow(r.RoleName, r.Arn, r.AssumeRolePolicyDocument, r.CreateDate, r.RoleLastUsed?.LastUsedDate));
            return ([.. unused], a.IsTruncated is true ? a.Marker : null);
        }, mostPages: 20);
        return page with
        {
            Note = FormattableString.Invariant(
                $"Examined {examined} roles; {page.Items.Count} of them were not used since {since:yyyy-MM-dd}. ")
                + "Without lastUsedAt: no use seen since the role was made, or in the 400 days that AWS remembers.",
        };
    }

    private static Row ToRow(string name, string arn, string? trust, DateTime? created, DateTime? used)
    {
        List<string> trusted = string.IsNullOrEmpty(trust) ? [] : [.. PolicyDocuments.Trusted(PolicyDocuments.Decode(trust))];
        return new(name, arn, trusted.Count == 0 ? null : trusted[0] + (trusted.Count > 1 ? $" +{trusted.Count - 1}" : ""), created, used);
    }
}
