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
        "list_roles", "Lists IAM roles, also by use, trust or permissions. For one in full, use "
            + "iam_get_role.", RunAsync,
        iam: ["iam:ListRoles", "iam:GetAccountAuthorizationDetails"],
        examples: ["Which roles were not used for 90 days?", "Which roles belong to the web team's path?",
            "Which roles are administrators?", "Which roles does account 210987654321 get into?"]);

    public sealed record Input : PageInput
    {
        [Description("Not used for this long; AWS remembers 400 days."), Range(1, 400)]
        public int? UnusedDays { get; init; }

        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Part of a principal in the trust policy, like an account id or *.")]
        public string? TrustedBy { get; init; }

        [Description("An action like s3:DeleteBucket, or administrator.")]
        public string? Can { get; init; }

        [Description("Like /team/."), RegularExpression("/[!-~]*")]
        public string? PathPrefix { get; init; }
    }

    public sealed record Row(string Name, string Arn, string? TrustedBy, DateTime? CreatedAt, DateTime? LastUsedAt);

    public static Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct) =>
        input.Can is not null ? AbleAsync(iam, input, context, ct)
            : input.UnusedDays is { } days ? UnusedAsync(iam, input, context.Time.GetUtcNow().UtcDateTime.AddDays(-days), ct)
            : AllAsync(iam, input, ct);

    private static Task<Page<Row>> AllAsync(
        IAmazonIdentityManagementService iam, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async m =>
    {
        var a = await iam.ListRolesAsync(
            new() { PathPrefix = input.PathPrefix, MaxItems = IsPlain(input) ? input.Limit : 1000, Marker = m }, ct);
        var roles = (a.Roles ?? []).Where(r => NameFilter.Matches(r.RoleName, input.Name) && Trusts(r.AssumeRolePolicyDocument, input));
        return ([.. roles.Select(r => ToRow(r.RoleName, r.Arn, r.AssumeRolePolicyDocument, r.CreateDate, null))],
            a.IsTruncated is true ? a.Marker : null);
    }, mostPages: IsPlain(input) ? 1 : 10);

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
                .Where(r => Trusts(r.AssumeRolePolicyDocument, input) && (r.RoleLastUsed?.LastUsedDate ?? r.CreateDate) < since)
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

    // What a role may do stands in documents all over the account, so it is all read at once.
    private static async Task<Page<Row>> AbleAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        const int mostPages = 20;
        var (roles, documents, marker) = (new List<RoleDetail>(), new Dictionary<string, System.Text.Json.JsonElement>(), (string?)null);
        var pages = 0;
        do
        {
            var a = await iam.GetAccountAuthorizationDetailsAsync(
                new()
                {
                    Filter = [EntityType.Role.Value, EntityType.LocalManagedPolicy.Value, EntityType.AWSManagedPolicy.Value],
                    MaxItems = 1000,
                    Marker = marker
                }, ct);
            roles.AddRange(a.RoleDetailList ?? []);
            foreach (var p in a.Policies ?? [])
            {
                if ((p.PolicyVersionList ?? []).FirstOrDefault(v => v.VersionId == p.DefaultVersionId)?.Document is { } text)
                    documents[p.Arn] = PolicyDocuments.Decode(text);
            }

            marker = a.IsTruncated is true ? a.Marker : null;
        }
        while (marker is not null && ++pages < mostPages);

        var since = input.UnusedDays is { } days ? context.Time.GetUtcNow().UtcDateTime.AddDays(-days) : DateTime.MaxValue;
        var unread = new SortedSet<string>(StringComparer.Ordinal);
        var found = roles.Where(r => NameFilter.Matches(r.RoleName, input.Name)
                && (input.PathPrefix is null || r.Path.StartsWith(input.PathPrefix, StringComparison.Ordinal))
                && Trusts(r.AssumeRolePolicyDocument, input) && (r.RoleLastUsed?.LastUsedDate ?? r.CreateDate ?? DateTime.MinValue) < since)
            .Where(r => (r.RolePolicyList ?? []).Select(p => PolicyDocuments.Decode(p.PolicyDocument)).Concat(Attached(r))
                .Any(d => Can(d, input.Can!)))
            .OrderBy(r => r.RoleName, StringComparer.Ordinal)
            .Select(r => ToRow(r.RoleName, r.Arn, r.AssumeRolePolicyDocument, r.CreateDate, r.RoleLastUsed?.LastUsedDate)).ToList();
        string?[] notes =
        [
            $"Examined {roles.Count} roles by what their policies allow; conditions, denials and boundaries are not weighed: "
                + "iam_simulate_policy does.",
            marker is null ? null : "The account has more than was read, so some roles may be missing: ask iam_simulate_policy for "
                + "single ones.",
            unread.Count == 0 ? null : $"Not read: {string.Join(", ", PlanBuilder.Some([.. unread], 5))}.",
        ];
        return new(found) { Note = string.Join(" ", notes.OfType<string>()) };

        IEnumerable<System.Text.Json.JsonElement> Attached(RoleDetail role)
        {
            foreach (var p in role.AttachedManagedPolicies ?? [])
            {
                if (documents.TryGetValue(p.PolicyArn, out var document)) yield return document;
                else unread.Add(p.PolicyName);
            }
        }
    }

    private static bool Can(System.Text.Json.JsonElement document, string what) =>
        what is "administrator" ? PolicyDocuments.IsAdministrator(document) : PolicyDocuments.Allows(document, what);

    private static bool Trusts(string? trust, Input input) => input.TrustedBy is not { } by
        || trust is { Length: > 0 } && PolicyDocuments.Trusted(PolicyDocuments.Decode(trust))
            .Any(p => by is "*" ? p is "*" : p.Contains(by, StringComparison.Ordinal));

    private static bool IsPlain(Input input) => input.Name is null && input.TrustedBy is null;

    private static Row ToRow(string name, string arn, string? trust, DateTime? created, DateTime? used)
    {
        List<string> trusted = string.IsNullOrEmpty(trust) ? [] : [.. PolicyDocuments.Trusted(PolicyDocuments.Decode(trust))];
        return new(name, arn, trusted.Count == 0 ? null : trusted[0] + (trusted.Count > 1 ? $" +{trusted.Count - 1}" : ""), created, used);
    }
}
