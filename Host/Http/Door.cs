using System.Net;
using System.Text.Json;
using Infra.Host.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;

namespace Infra.Host.Http;

/// <summary>
/// What every request meets first: is it meant for this server, does a page send it that may, and does it keep its token from the network.
/// ASP.NET's endpoint for MCP asks none of it.
/// </summary>
internal static class Door
{
    public static async Task CheckAsync(HttpContext context, HttpRules rules, RequestDelegate next)
    {
        if (Fault(context, rules) is { } fault)
            await RefuseAsync(context, StatusCodes.Status403Forbidden, fault).ConfigureAwait(false);
        else await next(context).ConfigureAwait(false);
    }

    /// <summary>A refusal before the protocol begins, as an error that its clients can show.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string why) =>
        RefuseAsync(context, status, new MessageFault((McpErrorCode)(-32000), why));

    /// <summary>Refuses a message.</summary>
    public static Task RefuseAsync(HttpContext context, int status, MessageFault fault)
    {
        context.Response.StatusCode = status;
        return Results.Json(new Dictionary<string, object?>
        {
            ["jsonrpc"] = "2.0",
            ["id"] = JsonElement.Parse(fault.RawId),
            ["error"] = new Dictionary<string, object> { ["code"] = (int)fault.Code, ["message"] = fault.Message },
        }, statusCode: status).ExecuteAsync(context);
    }

    // What proxies add, each its own.
    private static readonly string[] Forwarding = ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host",
        "X-Forwarded-Proto"];

    private static string? Fault(HttpContext context, HttpRules rules)
    {
        var (request, here) = (context.Request, IPAddress.IsLoopback(context.Connection.RemoteIpAddress ?? IPAddress.None));
        if (!rules.TakesHost(request.Host.Host)) return "The request is for another host. If it is meant for this server, name the host in "
            + "http.hosts or http.publicUrl.";
        if (request.Headers.Origin is [{ } origin]
            && !rules.TakesOrigin(origin, $"{request.Scheme}://{request.Host}")) return "Pages of this origin may not call the server. "
            + "http.origins names those that may.";
        if (request.Headers.Origin.Count > 1) return "A request has one Origin.";
        if (!request.IsHttps && !here) return "Tokens are not taken over plain HTTP. Use https.";
        // Whoever forwards requests to a server that is open to its own machine opens it to others.
        if (rules.IsOpen && (!here || Forwarding.Any(request.Headers.ContainsKey)))
            return "This server is open to its own machine alone. Behind a proxy it needs tokens ('infra token create') or an issuer, and "
                + "the proxy in http.proxies.";
        return null;
    }
}
