using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core.Docs;

/// <summary>A request and its answer as tests/Emulator recorded them.</summary>
internal sealed class RecordedCall
{
    private const int MostEntries = 2;
    private const int MostMembers = 16;
    private const int MostCharacters = 160;

    private static readonly string Folder = Path.Combine(Markdown.Root, "tests/Emulator/recorded");
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Of the host, besides those that the catalog adds to the schema by its configuration.
    private static readonly string[] Anywhere = ["account", "profile", "region", "confirm", "dryRun"];

    private readonly JsonObject recorded;
    private readonly string name;

    private RecordedCall(string name)
    {
        this.name = name;
        recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")))!.AsObject();
    }

    /// <summary>The tools of which there is one.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder).Select(f => Path.GetFileNameWithoutExtension(f)!);

    /// <summary>The one of a tool; null when there is none.</summary>
    public static RecordedCall? Of(string tool) => File.Exists(Path.Combine(Folder, $"{tool}.json")) ? new(tool) : null;

    /// <summary>What the tool, as it is now, would not take or not answer.</summary>
    public IEnumerable<string> Faults(CatalogTool tool)
    {
        var arguments = recorded["arguments"]!.DeepClone().AsObject();
        foreach (var host in Anywhere) arguments.Remove(host);
        return SchemaCheck.Object(tool.InputSchema, Element(arguments), "argument").Faults
            .Concat(SchemaCheck.Object(tool.OutputSchema, Element(recorded["answer"]!), "member").Faults);
    }

    /// <summary>Both as Markdown; what is long is cut, with a comment that says so.</summary>
    public string Text()
    {
        var request = new JsonObject { ["name"] = name, ["arguments"] = recorded["arguments"]!.DeepClone() };
        var answer = new StringBuilder();
        Write(answer, recorded["answer"]!, 0);
        return $"\n```json\n{request.ToJsonString(Plain)}\n```\n\n```jsonc\n{answer}\n```\n";
    }

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            // What fits on a line stays on it.
            case JsonObject or JsonArray when node.ToJsonString(Plain) is { Length: <= 100 } line && Rows(node) <= MostEntries:
                text.Append(line);
                break;
            case JsonObject o:
                Block(text, '{', '}', [.. o.Take(MostMembers)], o.Count, depth, p =>
                {
                    text.Append(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(p.Key, Plain)}: ");
                    Write(text, p.Value, depth + 1);
                });
                break;
            case JsonArray a:
                Block(text, '[', ']', [.. a.Take(MostEntries)], a.Count, depth, entry => Write(text, entry, depth + 1));
                break;
            case JsonValue value when value.TryGetValue<string>(out var long_) && long_.Length > MostCharacters:
                text.Append(JsonSerializer.Serialize($"{long_[..MostCharacters]}…", Plain));
                break;
            default:
                text.Append(node?.ToJsonString(Plain) ?? "null");
                break;
        }
    }

    private static int Rows(JsonNode node) => node is JsonArray { Count: > 0 } a && a[0] is JsonObject ? a.Count : 0;

    private static void Block<T>(StringBuilder text, char open, char close, List<T> shown, int count, int depth, Action<T> write)
    {
        text.Append(open).Append('\n');
        foreach (var (i, one) in shown.Index())
        {
            text.Append(' ', 2 * (depth + 1));
            write(one);
            text.Append(i + 1 < shown.Count ? ",\n" : "\n");
        }

        if (count > shown.Count) text.Append(' ', 2 * (depth + 1)).Append(CultureInfo.InvariantCulture, $"// {count - shown.Count} more\n");
        text.Append(' ', 2 * depth).Append(close);
    }
}
