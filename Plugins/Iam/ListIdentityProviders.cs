using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_identity_providers (ListOpenIDConnectProviders, GetOpenIDConnectProvider, ListSAMLProviders).</summary>
public static class ListIdentityProviders
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<IdentityProvider>>(
        "list_identity_providers", "Lists OIDC and SAML providers. For roles that trust one, use iam_list_roles.", RunAsync,
        iam: ["iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider", "iam:ListSAMLProviders"],
        examples: ["Is GitHub set up as an identity provider?"]);

    public sealed record Input : PageInput;

    public static async Task<Page<IdentityProvider>> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct) =>
        new([.. await IdentityProviders.AllAsync(iam, ct)]);
}
