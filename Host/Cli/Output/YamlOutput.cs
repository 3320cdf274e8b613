using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Answers;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Infra.Host.Cli.Output;

/// <summary>YAML, with the same members as the JSON.</summary>
internal sealed partial class YamlOutput(TextWriter to) : IAnswerOutput
{
    // A page at a time: what is hidden is escaped in whole characters, which the emitter writes in halves.
    private readonly StringWriter page = new() { NewLine = "\n" };
    private Emitter? yaml;

    public void Rows(IReadOnlyList<JsonObject> rows, IReadOnlyList<string> columns)
    {
        if (yaml is null)
        {
            Begin();
            yaml!.Emit(new MappingStart());
            Text("items");
            yaml.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true,
                rows.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
        }

        foreach (var row in rows) Emit(row);
        Flush();
    }

    public void End(JsonObject around)
    {
        yaml!.Emit(new SequenceEnd());
        foreach (var (name, value) in around)
        {
            Text(name);
            Emit(value);
        }

        yaml.Emit(new MappingEnd());
        Close();
    }

    public void Value(JsonNode? value)
    {
        Begin();
        Emit(value);
        Close();
    }

    private void Begin()
    {
        yaml = new(page, EmitterSettings.Default.WithIndentedSequences());
        yaml.Emit(new StreamStart());
        yaml.Emit(new DocumentStart(null, [], isImplicit: true));
    }

    private void Close()
    {
        yaml!.Emit(new DocumentEnd(isImplicit: true));
        yaml.Emit(new StreamEnd());
        yaml = null;
        Flush();
    }

    // Whatever is hidden is in a double-quoted scalar, whose escapes are those of JSON.
    private void Flush()
    {
        to.Write(Visible.Json(page.ToString()));
        page.GetStringBuilder().Clear();
    }

    private void Emit(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject o:
                yaml!.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true,
                    o.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, its) in o)
                {
                    Text(name);
                    Emit(its);
                }

                yaml.Emit(new MappingEnd());
                break;
            case JsonArray list:
                yaml!.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true,
                    list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list) Emit(item);
                yaml.Emit(new SequenceEnd());
                break;
            case JsonValue v when v.GetValueKind() is JsonValueKind.String:
                Text(v.GetValue<string>());
                break;
            default:
                yaml!.Emit(new Scalar(value?.ToJsonString() ?? "null"));
                break;
        }
    }

    // What a reader would take for a number, a truth value, nothing or a date is quoted, and what cannot be seen.
    private void Text(string text)
    {
        var style = Visible.Lines(text) != text || NotText().IsMatch(text) ? ScalarStyle.DoubleQuoted
            : text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal : ScalarStyle.Any;
        yaml!.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
    }

    [GeneratedRegex(@"^(?:|~|null|true|false|yes|no|on|off|y|n|[-+]?(?:0x[0-9a-f_]+|0o?[0-7_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]+|[0-9]+(?::[0-5]?[0-9])+|\.(?:inf|nan))|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex NotText();
}
