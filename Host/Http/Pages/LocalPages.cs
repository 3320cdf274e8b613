using System.Net;
using Infra.Core;
using Infra.Core.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Infra.Host.Http.Pages;

/// <summary>
/// The pages of a server over stdio: on this machine alone, from the first plan that waits for a person until the server ends.
/// </summary>
internal sealed class LocalPages
{
    private readonly People people = new(null);
    private readonly string address;

    private LocalPages(Services services)
    {
        var rules = new HttpRules(new HttpSettings("http://127.0.0.1:0"), authenticates: true);
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, 64 * 1024);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddSingleton<ILoggerFactory>(services.Log).AddRouting();
        SealedKeys.Add(builder.Services, services);
        people.Add(builder.Services, secure: false);
        // It ends with the process, which has signals of its own.
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.Use((context, next) => Door.CheckAsync(context, rules, next));
        app.UseRouting();
        new Site(services, people, TimeProvider.System.GetUtcNow()).Map(app);
        app.StartAsync().GetAwaiter().GetResult();
        address = app.Urls.First().TrimEnd('/');
    }

    public static LocalPages Open(Services services) => new(services);

    /// <summary>A link that opens the plan of a code, once.</summary>
    public string LinkTo(string code) => $"{address}{Site.PathOf(code)}?key={people.LinkKey(code, null)}";

    private sealed class NoLifetime : Microsoft.Extensions.Hosting.IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
