using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Infra.Core.Answers;
using ModelContextProtocol;

namespace Infra.Host.Mcp;

/// <summary>Why a message is no request, notification or answer of JSON-RPC.</summary>
/// <param name="Code">The code of the error.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="RawId">The id of the message as it came; <c>null</c> where it has none that an answer could name.</param>
internal sealed record MessageFault(McpErrorCode Code, string Message, string RawId = "null");

/// <summary>
/// Checks the form of messages before the SDK sees them: it drops some that are wrong, fails at others as at a defect of the server, and
/// takes of a name that is given twice now the one and now the other. It holds for every transport; what the parameters of a request
/// should be is <see cref="RequestCheck"/>'s.
/// </summary>
internal static class MessageCheck
{
    // The message, params and what is in them. What is deeper is a tool's, which says itself what is given twice.
    private const int Levels = 3;

    /// <summary>Reads what came.</summary>
    /// <param name="text">What came.</param>
    /// <param name="what">What it is called in a fault: a line, a body.</param>
    /// <param name="message">What it says, where it is JSON.</param>
    /// <returns>Why it cannot be read; null where it can.</returns>
    public static MessageFault? Read(ReadOnlySpan<byte> text, string what, out JsonElement message)
    {
        message = default;
        try
        {
            message = JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return new(McpErrorCode.ParseError, $"The {what} is not JSON.");
        }

        // .NET takes it for JSON, and fails as soon as somebody reads the text of it.
        if (!Utf8.IsValid(text)) return new(McpErrorCode.ParseError, $"The {what} is not UTF-8.", Raw(message));
        return HasHalfOfCharacter(text)
            ? new(McpErrorCode.InvalidRequest, $"The {what} holds half of a character: one of the escapes \\ud800 to \\udfff without its "
                + "other half.", Raw(message))
            : null;
    }

    /// <summary>Checks one message; a batch is several.</summary>
    /// <returns>What is wrong; null where it has the form of a request, a notification or an answer.</returns>
    public static MessageFault? Find(JsonElement message)
    {
        if (Member(message, "jsonrpc") is not { ValueKind: JsonValueKind.String } version || !version.ValueEquals("2.0"))
            return new(McpErrorCode.InvalidRequest, "A message is a JSON object with \"jsonrpc\": \"2.0\".", Raw(message));
        if (Twice(message, "", Levels) is { } path)
            return new(path.StartsWith("params.", StringComparison.Ordinal) ? McpErrorCode.InvalidParams : McpErrorCode.InvalidRequest,
                $"{Visible.Line(path)} is given twice.", path is "id" ? "null" : Raw(message));
        var id = Member(message, "id");
        if (Member(message, "method") is not { } method)
            return id is null || (Member(message, "result") ?? Member(message, "error")) is null
                ? new(McpErrorCode.InvalidRequest, "A message has a method, or is the answer to a request.", Raw(message))
                : Member(message, "error") is null or { ValueKind: JsonValueKind.Object } ? null
                : new(McpErrorCode.InvalidRequest, "error must be an object.", Raw(message));
        if (method.ValueKind is not JsonValueKind.String)
            return new(McpErrorCode.InvalidRequest, "method must be a string.", Raw(message));
        if (id is null) return null;
        if (id.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return new(McpErrorCode.InvalidRequest, "id must be a string or a number.");
        return Member(message, "params") is null or { ValueKind: JsonValueKind.Object } ? null
            : new(McpErrorCode.InvalidParams, "params must be an object.", Raw(message));
    }

    /// <summary>What an object has under a name; null where it has nothing, or is no object.</summary>
    public static JsonElement? Member(JsonElement message, string name) =>
        message.ValueKind is JsonValueKind.Object && message.TryGetProperty(name, out var value) ? value : null;

    private static string Raw(JsonElement message)
    {
        if (Member(message, "id") is not { ValueKind: JsonValueKind.String or JsonValueKind.Number } id) return "null";
        var raw = JsonMarshal.GetRawUtf8Value(id);
        return Utf8.IsValid(raw) && !HasHalfOfCharacter(raw) ? Encoding.UTF8.GetString(raw) : "null";
    }

    // It is JSON, and no text: whoever reads the text of it later, be it an id, fails.
    private static bool HasHalfOfCharacter(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\ud"u8) < 0 && text.IndexOf("\\uD"u8) < 0) return false;
        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) reader.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    // Where a name is given twice.
    private static string? Twice(JsonElement value, string path, int levels)
    {
        if (levels == 0 || value.ValueKind is not JsonValueKind.Object) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!names.Add(member.Name)) return path + member.Name;
            if (Twice(member.Value, $"{path}{member.Name}.", levels - 1) is { } inner) return inner;
        }

        return null;
    }
}
