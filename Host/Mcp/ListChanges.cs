using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Infra.Core;
using Infra.Core.Offers;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>
/// Tells clients that tools and prompts are no longer what they were, after a reload. Sessions and clients over stdio that shook hands are
/// told by the SDK, which watches collections: ours hold nothing and only change. Requests for changes are answered here: the SDK has
/// nothing to tell one that belongs to no session, and grants every resource and tells of none.
/// </summary>
internal sealed class ListChanges
{
    private readonly Changing<McpServerTool> tools = [];
    private readonly Changing<McpServerPrompt> prompts = [];
    // By their options: the server that a handler is given is another for each request.
    private readonly ConditionalWeakTable<McpServerOptions, McpServer> watching = [];
    private readonly List<Channel<bool>> streams = [];
    private readonly Lock gate = new();
    private bool ended;

    public ListChanges(Services services) => services.Reloaded += () => _ = TellAsync();

    /// <summary>Lets the SDK know of changes.</summary>
    public void AddTo(McpServerOptions options)
    {
        options.ToolCollection = tools;
        options.PromptCollection = prompts;
        options.Handlers.SubscriptionsListenHandler = ListenAsync;
    }

    /// <summary>Takes a subscription of a session. The configuration is the only resource that is known to change.</summary>
    public EmptyResult Subscribe(McpServer server, string uri)
    {
        if (uri is Resources.Configuration) watching.AddOrUpdate(server.ServerOptions, server);
        return new();
    }

    /// <summary>Ends it.</summary>
    public EmptyResult Unsubscribe(McpServer server, string uri)
    {
        if (uri is Resources.Configuration) watching.Remove(server.ServerOptions);
        return new();
    }

    /// <summary>Tells one client of changes until it goes away, or the server ends.</summary>
    private async ValueTask<EmptyResult> ListenAsync(RequestContext<SubscriptionsListenRequestParams> request,
        CancellationToken cancellation)
    {
        var wanted = request.Params.Notifications;
        var watches = wanted?.ResourceSubscriptions?.Contains(Resources.Configuration) is true;
        List<string> lists =
        [
            .. wanted?.ToolsListChanged is true ? [NotificationMethods.ToolListChangedNotification] : Array.Empty<string>(),
            .. wanted?.PromptsListChanged is true ? [NotificationMethods.PromptListChangedNotification] : Array.Empty<string>(),
        ];
        // One that does not read learns later, and once, that something changed.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (gate)
        {
            streams.Add(changes);
            if (ended) changes.Writer.TryComplete();
        }

        try
        {
            var granted = new JsonObject();
            if (wanted?.ToolsListChanged is true) granted["toolsListChanged"] = true;
            if (wanted?.PromptsListChanged is true) granted["promptsListChanged"] = true;
            if (watches) granted["resourceSubscriptions"] = new JsonArray(Resources.Configuration);
            await SendAsync(NotificationMethods.SubscriptionsAcknowledgedNotification, new() { ["notifications"] = granted })
                .ConfigureAwait(false);
            await foreach (var _ in changes.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                foreach (var list in lists) await SendAsync(list, []).ConfigureAwait(false);
                if (watches)
                    await SendAsync(NotificationMethods.ResourceUpdatedNotification, new() { ["uri"] = Resources.Configuration })
                        .ConfigureAwait(false);
            }
        }
        finally
        {
            lock (gate) streams.Remove(changes);
        }

        return new();

        Task SendAsync(string method, JsonObject parameters)
        {
            parameters["_meta"] = new JsonObject { [MetaKeys.SubscriptionId] = Id(request.JsonRpcRequest.Id) };
            return request.Server.SendMessageAsync(new JsonRpcNotification { Method = method, Params = parameters }, cancellation);
        }
    }

    /// <summary>Ends what listens: nothing changes any more, and nobody should be waited for.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            foreach (var stream in streams) stream.Writer.TryComplete();
        }
    }

    private static JsonNode? Id(RequestId id) => id.Id switch { long number => number, string text => text, _ => null };

    private async Task TellAsync()
    {
        tools.Raise();
        prompts.Raise();
        lock (gate)
        {
            foreach (var stream in streams) stream.Writer.TryWrite(true);
        }

        foreach (var (options, server) in watching)
        {
            try
            {
                await server.SendNotificationAsync(NotificationMethods.ResourceUpdatedNotification,
                    new ResourceUpdatedNotificationParams { Uri = Resources.Configuration }).ConfigureAwait(false);
            }
            catch (Exception e)
                when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                // The client went away.
                watching.Remove(options);
            }
        }
    }

    private sealed class Changing<T> : McpServerPrimitiveCollection<T> where T : IMcpServerPrimitive
    {
        public void Raise() => RaiseChanged();
    }
}
