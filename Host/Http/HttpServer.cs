using System.Security.Cryptography.X509Certificates;
using Infra.Core;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Host.Http.Pages;
using Infra.Host.Mcp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using OpenTelemetry.Metrics;

namespace Infra.Host.Http;

/// <summary>The MCP server over HTTP. Nothing of this folder is touched over stdio.</summary>
internal static class HttpServer
{
    /// <summary>Where MCP is.</summary>
    public const string Endpoint = "/mcp";

    // After the calls are told to end, for their answers to be written.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);

    /// <summary>Serves until the process is asked to end; then calls in flight may finish for a while.</summary>
    /// <exception cref="SettingsException">The configuration is wrong or not safe.</exception>
    public static async Task<int> RunAsync(SwitchValues flags)
    {
        using var services = Services.Create(flags);
        using var ending = new CancellationTokenSource();
        var settings = services.Settings.Http;
        var tokens = Tokens.Of(services.Settings, services.Journal.Folder);
        _ = tokens.All();
        var log = services.Log.CreateLogger("Infra.Server");
        tokens.Broke += why => HostLog.Tokens(log, why);
        var rules = new HttpRules(settings, authenticates: tokens.Exist || settings.Tokens is not null || settings.Issuer is not null);
        CheckModules(settings.Issuer, services.Catalog);
        await using var rate = services.Settings.State.Table is null ? null
            : new SharedRate(services.State, settings.Limits.PerMinute, TimeProvider.System);
        await using var app = Build(services, rules, tokens, rate, ending.Token);
        var told = Console.Error;
        Console.SetOut(services.Log.Error);
        Console.SetError(services.Log.Error);
        var started = false;
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            started = true;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // An address that is taken; for TLS also a user without a home.
            throw new SettingsException($"The server cannot listen at {rules.Listen}: {e.Message}");
        }
        finally
        {
            // The log ends before it is told why.
            if (!started) Console.SetError(told);
        }

        var access = rules.IsOpen ? ", open to every program of this machine"
            : settings.Issuer is null && !tokens.Exist ? ", where nobody has a token yet: see infra token create --help" : "";
        foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
            await told.WriteLineAsync($"infra: serving MCP at "
                + $"{address.TrimEnd('/')}{Endpoint}{access}")
                    .ConfigureAwait(false);
        services.Reloading.HeedSignal();
        services.Reloading.Begin();
        var drain = TimeSpan.FromSeconds(settings.DrainSeconds);
        await using var draining = app.Lifetime.ApplicationStopping.Register(() => ending.CancelAfter(drain)).ConfigureAwait(false);
        await app.WaitForShutdownAsync().ConfigureAwait(false);
        await services.Journal.SettleAsync(JournalWriter.LongestSettling).ConfigureAwait(false);
        return 0;
    }

    // A misspelt module would close what was meant to be open, or be taken for one that is to come.
    private static void CheckModules(IssuerSettings? issuer, PluginCatalog catalog)
    {
        var known = catalog.Modules.Select(m => m.Name).ToList();
        foreach (var (scope, its) in issuer?.Scopes ?? new Dictionary<string, ScopeSettings>())
            if ((its.Modules ?? []).FirstOrDefault(m => !known.Contains(m)) is { } module)
                throw new SettingsException($"The scope '{scope}' names the module '{module}', which is not enabled."
                    + Nearest.Hint(module, known));
    }

    private static WebApplication Build(Services services, HttpRules rules, Tokens tokens, SharedRate? rate, CancellationToken ending)
    {
        var settings = services.Settings.Http;
        var limits = new Limits(settings.Limits, rate);
        // Empty: no appsettings.json of the working directory, and no variable of ASP.NET's, has a say.
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, rules, settings));
        if (rules.Listen.Scheme == Uri.UriSchemeHttps) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<ILoggerFactory>(services.Log).AddSingleton(TimeProvider.System).AddRouting().AddAuthorization()
            .AddCors()
            .AddRateLimiter(limits.Configure)
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainSeconds) + LongestFarewell);
        // Nothing that it seals outlives the process, and no key is left in the user's home.
        SealedKeys.Add(builder.Services, services);
        var people = new People(settings.Issuer);
        people.Add(builder.Services, secure: (rules.Public ?? rules.Listen).Scheme == Uri.UriSchemeHttps);
        GrantAuthentication.Add(builder.Services, rules, tokens, settings.Issuer);

        builder.Services.AddSingleton(_ =>
            Telemetry.AddMeters(OpenTelemetry.Sdk.CreateMeterProviderBuilder()).AddPrometheusExporter().Build());
        var tools = new McpTools(services, request => GrantIdentity.Of(request.User)) { Ending = ending };
        var offers = new McpOffers(services, request => GrantIdentity.Of(request.User)) { Ending = ending };
        builder.Services.AddMcpServer(options =>
        {
            McpAdapter.Configure(options, services, tools, offers, isHttp: true);
            if (!settings.Hybrid) NoSessions.Add(options.Filters.Message);
        }).WithHttpTransport(transport =>
        {
            transport.SessionMode = settings.Hybrid ? HttpServerSessionMode.StatefulForInitializeClients : HttpServerSessionMode.Stateless;
            transport.ConfigureSessionOptions = (context, options, _) =>
            {
                options.ServerInstructions = McpAdapter.Instructions(services.Catalog.For(GrantIdentity.Of(context.User)));
                return Task.CompletedTask;
            };
        });

        var app = builder.Build();
        app.Lifetime.ApplicationStopping.Register(offers.Changes.End);
        if (rules.Proxies.Count > 0) app.UseForwardedHeaders(Forwarded(rules));
        // Probes come by address and know no token; they learn nothing but this.
        app.Map("/healthz", health => health.Run(context => context.Response.WriteAsync("ok")));
        app.Map("/readyz", ready => ready.Run(context =>
        {
            var ends = app.Lifetime.ApplicationStopping.IsCancellationRequested;
            context.Response.StatusCode = ends ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return context.Response.WriteAsync(ends ? "ending" : "ok");
        }));
        app.Use((context, next) => Door.CheckAsync(context, rules, next));
        app.UseRouting();
        if (settings.Origins is { Count: > 0 } origins) app.UseCors(cors =>
            cors.WithOrigins([.. origins]).AllowAnyHeader().AllowAnyMethod()
                .WithExposedHeaders("Mcp-Session-Id", "WWW-Authenticate", "Retry-After"));
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.Use((context, next) => limits.HoldAsync(context, next));
        app.Use((context, next) => MessageBody.CheckAsync(context, next));
        app.MapMcp(Endpoint).RequireAuthorization(Granted);
        app.MapPrometheusScrapingEndpoint("/metrics", app.Services.GetRequiredService<MeterProvider>(), null, null)
            .RequireAuthorization(Granted);
        if (settings.Issuer is { } issuer) ResourceMetadata.Map(app, rules, issuer);
        new Site(services, people, TimeProvider.System.GetUtcNow()).Map(app);
        // The address alone opens nothing where people sign in. A link that does is for those clients alone that show it to a person.
        services.PageOf = (caller, code) => people.CanSignIn ? $"{Base()}{Site.PathOf(code)}"
            : caller.CanOpen ? $"{Base()}{Site.PathOf(code)}?key={people.LinkKey(code, rules.IsOpen ? null : caller.Grant)}" : null;
        string Base() => (rules.Public?.GetLeftPart(UriPartial.Authority) ?? app.Urls.First()).TrimEnd('/');
        return app;
    }

    private static void Granted(AuthorizationPolicyBuilder policy) =>
        policy.RequireAssertion(context => context.User.Identity is GrantIdentity { Grant.Rights.Count: > 0 });

    private static void Configure(KestrelServerOptions kestrel, HttpRules rules, HttpSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.Limits.Megabytes * 1_048_576L;
        kestrel.Limits.MaxConcurrentConnections = settings.Limits.Requests * 4L;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        // Who sends or takes less than this a second is let go; a call that works on its answer is not meant.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
        kestrel.Listen(rules.Address, rules.Listen.Port, listen =>
        {
            var secure = rules.Listen.Scheme == Uri.UriSchemeHttps;
            listen.Protocols = secure ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            if (secure) listen.UseHttps(tls => (tls.ServerCertificate, tls.ServerCertificateChain) = Certificate(settings));
        });
    }

    private static (X509Certificate2, X509Certificate2Collection) Certificate(HttpSettings settings)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(settings.Certificate!);
            using var pem = X509Certificate2.CreateFromPemFile(settings.Certificate!, settings.CertificateKey);
            // Windows serves no key that lives in memory alone.
            return (X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), chain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new SettingsException($"The certificate {settings.Certificate} and its key {settings.CertificateKey} cannot be used: "
                + $"{e.Message}");
        }
    }

    private static ForwardedHeadersOptions Forwarded(HttpRules rules)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders =
            ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = 1
        };
        // The framework trusts its own machine unasked.
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var network in rules.Proxies) forwarded.KnownIPNetworks.Add(network);
        return forwarded;
    }
}
