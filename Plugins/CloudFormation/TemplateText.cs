using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Infra.Plugins.CloudFormation;

/// <summary>
/// The text of a template as a tree in one form: JSON and YAML, long and short function names give the same tree. All scalars are
/// texts, as CloudFormation itself does not tell <c>"1"</c> from <c>1</c>.
/// </summary>
internal static class TemplateText
{
    // Aliases make a small text large, and a tree is walked by recursion.
    private const int MostNodes = 200_000;
    private const int Deepest = 64;

    /// <summary>The tree; null when the text is not a mapping that can be read as a whole.</summary>
    /// <param name="text">JSON or YAML.</param>
    public static JsonObject? Parse(string text)
    {
        try
        {
            // JSON may hold tabs that YAML forbids.
            if (text.AsSpan().TrimStart().StartsWith("{") && TryJson(text) is { } json) return json;
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) return null;
            var (root, _) = new Reader(parser).Next(0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _) ? root as JsonObject : null;
        }
        catch (Exception e) when (e is YamlException or FormatException)
        {
            return null;
        }
    }

    private static JsonObject? TryJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = Deepest });
            return Texts(document.RootElement) as JsonObject;
        }
        catch (JsonException)
        {
            // A flow mapping of YAML begins with a brace, too.
            return null;
        }
    }

    private static JsonNode? Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Mapping(value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Texts(p.Value)))),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(Texts)]),
        JsonValueKind.String => JsonValue.Create(value.GetString()),
        _ => JsonValue.Create(value.GetRawText()),
    };

    private static JsonObject Mapping(IEnumerable<KeyValuePair<string, JsonNode?>> entries)
    {
        var mapping = new JsonObject();
        // Of two equal keys nobody can tell which one holds.
        foreach (var (key, value) in entries)
            if (!mapping.TryAdd(key, value)) throw new FormatException($"The key {key} is there twice.");
        return mapping;
    }

    private sealed class Reader(IParser parser)
    {
        private readonly Dictionary<AnchorName, (JsonNode? Node, int Height, int Size)> anchors = [];
        private int nodes;

        /// <summary>The next node, and how many levels it has.</summary>
        public (JsonNode? Node, int Height) Next(int depth)
        {
            Count(1, depth);
            if (parser.TryConsume<AnchorAlias>(out var alias)) return Copy(alias, depth);
            var (before, start) = (nodes, parser.Consume<NodeEvent>());
            var (node, height) = start switch
            {
                Scalar scalar => (JsonValue.Create(scalar.Value), 1),
                SequenceStart => Sequence(depth),
                MappingStart => Mapping(depth),
                _ => throw new FormatException("This is no node of a template."),
            };
            if (Function(start.Tag) is { } function) (node, height) = (Call(function, node), height + 1);
            if (!start.Anchor.IsEmpty) anchors[start.Anchor] = (node, height, nodes - before + 1);
            return (node, height);
        }

        private (JsonNode?, int) Copy(AnchorAlias alias, int depth)
        {
            if (!anchors.TryGetValue(alias.Value, out var anchor))
                throw new FormatException($"The anchor {alias.Value} is not known here.");
            Count(anchor.Size, depth + anchor.Height);
            return (anchor.Node?.DeepClone(), anchor.Height);
        }

        private (JsonNode?, int) Sequence(int depth)
        {
            var (items, tallest) = (new JsonArray(), 0);
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                var (item, height) = Next(depth + 1);
                items.Add(item);
                tallest = Math.Max(tallest, height);
            }

            return (items, tallest + 1);
        }

        private (JsonNode?, int) Mapping(int depth)
        {
            List<KeyValuePair<string, JsonNode?>> entries = [];
            List<JsonNode?> merged = [];
            var tallest = 0;
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>();
                var (value, height) = Next(depth + 1);
                tallest = Math.Max(tallest, height);
                if (key is { Value: "<<", Style: ScalarStyle.Plain }) merged.AddRange(value is JsonArray several ? several : [value]);
                else entries.Add(new(key.Value, value));
            }

            var mapping = TemplateText.Mapping(entries);
            // A key of the mapping itself is stronger than a merged one, and an earlier one than a later one.
            foreach (var one in merged)
            {
                foreach (var (key, value) in one as JsonObject ?? throw new FormatException("Only mappings can be merged."))
                    mapping.TryAdd(key, value?.DeepClone());
            }

            return (mapping, tallest + 1);
        }

        private void Count(int more, int depth)
        {
            nodes += more;
            if (nodes > MostNodes || depth > Deepest) throw new FormatException("The template is too large or too deep to be read.");
        }
    }

    // !Sub is Fn::Sub; only these two have no such prefix.
    private static string? Function(TagName tag) => tag.IsEmpty || tag.IsNonSpecific || !tag.IsLocal ? null
        : tag.Value[1..] is "Ref" or "Condition" ? tag.Value[1..] : $"Fn::{tag.Value[1..]}";

    private static JsonObject Call(string function, JsonNode? argument) => new()
    {
        [function] = function is "Fn::GetAtt" && argument is JsonValue value
            && value.GetValue<string>().Split('.', 2) is [var id, var attribute]
            ? new JsonArray(id, attribute)
            : argument,
    };
}
