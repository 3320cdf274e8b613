using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_roles (ListRoles; GetAccountAuthorizationDetails when the last use is asked for, which ListRoles does not tell).</summary>
public static class ListRoles
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<Row>>(
        "list_roles", "Lists IAM roles, or those unused for some days. For one role in full, use iam_get_role.", RunAsync,
        iam: ["iam:ListRoles", "iam:GetAccountAuthorizationDetails"],
        examples: ["Which roles were not used for 90 days?", "Which roles belong to the web team's path?"]);

    public sealed record Input : PageInput
    {
        [Description("Only roles unused, and existing, for at least so many days; AWS remembers 400."), Range(1, 400)]
        public int? UnusedDays { get; init; }

        [Description("Text in the name.")]
        public string? Name { get; init; }

        [Description("Path prefix, as /team/.")]
        public string? PathPrefix { get; init; }
    }

    public sealed record Row(string Name, string Arn, string? TrustedBy, DateTime? CreatedAt, DateTime? LastUsedAt);

    public static Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct) =>
        input.UnusedDays is { } days ? UnusedAsync(iam, input, DateTime.UtcNow.AddDays(-days), ct) : AllAsync(iam, input, ct);

    private static async Task<Page<Row>> AllAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var (rows, next, _) = await IamPages.FindAsync(input.Limit, input.Cursor, input.Name is null ? 1 : 10, async m =>
        {
            var a = await iam.ListRolesAsync(new() { PathPrefix = input.PathPrefix, MaxItems = input.Name is null ? input.Limit : 1000, Marker = m }, ct);
            return (a.Roles, a.IsTruncated, a.Marker);
        }, roles => Task.FromResult(roles.Where(r => r.RoleName.Has(input.Name)).Select(r => ToRow(r.RoleName, r.Arn, r.AssumeRolePolicyDocument, r.CreateDate, null))));
        return new(rows, next);
    }

    private static async Task<Page<Row>> UnusedAsync(IAmazonIdentityManagementService iam, Input input, DateTime since, CancellationToken ct)
    {
        var (rows, next, examined) = await IamPages.FindAsync(input.Limit, input.Cursor, 20, async m =>
        {
            var a = await iam.GetAccountAuthorizationDetailsAsync(new() { Filter = [EntityType.Role.Value], MaxItems = 1000, Marker = m }, ct);
            return (a.RoleDetailList, a.IsTruncated, a.Marker);
        }, roles => Task.FromResult(roles
            .Where(r => r.RoleName.Has(input.Name) && (input.PathPrefix is null || r.Path.StartsWith(input.PathPrefix, StringComparison.Ordinal)))
            .Where(r => (r.RoleLastUsed?.LastUsedDate ?? r.CreateDate) < since)
            .Select(r => ToRow(r.RoleName, r.Arn, r.AssumeRolePolicyDocument, r.CreateDate, r.RoleLastUsed?.LastUsedDate))));
        return new(rows, next)
        {
            Note = $"Examined {examined} roles; {rows.Count} of them were not used since {since:yyyy-MM-dd}. Without lastUsedAt: not used in the 400 days that AWS remembers.",
        };
    }

    private static Row ToRow(string name, string arn, string? trust, DateTime? created, DateTime? used)
    {
        List<string> trusted = string.IsNullOrEmpty(trust) ? [] : [.. PolicyDocuments.Trusted(PolicyDocuments.Decode(trust))];
        return new(name, arn, trusted.Count == 0 ? null : trusted[0] + (trusted.Count > 1 ? $" +{trusted.Count - 1}" : ""), created, used);
    }
}
