using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Http;

/// <summary>
/// What a server without sessions cannot keep for clients of 2025-11-25 and before: it could tell nobody what was subscribed to or logged.
/// The SDK offers both all the same, takes the requests and is silent from then on.
/// </summary>
internal static class NoSessions
{
    /// <summary>Neither offers nor takes what asks for messages outside a request.</summary>
    public static void Add(McpMessageFilters filters)
    {
        filters.IncomingFilters.Add(next => (context, cancellation) =>
            context.JsonRpcMessage is JsonRpcRequest
            {
                Method: "logging/setLevel" or RequestMethods.ResourcesSubscribe
                or RequestMethods.ResourcesUnsubscribe
            } request
                ? throw new McpProtocolException($"There is no {request.Method} here: this server keeps no sessions, so that nobody could "
                    + "be told later. From 2026-07-28 on, subscriptions/listen tells of changes.", McpErrorCode.MethodNotFound)
                : next(context, cancellation));
        filters.OutgoingFilters.Add(next => (context, cancellation) =>
        {
            // Only the answer to initialize has both.
            if (context.JsonRpcMessage is JsonRpcResponse { Result: JsonObject result }
                && result["protocolVersion"] is not null && result["capabilities"] is JsonObject offered)
            {
                offered.Remove("logging");
                (offered["resources"] as JsonObject)?.Remove("subscribe");
            }

            return next(context, cancellation);
        });
    }
}
