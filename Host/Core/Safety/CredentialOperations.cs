using System.Collections.Frozen;

namespace Infra.Core.Safety;

/// <summary>
/// The AWS operations that credentials need. They pass undeclared, but only while the host itself fetches credentials for a request.
/// </summary>
internal static class CredentialOperations
{
    private static readonly FrozenSet<string> Known = new[]
    {
        "STS AssumeRole", "STS AssumeRoleWithWebIdentity", "SSO GetRoleCredentials", "SSO OIDC CreateToken", "Signin CreateOAuth2Token",
    }.ToFrozenSet();

    /// <summary>By service id and operation.</summary>
    public static string[] All => [.. Known];

    /// <summary>
    /// Whether a request is one that credentials are being fetched with. No code of a plugin runs at that point: where credentials come
    /// from is the host's to decide (<see cref="Credentials"/>).
    /// </summary>
    public static bool Permits(string service, string operation) => Credentials.Fetching && Known.Contains($"{service} {operation}");
}
