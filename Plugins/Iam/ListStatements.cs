using System.Text.Json;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>
/// iam_list_statements (GetAccountAuthorizationDetails): the table <c>iam_statements</c>, a row for each statement of each policy, inline
/// or attached, of roles, users and groups.
/// </summary>
public static class ListStatements
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<Row>>(
        "list_statements", "Lists what the policies of roles, users and groups state, as a table. For one role, use iam_get_role.",
        RunAsync,
        iam: ["iam:GetAccountAuthorizationDetails"], examples: ["Which roles may delete buckets?"]).With(tableOnly: true);

    public sealed record Input : PageInput;

    /// <param name="OwnerType">role, user or group.</param>
    /// <param name="PolicyArn">Null for an inline policy.</param>
    /// <param name="Condition">As JSON.</param>
    public sealed record Row(string OwnerType, string Owner, string Policy, string? PolicyArn, string? Sid, string? Effect,
        IReadOnlyList<string>? Actions, IReadOnlyList<string>? NotActions, IReadOnlyList<string>? Resources,
        IReadOnlyList<string>? NotResources, string? Condition);

    // In one page: which policies an owner has and what they say come in the same list, in no order that would let a page stand alone.
    public static async Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        List<GetAccountAuthorizationDetailsResponse> pages = [];
        string? marker = null;
        do
        {
            var page = await iam.GetAccountAuthorizationDetailsAsync(new() { MaxItems = 1000, Marker = marker }, ct);
            pages.Add(page);
            marker = page.IsTruncated is true ? page.Marker : null;
        }
        while (marker is not null);

        var documents = pages.SelectMany(p => p.Policies ?? []).DistinctBy(p => p.Arn).ToDictionary(p => p.Arn, p =>
            (p.PolicyVersionList ?? []).FirstOrDefault(v => v.VersionId == p.DefaultVersionId)?.Document);
        return new(
        [
            .. pages.SelectMany(p => p.RoleDetailList ?? [])
                .SelectMany(r => Of("role", r.RoleName, r.RolePolicyList, r.AttachedManagedPolicies)),
            .. pages.SelectMany(p => p.UserDetailList ?? [])
                .SelectMany(u => Of("user", u.UserName, u.UserPolicyList, u.AttachedManagedPolicies)),
            .. pages.SelectMany(p => p.GroupDetailList ?? [])
                .SelectMany(g => Of("group", g.GroupName, g.GroupPolicyList, g.AttachedManagedPolicies)),
        ]);

        IEnumerable<Row> Of(string type, string owner, List<PolicyDetail>? inline, List<AttachedPolicyType>? attached) =>
            (inline ?? []).SelectMany(p => Rows(type, owner, p.PolicyName, null, p.PolicyDocument))
                .Concat((attached ?? [])
                    .SelectMany(a => Rows(type, owner, a.PolicyName, a.PolicyArn, documents.GetValueOrDefault(a.PolicyArn))));
    }

    private static IEnumerable<Row> Rows(string type, string owner, string policy, string? arn, string? document) =>
        document is null ? [] : PolicyDocuments.Statements(PolicyDocuments.Decode(document)).Select(s => new Row(
            type, owner, policy, arn, Text(s, "Sid"), Text(s, "Effect"), Texts(s, "Action"), Texts(s, "NotAction"), Texts(s, "Resource"),
            Texts(s, "NotResource"), s.TryGetProperty("Condition", out var condition) ? condition.GetRawText() : null));

    private static string? Text(JsonElement statement, string name) =>
        statement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static List<string>? Texts(JsonElement statement, string name) =>
        !statement.TryGetProperty(name, out _) ? null : [.. PolicyDocuments.Texts(statement, name)];
}
