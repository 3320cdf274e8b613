using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Answers;

/// <summary>How a cursor looks from outside: JSON as text that is safe in an address, a command line and a header.</summary>
internal static class CursorText
{
    public static string Write(JsonArray place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(HostJson.Text(place)));

    /// <summary>What was written.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Read(string text) => JsonElement.Parse(Base64Url.DecodeFromChars(text));
}
