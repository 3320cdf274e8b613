using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Infra.Host.Mcp;

/// <summary>
/// Checks the parameters of a request before the SDK reads them, which says no more than "An error occurred." of a wrong one. It holds for
/// every transport.
/// </summary>
internal static class RequestCheck
{
    // A client that wants another version is offered the newest of these; later ones have no initialize.
    private static readonly string[] Versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    private static readonly string[] Levels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

    /// <exception cref="McpProtocolException">What is wrong, in one sentence.</exception>
    public static void Check(JsonRpcRequest request)
    {
        try
        {
            var given = request.Params as JsonObject ?? (request.Params is null ? [] : throw Wrong("params must be an object."));
            if (Object(given, "_meta") is { } meta && meta["progressToken"] is { } token
                && Kind(token) is not (JsonValueKind.String or JsonValueKind.Number))
                throw Wrong("params._meta.progressToken must be a string or a number.");
            CheckOwn(request.Method, given);
        }
        catch (ArgumentException)
        {
            throw Wrong("params holds the same name twice.");
        }
    }

    /// <summary>In one sentence, what the SDK could not read after all.</summary>
    public static McpProtocolException Unreadable(JsonException e) =>
        Wrong(e.Path is { Length: > 2 } path
            ? $"params{path[1..]} has the wrong type." : "params does not have the form that the method wants.");

    private static void CheckOwn(string method, JsonObject given)
    {
        switch (method)
        {
            case RequestMethods.Initialize:
                if (!Versions.Contains(Text(given, "protocolVersion", required: true))) given["protocolVersion"] = Versions[^1];
                Object(given, "capabilities");
                if (Object(given, "clientInfo") is { } info)
                {
                    Text(info, "name", required: true, "params.clientInfo.name");
                    Text(info, "version", required: true, "params.clientInfo.version");
                }

                break;
            case RequestMethods.ToolsCall:
                Text(given, "name", required: true);
                Object(given, "arguments");
                Text(given, "requestState");
                foreach (var (name, response) in Object(given, "inputResponses") ?? [])
                    if (response is not JsonObject) throw Wrong($"params.inputResponses.{name} must be an object.");
                break;
            case RequestMethods.ResourcesRead or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe:
                Text(given, "uri", required: true);
                break;
            case RequestMethods.PromptsGet:
                Text(given, "name", required: true);
                Texts(given, "arguments", "params");
                break;
            case RequestMethods.CompletionComplete:
                var of = Object(given, "ref") ?? throw Wrong("params.ref is missing.");
                var type = Text(of, "type", required: true, "params.ref.type");
                if (type is not ("ref/prompt" or "ref/resource")) throw Wrong("params.ref.type must be ref/prompt or ref/resource.");
                Text(of, type is "ref/prompt" ? "name" : "uri", required: true, $"params.ref.{(type is "ref/prompt" ? "name" : "uri")}");
                var argument = Object(given, "argument") ?? throw Wrong("params.argument is missing.");
                Text(argument, "name", required: true, "params.argument.name");
                Text(argument, "value", required: true, "params.argument.value");
                if (Object(given, "context") is { } context) Texts(context, "arguments", "params.context");
                break;
            case RequestMethods.ToolsList or RequestMethods.ResourcesList or RequestMethods.ResourcesTemplatesList
                or RequestMethods.PromptsList:
                // All are on the first page, so no cursor was ever given.
                if (Text(given, "cursor") is not null) throw Wrong("params.cursor is not a cursor that this server gave.");
                break;
            case "logging/setLevel":
                if (!Levels.Contains(Text(given, "level", required: true)))
                    throw Wrong($"params.level must be one of {string.Join(", ", Levels)}.");
                break;
        }
    }

    private static void Texts(JsonObject given, string name, string path)
    {
        foreach (var (key, value) in Object(given, name) ?? [])
            if (value is null || Kind(value) is not JsonValueKind.String) throw Wrong($"{path}.{name}.{key} must be a string.");
    }

    private static JsonObject? Object(JsonObject given, string name) => given[name] switch
    {
        null => given.ContainsKey(name) ? throw Wrong($"params.{name} must be an object.") : null,
        JsonObject o => o,
        _ => throw Wrong($"params.{name} must be an object."),
    };

    private static string? Text(JsonObject given, string name, bool required = false, string? path = null) => given[name] switch
    {
        null when required => throw Wrong($"{path ?? $"params.{name}"} is missing."),
        null => null,
        { } value when Kind(value) is JsonValueKind.String => value.GetValue<string>(),
        _ => throw Wrong($"{path ?? $"params.{name}"} must be a string."),
    };

    private static JsonValueKind Kind(JsonNode node) => node.GetValueKind();

    private static McpProtocolException Wrong(string message) => new(message, McpErrorCode.InvalidParams);
}
