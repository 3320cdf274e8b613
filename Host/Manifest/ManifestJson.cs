using System.Text.Encodings.Web;
using System.Text.Json;

namespace Infra.Manifest;

/// <summary>
/// A manifest as JSON. Every start of the server reads all of them, so it is done by hand: the schemas stay
/// parts of one document, and no serializer has to learn the types first.
/// </summary>
internal static class ManifestJson
{
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="KeyNotFoundException">It lacks something.</exception>
    /// <exception cref="InvalidOperationException">Something in it has another type.</exception>
    public static PluginManifest Read(byte[] json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        return new(Text(root, "mvid"), Text(root, "contract"), List(root, "modules", Module));
    }

    public static byte[] Write(PluginManifest manifest)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("mvid", manifest.Mvid);
            json.WriteString("contract", manifest.Contract);
            List(json, "modules", manifest.Modules, module => Write(json, module));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static ModuleManifest Module(JsonElement json) =>
        new(Text(json, "name"), Text(json, "description"), Text(json, "type"), List(json, "tools", Tool))
        {
            MainNoun = json.TryGetProperty("mainNoun", out var noun) ? noun.GetString() : null,
        };

    private static void Write(Utf8JsonWriter json, ModuleManifest module)
    {
        json.WriteStartObject();
        json.WriteString("name", module.Name);
        json.WriteString("description", module.Description);
        json.WriteString("type", module.Type);
        if (module.MainNoun is { } noun) json.WriteString("mainNoun", noun);
        List(json, "tools", module.Tools, tool => Write(json, tool));
        json.WriteEndObject();
    }

    private static ToolManifest Tool(JsonElement json) => new(
        Text(json, "name"), Text(json, "title"), Text(json, "description"), Kind(Text(json, "kind")),
        json.GetProperty("idempotent").GetBoolean(), json.GetProperty("secret").GetBoolean(), json.GetProperty("hasPlan").GetBoolean(),
        List(json, "iamActions", Text), List(json, "examples", Text), json.GetProperty("inputSchema"), json.GetProperty("outputSchema"))
    {
        Job = json.TryGetProperty("job", out var job) && job.GetBoolean(),
        Person = json.TryGetProperty("person", out var person) && person.GetBoolean(),
        Global = json.GetProperty("global").GetBoolean(),
        Deadline = json.TryGetProperty("deadlineSeconds", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null,
        Help = json.TryGetProperty("help", out var help) ? help.GetString() : null,
    };

    private static void Write(Utf8JsonWriter json, ToolManifest tool)
    {
        json.WriteStartObject();
        json.WriteString("name", tool.Name);
        json.WriteString("title", tool.Title);
        json.WriteString("description", tool.Description);
        json.WriteString("kind", tool.Kind.ToString().ToLowerInvariant());
        json.WriteBoolean("idempotent", tool.Idempotent);
        json.WriteBoolean("secret", tool.Secret);
        if (tool.Job) json.WriteBoolean("job", true);
        if (tool.Person) json.WriteBoolean("person", true);
        json.WriteBoolean("hasPlan", tool.HasPlan);
        json.WriteBoolean("global", tool.Global);
        if (tool.Deadline is { } deadline) json.WriteNumber("deadlineSeconds", deadline.TotalSeconds);
        if (tool.Help is { } help) json.WriteString("help", help);
        List(json, "iamActions", tool.IamActions, json.WriteStringValue);
        List(json, "examples", tool.Examples, json.WriteStringValue);
        json.WritePropertyName("inputSchema");
        tool.InputSchema.WriteTo(json);
        json.WritePropertyName("outputSchema");
        tool.OutputSchema.WriteTo(json);
        json.WriteEndObject();
    }

    private static ToolKind Kind(string word) => word switch
    {
        "read" => ToolKind.Read,
        "write" => ToolKind.Write,
        "destructive" => ToolKind.Destructive,
        _ => throw new JsonException($"'{word}' is no kind of tool."),
    };

    private static string Text(JsonElement json, string name) => Text(json.GetProperty(name));

    private static string Text(JsonElement json) => json.GetString() ?? throw new JsonException("A text is null.");

    private static List<T> List<T>(JsonElement json, string name, Func<JsonElement, T> read) where T : class
    {
        List<T> list = [];
        foreach (var item in json.GetProperty(name).EnumerateArray()) list.Add(read(item));
        return list;
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> list, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in list) write(item);
        json.WriteEndArray();
    }
}
