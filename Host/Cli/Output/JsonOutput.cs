using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;

namespace Infra.Host.Cli.Output;

/// <summary>JSON, the answer as it is over MCP.</summary>
internal sealed class JsonOutput(TextWriter to) : IAnswerOutput
{
    private readonly ArrayBufferWriter<byte> buffer = new();
    private Utf8JsonWriter? json;

    public void Rows(IReadOnlyList<JsonObject> rows, IReadOnlyList<string> columns)
    {
        if (json is null)
        {
            json = new(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            json.WriteStartArray("items");
        }

        foreach (var row in rows) row.WriteTo(json);
        Flush();
    }

    public void End(JsonObject around)
    {
        json!.WriteEndArray();
        foreach (var (name, value) in around)
        {
            json.WritePropertyName(name);
            if (value is null) json.WriteNullValue();
            else value.WriteTo(json);
        }

        json.WriteEndObject();
        Flush();
        to.WriteLine();
    }

    public void Value(JsonNode? value) => to.WriteLine(Visible.Json(value?.ToJsonString(HostJson.Indented) ?? "null"));

    private void Flush()
    {
        json!.Flush();
        to.Write(Visible.Json(Encoding.UTF8.GetString(buffer.WrittenSpan)));
        buffer.ResetWrittenCount();
    }
}
