using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Infra.Aws;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Infra.Host.Http.Pages;

/// <summary>
/// Who looks at the pages: a person who signed in at the issuer, or, where there is none, whoever got a link that works once. A token for
/// assistants opens no page: an assistant must not be able to agree with itself.
/// </summary>
internal sealed class People(IssuerSettings? issuer)
{
    public const string Cookie = "infra-person";
    private const string SignIn = "infra-sign-in";
    private const string RightsClaim = "rights";

    private static readonly TimeSpan Session = TimeSpan.FromHours(1);

    // Codes hold no longer than a day, and mostly minutes.
    private static readonly TimeSpan LongestLink = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, (string Code, DateTimeOffset Expires, Grant Grant)> links = new();

    /// <summary>Whether people can sign in.</summary>
    public bool CanSignIn => issuer?.ClientId is not null;

    public void Add(IServiceCollection services, bool secure)
    {
        var authentication = services.AddAuthentication().AddCookie(Cookie, options =>
        {
            options.Cookie.Name = secure ? "__Host-infra" : "infra";
            (options.Cookie.HttpOnly, options.Cookie.SameSite, options.Cookie.SecurePolicy, options.Cookie.Path) =
                (true, SameSiteMode.Lax, secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest, "/");
            (options.ExpireTimeSpan, options.SlidingExpiration) = (Session, false);
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = secure ? "__Host-infra-form" : "infra-form";
            (options.Cookie.SameSite, options.Cookie.SecurePolicy) = (SameSiteMode.Strict,
                secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);
        });
        if (!CanSignIn) return;
        authentication.AddOpenIdConnect(SignIn, options =>
        {
            (options.Authority, options.ClientId, options.ClientSecret) = (issuer!.Url, issuer.ClientId, Secret(issuer));
            (options.ResponseType, options.ResponseMode, options.UsePkce, options.MapInboundClaims) = ("code", "query", true, false);
            (options.CallbackPath, options.SignInScheme, options.SaveTokens, options.GetClaimsFromUserInfoEndpoint) = ("/signed-in",
                Cookie, false, false);
            options.RequireHttpsMetadata = !new Uri(issuer.Url).IsLoopback;
            options.DisableTelemetry = true;
            if (!secure)
            {
                // Only on loopback, where cookies for https alone would never come back.
                options.NonceCookie.SecurePolicy = options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.NonceCookie.SameSite = options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            }

            options.Scope.Clear();
            foreach (var scope in issuer.Scopes.Keys.Prepend("openid")) options.Scope.Add(scope);
            options.Events.OnTokenValidated = context =>
            {
                // What the issuer granted; it says so unless that is all that was asked for.
                var granted = context.TokenEndpointResponse?.Scope ?? string.Join(' ', options.Scope);
                var who = new ClaimsPrincipal(new ClaimsIdentity([.. context.Principal!.Claims.Where(c => c.Type is "sub"),
                    new("scope", granted)], "issuer"));
                context.Principal = Of(GrantAuthentication.OfScopes(who, issuer, null));
                return Task.CompletedTask;
            };
            options.Events.OnRemoteFailure = context =>
            {
                context.HandleResponse();
                return Html.WriteAsync(context.HttpContext, "You are not signed in",
                    "<section><p>The sign-in did not work, or was given up. Open the link again.</p></section>",
                    StatusCodes.Status403Forbidden);
            };
        });
    }

    /// <summary>
    /// What goes behind a page's address so that it opens without a sign-in, once. It is for a person's eyes and never for a model's.
    /// </summary>
    /// <param name="code">The code of the plan that the page shows.</param>
    /// <param name="caller">
    /// What the caller may do who is given the link, and so whoever opens it; null for a caller on this machine.
    /// </param>
    public string LinkKey(string code, Grant? caller)
    {
        foreach (var (old, link) in links)
            if (link.Expires <= DateTimeOffset.UtcNow) links.TryRemove(old, out _);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var grant = caller is null ? new("the person at this machine", [new(ToolKind.Destructive)])
            : caller with { Name = $"whoever got the link of {caller.Name}" };
        links[key] = (code, DateTimeOffset.UtcNow + LongestLink, grant);
        return key;
    }

    /// <summary>The grant of who looks at a page; null when the answer was already given: to sign in, or why not.</summary>
    public async Task<Grant?> WhoAsync(HttpContext context, string? code = null)
    {
        if (code is not null && context.Request.Query["key"] is [{ } key])
        {
            if (links.TryRemove(key, out var link) && link.Code == code && link.Expires > DateTimeOffset.UtcNow)
            {
                await context.SignInAsync(Cookie, Of(link.Grant)).ConfigureAwait(false);
                // Without the key, which would stay in the history.
                context.Response.Redirect(context.Request.Path);
            }
            else
            {
                await Html.WriteAsync(context, "This link was used",
                    "<section><p>A link opens once, and not for long. Let the assistant ask again.</p></section>",
                    StatusCodes.Status403Forbidden).ConfigureAwait(false);
            }

            return null;
        }

        var cookie = await context.AuthenticateAsync(Cookie).ConfigureAwait(false);
        if (cookie.Principal is { } person)
        {
            context.User = person;
            return GrantOf(person);
        }

        if (CanSignIn && HttpMethods.IsGet(context.Request.Method)) await SignInAsync(context).ConfigureAwait(false);
        else await Html.WriteAsync(context, "Who are you?",
            "<section><p>Open this page with the link that the assistant's program showed you. In a terminal, <code>infra approve</code> "
                + "does the same.</p></section>", StatusCodes.Status403Forbidden).ConfigureAwait(false);
        return null;
    }

    private static async Task SignInAsync(HttpContext context)
    {
        try
        {
            await context.ChallengeAsync(SignIn, new() { RedirectUri = context.Request.Path }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException && !context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = "30";
            await Html.WriteAsync(context, "The sign-in cannot be reached",
                "<section><p>The service where people sign in does not answer this server. Try again later.</p></section>",
                StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
        }
    }

    private static ClaimsPrincipal Of(Grant grant) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, grant.Name), new(RightsClaim, JsonSerializer.Serialize(grant.Rights))], Cookie));

    // The cookie is sealed by the server, so its rights are those that it wrote.
    private static Grant GrantOf(ClaimsPrincipal person) => new(
        person.FindFirst(ClaimTypes.NameIdentifier)!.Value, JsonSerializer.Deserialize<List<Right>>(person.FindFirst(RightsClaim)!.Value)!);

    private static string? Secret(IssuerSettings issuer)
    {
        try
        {
            return issuer.ClientSecretFile is { } path ? NamedFile.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"http.issuer.clientSecretFile {issuer.ClientSecretFile} cannot be read: {e.Message}");
        }
    }
}
