using System.Text.Json;
using Infra.Core.Answers;
using Infra.Host.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Infra.Host.Http;

/// <summary>
/// What a POST to MCP's endpoint brings is one message of JSON-RPC, or is refused before the SDK sees it: the framework fails at other
/// types of content as at a defect, and the SDK answers in terms of .NET.
/// </summary>
internal static class MessageBody
{
    /// <summary>The header that names the method of the body; they are held against each other.</summary>
    public const string Method = "Mcp-Method";
    private const string Version = "MCP-Protocol-Version";

    /// <summary>Checks a request whose body is in memory.</summary>
    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.Path.StartsWithSegments(HttpServer.Endpoint)
            || context.Request.Body is not MemoryStream body) await next(context).ConfigureAwait(false);
        else if (!IsJson(context.Request))
            await Door.RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType,
                "The Content-Type of a request is application/json, in UTF-8.").ConfigureAwait(false);
        else if (Fault(context.Request, body) is { } fault)
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, fault).ConfigureAwait(false);
        else
        {
            // In the one way that the framework reads: it fails at "UTF-8" in quotes.
            context.Request.ContentType = "application/json";
            await next(context).ConfigureAwait(false);
        }
    }

    private static bool IsJson(HttpRequest request) => request.HasJsonContentType()
        && request.GetTypedHeaders().ContentType is { } type
        && (type.Charset.Value?.Trim('"') ?? "utf-8").Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static MessageFault? Fault(HttpRequest request, MemoryStream body)
    {
        var text = body.GetBuffer().AsSpan(0, (int)body.Length);
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        if ((MessageCheck.Read(text, "body", out var message) ?? MessageCheck.Find(message)) is { } fault) return fault;
        var id = MessageCheck.Member(message, "id");
        // The SDK has no others. Over stdio an answer gets back what the client wrote; here the answer is made out of our sight.
        if (id is { ValueKind: JsonValueKind.Number } number && !number.TryGetInt64(out _))
            return new(McpErrorCode.InvalidRequest, "id must be a string or a whole number of 64 bits.", number.GetRawText());
        // The limits look at it, whatever the version.
        if (request.Headers[Method] is { Count: > 0 } named && MessageCheck.Member(message, "method")?.GetString() != named.ToString())
            return Mismatch($"{Method} is '{Visible.Line(named)}'", "method");
        return MessageCheck.Member(message, "params") is { } given && MessageCheck.Member(given, "_meta") is { } meta
            && MessageCheck.Member(meta, MetaKeys.ProtocolVersion) is { ValueKind: JsonValueKind.String } version
            && request.Headers[Version] is var header && !version.ValueEquals(header.ToString())
            ? Mismatch($"{Version} is '{Visible.Line(header)}'", "version") : null;

        MessageFault Mismatch(string said, string what) =>
            new(McpErrorCode.HeaderMismatch, $"Header mismatch: {said} and not the {what} of the body.", id?.GetRawText() ?? "null");
    }
}
