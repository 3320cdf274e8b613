using System.Security.Claims;
using System.Text.Encodings.Web;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Infra.Host.Http;

/// <summary>A caller who is known, and what they may do.</summary>
internal sealed class GrantIdentity(Grant grant)
    : ClaimsIdentity([new(ClaimTypes.NameIdentifier, grant.Name), new(ClaimTypes.Name, grant.Name)], "Grant")
{
    public Grant Grant => grant;

    /// <summary>The grant of a caller.</summary>
    /// <exception cref="UnauthorizedAccessException">Nobody let them in; no request gets here without it.</exception>
    public static Grant Of(ClaimsPrincipal? user) =>
        user?.Identity is GrantIdentity its ? its.Grant : throw new UnauthorizedAccessException("The caller is not known.");
}

/// <summary>What callers are asked for.</summary>
internal sealed class GrantOptions : AuthenticationSchemeOptions
{
    public HttpRules Rules { get; set; } = null!;
    public Tokens Tokens { get; set; } = null!;
    public IssuerSettings? Issuer { get; set; }
}

/// <summary>
/// Turns what a request brings into a grant: a static token, an access token of the issuer, or nothing where the server is open to its own
/// machine.
/// </summary>
internal sealed class GrantAuthentication(IOptionsMonitor<GrantOptions> options, ILoggerFactory log, UrlEncoder encoder, TimeProvider time)
    : AuthenticationHandler<GrantOptions>(options, log, encoder)
{
    public const string Scheme_ = "infra";
    private const string Bearer = "Bearer ";

    /// <summary>Sets it up.</summary>
    public static void Add(IServiceCollection services, HttpRules rules, Tokens tokens, IssuerSettings? issuer)
    {
        var authentication = services.AddAuthentication(Scheme_).AddScheme<GrantOptions, GrantAuthentication>(Scheme_, options =>
            (options.Rules, options.Tokens, options.Issuer) = (rules, tokens, issuer));
        if (issuer is null) return;
        authentication.AddJwtBearer(options =>
        {
            (options.Authority, options.Audience, options.MapInboundClaims) = (issuer.Url, issuer.Audience, false);
            options.RequireHttpsMetadata = !new Uri(issuer.Url).IsLoopback;
            // As the issuer writes itself: with or without a slash at the end.
            options.TokenValidationParameters.ValidIssuers = [issuer.Url.TrimEnd('/'), $"{issuer.Url.TrimEnd('/')}/"];
            options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
            options.TokenValidationParameters.ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                "ES512"];
        });
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Made while the server runs.
        if (Options.Rules.IsOpen && Options.Tokens.Exist) Options.Rules.Close();
        if (Options.Rules.IsOpen) return Success(new("local", [new(ToolKind.Destructive)]));
        if (Request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var token = header[Bearer.Length..].Trim();
        if (token.StartsWith(Tokens.Prefix, StringComparison.Ordinal))
            return Options.Tokens.Find(token, time.GetUtcNow()) is { } grant ? Success(grant)
                : AuthenticateResult.Fail("The token is not known, or has expired.");
        if (Options.Issuer is not { } issuer) return AuthenticateResult.Fail("The token is not one of this server's.");

        var checkedToken = await Context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme).ConfigureAwait(false);
        return checkedToken.Principal is { } who ? Success(OfScopes(who, issuer, checkedToken.Properties?.ExpiresUtc)) : checkedToken;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        AskAsync(StatusCodes.Status401Unauthorized, Request.Headers.Authorization.Count > 0 ? ", error=\"invalid_token\""
            : "", "A token is needed: Authorization: Bearer …");

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AskAsync(StatusCodes.Status403Forbidden, $", error=\"insufficient_scope\", scope=\"{Scopes()}\"",
            "The token has no scope that allows anything here.");

    /// <summary>What the scopes of an access token allow together.</summary>
    internal static Grant OfScopes(ClaimsPrincipal who, IssuerSettings issuer, DateTimeOffset? expires)
    {
        var scopes = who.FindAll(c => c.Type is "scope" or "scp").SelectMany(c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Distinct();
        var subject = who.FindFirst("sub")?.Value ?? who.FindFirst("client_id")?.Value ?? "somebody";
        return new($"{subject} ({issuer.Url})",
            [.. scopes.Select(s => issuer.Scopes.GetValueOrDefault(s)).OfType<ScopeSettings>().Select(s =>
                new Right(s.Mode, s.Modules, s.Profiles))], expires);
    }

    private string Scopes() => string.Join(' ', Options.Issuer?.Scopes.Keys ?? []);

    private Task AskAsync(int status, string more, string why)
    {
        var metadata = Options.Issuer is null ? "" : $", resource_metadata=\"{ResourceMetadata.Address(Context, Options.Rules)}\"";
        Response.Headers.WWWAuthenticate = $"Bearer realm=\"infra\"{metadata}{more}";
        return Door.RefuseAsync(Context, status, why);
    }

    private AuthenticateResult Success(Grant grant) => AuthenticateResult.Success(new(new(new GrantIdentity(grant)), Scheme.Name));
}
