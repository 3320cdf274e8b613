using Infra.Core.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Infra.Host.Http;

/// <summary>Where a client learns whose tokens the server takes (RFC 9728).</summary>
internal static class ResourceMetadata
{
    private const string Path = "/.well-known/oauth-protected-resource";

    public static string Address(HttpContext context, HttpRules rules) => $"{Base(context, rules)}{Path}{HttpServer.Endpoint}";

    public static void Map(IEndpointRouteBuilder app, HttpRules rules, IssuerSettings issuer)
    {
        foreach (var path in new[] { Path, $"{Path}{HttpServer.Endpoint}" })
        {
            app.MapGet(path, (HttpContext context) => Results.Json(new Dictionary<string, object>
            {
                ["resource"] = $"{Base(context, rules)}{HttpServer.Endpoint}",
                ["authorization_servers"] = new[] { issuer.Url },
                ["bearer_methods_supported"] = new[] { "header" },
                ["scopes_supported"] = issuer.Scopes.Keys,
                ["resource_name"] = "infra",
            }));
        }
    }

    private static string Base(HttpContext context, HttpRules rules) =>
        rules.Public?.GetLeftPart(UriPartial.Authority) ?? $"{context.Request.Scheme}://{context.Request.Host}";
}
