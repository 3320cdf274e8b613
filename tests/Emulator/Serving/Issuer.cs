using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Infra.Emulator.Serving;

/// <summary>
/// A real authorization server (OpenIddict) in the test's process. Whoever comes is signed in as its one user, with the scopes that they
/// ask for.
/// </summary>
public sealed class Issuer : IAsyncDisposable
{
    private readonly WebApplication app;

    private Issuer(WebApplication app, Uri url) => (this.app, Url) = (app, url);

    public Uri Url { get; }

    /// <summary>Who is signed in.</summary>
    public string User { get; set; } = "ann";

    /// <summary>What its access tokens are for.</summary>
    public string Audience { get; set; } = "infra";

    public static async Task<Issuer> StartAsync()
    {
        var url = new Uri($"http://127.0.0.1:{Wire.FreePort()}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url.ToString());
        Issuer issuer = null!;
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.SetIssuer(url).SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
            options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowClientCredentialsFlow();
            options.RegisterScopes(Scopes.OpenId, "aws.read", "aws.change", "other");
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
            // Clients name the server as the resource (RFC 8707); this issuer knows none by name.
            options.DisableResourceValidation();
            // Without a database: what a store would say is said here.
            options.EnableDegradedMode();
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(b => b.UseInlineHandler(_ => default));
            options.AddEventHandler<ValidateTokenRequestContext>(b => b.UseInlineHandler(_ => default));
            options.AddEventHandler<HandleAuthorizationRequestContext>(b => b.UseInlineHandler(context =>
            {
                context.Principal = issuer.Principal(context.Request);
                return default;
            }));
            options.AddEventHandler<HandleTokenRequestContext>(b => b.UseInlineHandler(context =>
            {
                // For a code, the principal that was in it is kept.
                if (context.Request.IsClientCredentialsGrantType()) context.Principal = issuer.Principal(context.Request);
                return default;
            }));
        });
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        issuer = new(app, url);
        await app.StartAsync();
        return issuer;
    }

    /// <summary>An access token, as a program without a person gets it.</summary>
    public async Task<string> TokenAsync(string scopes)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string,
            string>
        { ["grant_type"] = "client_credentials", ["client_id"] = "robot", ["client_secret"] = "secret", ["scope"] = scopes });
        using var answer = await http.PostAsync(new Uri(Url, "token"), form);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return System.Text.Json.JsonElement.Parse(text).GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private ClaimsPrincipal Principal(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("issuer", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, User);
        identity.SetScopes(request.GetScopes());
        identity.SetResources(Audience);
        identity.SetDestinations(_ => [Destinations.AccessToken, Destinations.IdentityToken]);
        return new(identity);
    }
}
