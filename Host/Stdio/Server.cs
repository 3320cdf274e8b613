using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Stdio;

/// <summary>The MCP server over stdio.</summary>
internal static class Server
{
    // Answers that are ready when the client closes stdin still go out; calls that run are cancelled.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(50);

    /// <summary>Serves until the client closes stdin, or the process is asked to end.</summary>
    public static async Task<int> RunAsync(SwitchValues flags)
    {
        var output = ProtocolStreams.TakeOutput();
        var services = Services.Create(flags);

        // An empty builder: the default one reads configuration from, and watches, the caller's whole working directory.
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        services.AddTo(builder.Services);
        IHostApplicationLifetime? lifetime = null;
        var input = ProtocolStreams.TakeInput(() => _ = Task.Delay(Grace).ContinueWith(_ => lifetime?.StopApplication(), TaskScheduler.Default));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = LongestStop);
        builder.Services.AddMcpServer(options => Configure(options, services)).WithStreamServerTransport(input, output);

        var host = builder.Build();
        lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        await host.StartAsync().ConfigureAwait(false);
        await stopping.Task.ConfigureAwait(false);
        // A call that does not heed its cancellation is left behind with the process; so is the container that waits for it.
        await Task.WhenAny(host.StopAsync(), Task.Delay(LongestStop)).ConfigureAwait(false);
        await Task.WhenAny(Task.Run(services.Dispose), Task.Delay(LongestStop)).ConfigureAwait(false);
        return 0;
    }

    private static void Configure(McpServerOptions options, Services services)
    {
        options.ServerInfo = new() { Name = "infra", Title = "AWS infrastructure", Version = HostView.Version };
        options.ServerInstructions = Instructions(services);
        options.ToolCollection = [.. services.Catalog.Offered.Select(t => new McpTool(t, services.Calls))];
        options.Capabilities = new() { Tools = new() };
        options.Filters.Message.IncomingFilters.Add(next => (context, cancellation) => context.JsonRpcMessage is JsonRpcRequest { Method: ProtocolInput.TooDeep }
            ? throw new McpProtocolException($"The request is nested deeper than {ProtocolInput.MaxDepth} levels.", McpErrorCode.InvalidRequest)
            : next(context, cancellation));
        // Called for names that are not in the collection: the answer says whether the tool is unknown or not allowed here.
        options.Handlers.CallToolHandler = (request, cancellation) => McpTool.CallAsync(request.Params.Name, request, services.Calls, cancellation);
    }

    private static string Instructions(Services services) =>
        $"AWS infrastructure: {string.Join(", ", services.Catalog.Modules.Select(m => m.Name))}. "
        + "Lists are paged: complete says whether more follows; pass nextCursor as cursor. "
        + (services.Catalog.Offered.Any(t => t.Kind > ToolKind.Read)
            ? "Tools that write answer with a plan when dryRun is true, or when a confirmation is needed: show it, then repeat the call with confirm. "
            : "Nothing can be changed: only read tools are enabled. ")
        + "account_whoami tells the account, the region and what is enabled.";
}
