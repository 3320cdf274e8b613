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
using Microsoft.IdentityModel.Tokens;

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
            // The library's own are five minutes and half a day, for which a key that the issuer took back would hold.
            (options.RefreshInterval, options.AutomaticRefreshInterval) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
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
        if (checkedToken.Principal is { } who)
            return Subject(who) is null ? AuthenticateResult.Fail("The token does not say whose it is: it has neither sub nor client_id.")
                : Success(OfScopes(who, issuer, checkedToken.Properties?.ExpiresUtc));
        return await KnowsIssuerAsync().ConfigureAwait(false) ? checkedToken : AuthenticateResult.Fail(new IssuerAwayException());
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false)).Failure;
        if (failure is IssuerAwayException)
        {
            // Not 401: nothing is wrong with the token, and a client that threw it away would gain nothing.
            Response.Headers.RetryAfter = "30";
            await Door.RefuseAsync(Context, StatusCodes.Status503ServiceUnavailable,
                "The issuer of tokens cannot be reached, so that none can be checked. Try again later.").ConfigureAwait(false);
            return;
        }

        await AskAsync(StatusCodes.Status401Unauthorized, Request.Headers.Authorization.Count > 0 ? ", error=\"invalid_token\"" : "",
            failure switch
            {
                null => "A token is needed: Authorization: Bearer …",
                AuthenticationFailureException own => own.Message,
                SecurityTokenExpiredException => "The token has expired.",
                SecurityTokenNotYetValidException => "The token is not valid yet.",
                SecurityTokenInvalidAudienceException =>
                    $"The token is not for this server: its audience is not {Options.Issuer!.Audience}.",
                SecurityTokenInvalidIssuerException => $"The token is not of the issuer {Options.Issuer!.Url}.",
                _ => "The token is none that the issuer signed.",
            }).ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AskAsync(StatusCodes.Status403Forbidden, $", error=\"insufficient_scope\", scope=\"{Scopes()}\"",
            "The token has no scope that allows anything here.");

    /// <summary>What the scopes of an access token allow together.</summary>
    internal static Grant OfScopes(ClaimsPrincipal who, IssuerSettings issuer, DateTimeOffset? expires)
    {
        var scopes = who.FindAll(c => c.Type is "scope" or "scp").SelectMany(c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Distinct();
        return new($"{Subject(who)} ({issuer.Url})",
            [.. scopes.Select(s => issuer.Scopes.GetValueOrDefault(s)).OfType<ScopeSettings>().Select(s =>
                new Right(s.Mode, s.Modules, s.Profiles))], expires);
    }

    private static string? Subject(ClaimsPrincipal who) => who.FindFirst("sub")?.Value ?? who.FindFirst("client_id")?.Value;

    // Without its keys every token looks forged.
    private async Task<bool> KnowsIssuerAsync()
    {
        var issuer = Context.RequestServices.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>()
            .Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!;
        try
        {
            return await issuer.GetConfigurationAsync(Context.RequestAborted).ConfigureAwait(false) is not null;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }

    private string Scopes() => string.Join(' ', Options.Issuer?.Scopes.Keys ?? []);

    private Task AskAsync(int status, string more, string why)
    {
        var metadata = Options.Issuer is null ? "" : $", resource_metadata=\"{ResourceMetadata.Address(Context, Options.Rules)}\"";
        Response.Headers.WWWAuthenticate = $"Bearer realm=\"infra\"{metadata}{more}";
        return Door.RefuseAsync(Context, status, why);
    }

    private AuthenticateResult Success(Grant grant) => AuthenticateResult.Success(new(new(new GrantIdentity(grant)), Scheme.Name));

    private sealed class IssuerAwayException : Exception;
}
