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
            HasRowStore = json.TryGetProperty("rowStore", out var rows) && rows.GetBoolean(),
            Prompts = json.TryGetProperty("prompts", out _) ? List(json, "prompts", Prompt) : [],
        };

    private static void Write(Utf8JsonWriter json, ModuleManifest module)
    {
        json.WriteStartObject();
        json.WriteString("name", module.Name);
        json.WriteString("description", module.Description);
        json.WriteString("type", module.Type);
        if (module.MainNoun is { } noun) json.WriteString("mainNoun", noun);
        if (module.HasRowStore) json.WriteBoolean("rowStore", true);
        if (module.Prompts.Count > 0) List(json, "prompts", module.Prompts, prompt => Write(json, prompt));
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
        TableOnly = json.TryGetProperty("tableOnly", out var tableOnly) && tableOnly.GetBoolean(),
        Local = json.TryGetProperty("local", out var local) && local.GetBoolean(),
        Global = json.GetProperty("global").GetBoolean(),
        Deadline = json.TryGetProperty("deadlineSeconds", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null,
        Help = json.TryGetProperty("help", out var help) ? help.GetString() : null,
        Resource = json.TryGetProperty("resource", out var resource) ? resource.GetString() : null,
        Shape = json.TryGetProperty("shape", out var shape) ? shape.GetString() : null,
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
        if (tool.Local) json.WriteBoolean("local", true);
        if (tool.TableOnly) json.WriteBoolean("tableOnly", true);
        json.WriteBoolean("hasPlan", tool.HasPlan);
        json.WriteBoolean("global", tool.Global);
        if (tool.Deadline is { } deadline) json.WriteNumber("deadlineSeconds", deadline.TotalSeconds);
        if (tool.Help is { } help) json.WriteString("help", help);
        if (tool.Resource is { } resource) json.WriteString("resource", resource);
        if (tool.Shape is { } shape) json.WriteString("shape", shape);
        List(json, "iamActions", tool.IamActions, json.WriteStringValue);
        List(json, "examples", tool.Examples, json.WriteStringValue);
        json.WritePropertyName("inputSchema");
        tool.InputSchema.WriteTo(json);
        json.WritePropertyName("outputSchema");
        tool.OutputSchema.WriteTo(json);
        json.WriteEndObject();
    }

    private static Prompt Prompt(JsonElement json) =>
        new(Text(json, "name"), Text(json, "title"), Text(json, "description"), List(json, "content", Content))
        {
            Arguments = List(json, "arguments", a =>
                new PromptArgument(Text(a, "name"), Text(a, "description"), a.GetProperty("required").GetBoolean())),
        };

    private static void Write(Utf8JsonWriter json, Prompt prompt)
    {
        json.WriteStartObject();
        json.WriteString("name", prompt.Name);
        json.WriteString("title", prompt.Title);
        json.WriteString("description", prompt.Description);
        List(json, "arguments", prompt.Arguments, argument =>
        {
            json.WriteStartObject();
            json.WriteString("name", argument.Name);
            json.WriteString("description", argument.Description);
            json.WriteBoolean("required", argument.Required);
            json.WriteEndObject();
        });
        List(json, "content", prompt.Content, content => Write(json, content));
        json.WriteEndObject();
    }

    private static ToolContent Content(JsonElement json) => Text(json, "type") switch
    {
        "text" => new TextContent(Text(json, "text")),
        "image" => new ImageContent(json.GetProperty("data").GetBytesFromBase64(), Text(json, "mediaType")),
        "resource" => new ResourceContent(Text(json, "uri"), Text(json, "text"), Text(json, "mediaType")),
        var other => throw new JsonException($"'{other}' is no content of a prompt."),
    };

    private static void Write(Utf8JsonWriter json, ToolContent content)
    {
        json.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case ImageContent image:
                json.WriteString("type", "image");
                json.WriteBase64String("data", image.Data.Span);
                json.WriteString("mediaType", image.MediaType);
                break;
            case ResourceContent resource:
                json.WriteString("type", "resource");
                json.WriteString("uri", resource.Uri);
                json.WriteString("text", resource.Text);
                json.WriteString("mediaType", resource.MediaType);
                break;
            default:
                throw new NotSupportedException($"A prompt cannot hold {content.GetType().Name}.");
        }

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
