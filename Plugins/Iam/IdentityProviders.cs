using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>An OIDC or SAML provider of the account.</summary>
/// <param name="ValidUntil">When the metadata of a SAML provider end; AWS trusts it no more afterwards.</param>
public sealed record IdentityProvider(string Type, string Arn, string? Url, IReadOnlyList<string>? ClientIds, DateTime? CreatedAt,
    DateTime? ValidUntil);

/// <summary>OIDC and SAML providers.</summary>
internal static class IdentityProviders
{
    /// <summary>All of them; the account has at most a few hundred.</summary>
    public static async Task<IReadOnlyList<IdentityProvider>> AllAsync(IAmazonIdentityManagementService iam, CancellationToken ct)
    {
        var (oidc, saml) = (iam.ListOpenIDConnectProvidersAsync(new ListOpenIDConnectProvidersRequest(), ct),
            iam.ListSAMLProvidersAsync(new ListSAMLProvidersRequest(), ct));
        await Task.WhenAll(oidc, saml);
        var details = await ((await oidc).OpenIDConnectProviderList ?? []).AskAsync((p, t) => OidcAsync(iam, p.Arn, t), ct);
        return
        [
            .. details.Concat(((await saml).SAMLProviderList ?? [])
                .Select(p => new IdentityProvider("saml", p.Arn, null, null, p.CreateDate, p.ValidUntil)))
                .OrderBy(p => p.Arn, StringComparer.Ordinal),
        ];
    }

    public static bool IsSaml(string arn) => arn.Contains(":saml-provider/", StringComparison.Ordinal);

    public static async Task<IdentityProvider> OidcAsync(IAmazonIdentityManagementService iam, string arn, CancellationToken ct)
    {
        var p = await iam.GetOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = arn }, ct);
        return new("oidc", arn, p.Url is null || p.Url.StartsWith("https://", StringComparison.Ordinal) ? p.Url : $"https://{p.Url}",
            p.ClientIDList ?? [], p.CreateDate, null);
    }

    /// <summary>The roles whose trust policy names it.</summary>
    public static async Task<IReadOnlyList<string>> RolesAsync(IAmazonIdentityManagementService iam, string arn, CancellationToken ct) =>
        [.. (await Paging.AllAsync(async m =>
        {
            var a = await iam.ListRolesAsync(new() { MaxItems = 1000, Marker = m }, ct);
            return (a.Roles, a.IsTruncated, a.Marker);
        })).Where(r => r.AssumeRolePolicyDocument is { Length: > 0 } trust
            && PolicyDocuments.Trusted(PolicyDocuments.Decode(trust)).Contains(arn))
            .Select(r => r.RoleName).Order(StringComparer.Ordinal)];
}
