using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Infra.Core;

/// <summary>JSON as the host writes it: not escaped more than JSON needs, since models pay for each character.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class HostJson : JsonSerializerContext
{
    public static JsonSerializerOptions Relaxed { get; } = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = Default,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonSerializerOptions Indented { get; } = new(Relaxed) { WriteIndented = true };

    public static string Text(JsonNode node) => node.ToJsonString(Relaxed);
}
