using System.Text.Json;
using System.Text.RegularExpressions;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Infra.Host.Clients;

/// <summary>The text of a TOML file, with changes to one table and those below it. Everything else stays as it was written.</summary>
internal sealed partial class TomlTables
{
    private readonly string text;
    private readonly string mark;
    private readonly DocumentSyntax document;

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">It is not TOML; the message says where.</exception>
    public TomlTables(string text)
    {
        mark = text.StartsWith('\uFEFF') ? "\uFEFF" : "";
        this.text = text[mark.Length..];
        document = SyntaxParser.Parse(this.text);
        if (document.HasErrors) throw new FormatException($"it is not TOML, see line {document.Diagnostics[0].Span.Start.Line + 1}");
    }

    /// <summary>The lines below a table's header, with the tables below it; null when there is none.</summary>
    /// <param name="path">The names of the table.</param>
    /// <exception cref="FormatException">It is written in another way than as a table.</exception>
    public string? Get(string[] path)
    {
        var tables = Own(path);
        if (tables.Count == 0) return null;
        var parts = tables.Select(t => Names(t.Name!).Count > path.Length ? Written(t) : Written(t)[(Written(t).IndexOf('\n') + 1)..]);
        return string.Join('\n', parts.Select(p => p.ReplaceLineEndings("\n"))).Trim('\n') + "\n";
    }

    /// <summary>The text with a table set, replaced or, where it is null, taken out.</summary>
    /// <param name="path">The names of the table.</param>
    /// <param name="lines">What is below its header.</param>
    /// <exception cref="FormatException">It is written in another way than as a table.</exception>
    public string With(string[] path, string? lines)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var table = lines is null ? ""
            : $"[{string.Join('.', path.Select(Name))}]\n{lines.TrimEnd('\n')}\n".ReplaceLineEndings(newLine);
        var tables = Own(path);
        var now = text;
        foreach (var one in Enumerable.Reverse(tables))
        {
            var (from, to) = (one.Span.Offset, one.Span.Offset + one.Span.Length);
            var isFirst = one == tables[0];
            if (!isFirst || lines is null) from = WithoutGap(now, from, to, newLine);
            now = now[..from] + (isFirst ? table : "") + now[to..];
        }

        if (tables.Count == 0 && lines is not null)
            now = now.TrimEnd() is { Length: > 0 } kept ? kept + newLine + newLine + table : table;
        return mark + now;
    }

    // With a table goes the empty line before it, where there is another one behind it or nothing.
    private static int WithoutGap(string text, int from, int to, string newLine)
    {
        if (to < text.Length && !text[to..].StartsWith(newLine, StringComparison.Ordinal)) return from;
        while (text[..from].EndsWith(newLine + newLine, StringComparison.Ordinal)) from -= newLine.Length;
        return from;
    }

    private List<TableSyntaxBase> Own(string[] path)
    {
        List<TableSyntaxBase> own = [];
        foreach (var pair in document.KeyValues) Refuse(path, Names(pair.Key!));
        foreach (var table in document.Tables)
        {
            var names = Names(table.Name!);
            if (Begins(names, path)) own.Add(table);
            else if (table is TableArraySyntax) Refuse(path, names);
            else foreach (var pair in table.Items) Refuse(path, [.. names, .. Names(pair.Key!)]);
        }

        return own;
    }

    // A dotted key, or a table in one line.
    private static void Refuse(string[] path, List<string> names)
    {
        if (Begins(names, path) || Begins(path, names))
            throw new FormatException($"'{string.Join('.', names)}' is written in another way than as a table with a header");
    }

    private static bool Begins(IReadOnlyList<string> names, IReadOnlyList<string> with) => names.Take(with.Count).SequenceEqual(with);

    private string Written(TableSyntaxBase table) => text.Substring(table.Span.Offset, table.Span.Length);

    private static List<string> Names(KeySyntax key) => [Name(key.Key!), .. key.DotKeys.Select(d => Name(d.Key!))];

    private static string Name(BareKeyOrStringValueSyntax key) =>
        key is StringValueSyntax quoted ? quoted.Value! : ((BareKeySyntax)key).Key!.Text!;

    // TOML knows the escapes of JSON.
    private static string Name(string name) => Bare().IsMatch(name) ? name : JsonSerializer.Serialize(name, ClientFile.Text);

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex Bare();
}
