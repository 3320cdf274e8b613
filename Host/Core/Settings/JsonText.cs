using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Settings;

/// <summary>
/// The text of a JSON file, with changes at named places. Everything else stays as it was written: comments, trailing commas, order,
/// spaces, line ends and a byte order mark.
/// </summary>
/// <param name="text">An object as JSON; comments and trailing commas are allowed.</param>
/// <remarks>A path has the names of members, and the indexes of elements as numbers. All methods throw <see cref="JsonException"/>, with
/// a message for people, when the text is no such object or a path goes through something else.</remarks>
internal class JsonText(string text)
{
    private const string Mark = "\uFEFF";

    private readonly string mark = text.StartsWith(Mark, StringComparison.Ordinal) ? Mark : "";

    /// <summary>The text as it is now, without its mark.</summary>
    protected byte[] Json { get; private set; } = Encoding.UTF8.GetBytes(text.TrimStart(Mark[0]));

    /// <summary>The text as it is now.</summary>
    public override string ToString() => mark + Encoding.UTF8.GetString(Json);

    /// <summary>Whether it has comments or trailing commas, which not every program reads.</summary>
    public bool IsCommented
    {
        get
        {
            Root();
            var reader = new Utf8JsonReader(Json);
            try
            {
                while (reader.Read()) { }
                return false;
            }
            catch (JsonException)
            {
                return true;
            }
        }
    }

    /// <summary>The value at a path, as it is written; null when there is none.</summary>
    public string? Get(params string[] path)
    {
        var (container, index, left) = Find(path);
        return index < 0 || left > 0 ? null : Encoding.UTF8.GetString(Json[container.Items[index].ValueFrom..container.Items[index].To]);
    }

    /// <summary>Sets the value at a path, with the objects that are missing on the way, or takes it out.</summary>
    /// <param name="value">JSON; null for none.</param>
    /// <param name="path">Where.</param>
    public void Set(string? value, params string[] path)
    {
        var (container, index, left) = Find(path);
        if (value is null)
        {
            if (index >= 0 && left == 0) Remove(container, index);
            return;
        }

        foreach (var name in path[^(index < 0 ? left - 1 : left)..].Reverse())
            value = $"{{\n{Unit}{Name(name)}: {Shifted(value, Unit)}\n}}";
        if (index < 0)
        {
            Append(container, $"{Name(path[^left])}: {value}");
            return;
        }

        var item = container.Items[index];
        Replace(item.ValueFrom, item.To, Styled(value, IndentOf(item.From), IsWide(container)));
    }

    /// <summary>Adds an element at the end of the array at a path.</summary>
    /// <param name="value">JSON.</param>
    /// <param name="path">Where the array is.</param>
    public void Add(string value, params string[] path) => Append(At(path), value);

    /// <summary>How many members or elements there are at a path; 0 when there is nothing.</summary>
    public int Count(params string[] path)
    {
        var (container, index, left) = Find(path);
        return index >= 0 && left == 0 ? container.Items[index].Value?.Items.Count ?? 0 : 0;
    }

    private Container At(string[] path)
    {
        var (container, index, left) = Find(path);
        return index >= 0 && left == 0 && container.Items[index].Value is { IsArray: true } found ? found
            : throw new JsonException($"there is no list '{string.Join('.', path)}'");
    }

    // The innermost container on the way that is there, the index in it, or -1, and how many names of the path are missing: behind that
    // index, where there is a null in place of an object.
    private (Container Container, int Index, int Left) Find(string[] path)
    {
        var container = Root();
        for (var i = 0; ; i++)
        {
            var index = container.IndexOf(path[i]);
            if (index < 0 && container.IsArray) throw new JsonException($"'{path[i - 1]}' is no object");
            if (index < 0) return (container, -1, path.Length - i);
            if (i == path.Length - 1) return (container, index, 0);
            if (container.Items[index].IsNull) return (container, index, path.Length - 1 - i);
            container = container.Items[index].Value ?? throw new JsonException($"'{path[i]}' is no object");
        }
    }

    private void Append(Container container, string added)
    {
        var last = container.Items.Count > 0 ? container.Items[^1].To : -1;
        var (from, end) = (container.To - 1, container.To - 1);
        while (IsSpace(Json[from - 1])) from--;
        var space = Encoding.UTF8.GetString(Json.AsSpan(from, end - from));
        var isWide = IsWide(container);
        var indent = last < 0 ? IndentOf(container.From) + Unit : IndentOf(container.Items[0].From);
        // Behind the last one, and before a comment that belongs to it.
        if (last >= 0 && Comma(last) < 0)
        {
            Replace(last, last, ",");
            from++;
            end++;
        }

        var before = isWide ? NewLine + indent : " ";
        var after = isWide && !space.Contains('\n', StringComparison.Ordinal) ? NewLine + IndentOf(container.From)
            : space.Length == 0 ? " " : space;
        Replace(from, end, before + Styled(added, indent, isWide) + after);
    }

    private void Remove(Container container, int index)
    {
        var (from, to) = (container.Items[index].From, container.Items[index].To);
        if (Comma(to) is >= 0 and var after) Replace(after, after + 1, "");
        else if (index > 0 && Comma(container.Items[index - 1].To) is >= 0 and var before)
        {
            Replace(before, before + 1, "");
            from--;
            to--;
        }

        // The line with it, when nothing else is on it.
        var (start, stop) = (from, to);
        while (start > 0 && Json[start - 1] is (byte)' ' or (byte)'\t') start--;
        while (stop < Json.Length && Json[stop] is (byte)' ' or (byte)'\t' or (byte)'\r') stop++;
        if (Json[start - 1] is (byte)'\n' && Json[stop] is (byte)'\n') (from, to) = (start, stop + 1);
        else if (Json[from - 1] is (byte)' ' && Json[to] is (byte)' ') to++;
        Replace(from, to, "");
    }

    private void Replace(int from, int to, string by) => Json = [.. Json[..from], .. Encoding.UTF8.GetBytes(by), .. Json[to..]];

    // Each on a line of its own, as its neighbours are; what has none goes by the file.
    private bool IsWide(Container container) =>
        container.Items.Count > 0 ? Json.AsSpan(container.Items[^1].To, container.To - container.Items[^1].To).Contains((byte)'\n')
        : Json.AsSpan().TrimEnd(" \t\r\n"u8).Contains((byte)'\n');

    private string Styled(string json, string indent, bool wide)
    {
        if (!json.Contains('\n', StringComparison.Ordinal)) return json;
        if (wide) return Shifted(json.ReplaceLineEndings("\n"), indent).Replace("\n", NewLine, StringComparison.Ordinal);
        // No string of JSON has a line end in it.
        return string.Join(' ', json.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Shifted(string json, string indent) => json.Replace("\n", $"\n{indent}", StringComparison.Ordinal);

    /// <summary>What each level is further in than the one around it.</summary>
    public string Unit
    {
        get
        {
            var root = Root();
            if (root.Items.Count == 0 || !Json.AsSpan(root.From, root.Items[0].From - root.From).Contains((byte)'\n')) return "  ";
            return IndentOf(root.Items[0].From) is { Length: > 0 } indent ? indent : "  ";
        }
    }

    private string NewLine => Json.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";

    private static string Name(string name) => JsonValue.Create(name).ToJsonString(HostJson.Relaxed);

    private string IndentOf(int at)
    {
        var start = at;
        while (start > 0 && Json[start - 1] is not (byte)'\n') start--;
        var end = start;
        while (Json[end] is (byte)' ' or (byte)'\t') end++;
        return Encoding.UTF8.GetString(Json.AsSpan(start, end - start));
    }

    // Where the comma is that follows a value, past spaces and comments; -1 when none does.
    private int Comma(int at)
    {
        while (true)
        {
            while (IsSpace(Json[at])) at++;
            if (Json[at] is not (byte)'/') return Json[at] is (byte)',' ? at : -1;
            var isLine = Json[at + 1] is (byte)'/';
            at += 2 + Json.AsSpan(at + 2).IndexOf(isLine ? "\n"u8 : "*/"u8) + (isLine ? 1 : 2);
        }
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private Container Root()
    {
        var reader = new Utf8JsonReader(Json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("it is no JSON object");
        var root = Read(ref reader);
        // What follows it would be an error.
        reader.Read();
        return root;
    }

    // The object or array that the reader is at the beginning of.
    private static Container Read(ref Utf8JsonReader reader)
    {
        var from = (int)reader.TokenStartIndex;
        var isArray = reader.TokenType is JsonTokenType.StartArray;
        List<Item> items = [];
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            var start = (int)reader.TokenStartIndex;
            var key = isArray ? items.Count.ToString(CultureInfo.InvariantCulture) : reader.GetString()!;
            if (!isArray) reader.Read();
            var value = (int)reader.TokenStartIndex;
            var inner = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? Read(ref reader) : null;
            items.Add(new(key, start, value, (int)reader.BytesConsumed, inner, reader.TokenType is JsonTokenType.Null));
        }

        return new(from, (int)reader.BytesConsumed, items, isArray);
    }

    // Places in the bytes; what ends there, ends before.
    private sealed record Container(int From, int To, List<Item> Items, bool IsArray)
    {
        public int IndexOf(string key)
        {
            var index = Items.FindIndex(i => i.Key == key);
            return index == Items.FindLastIndex(i => i.Key == key) ? index : throw new JsonException($"'{key}' is there twice");
        }
    }

    private sealed record Item(string Key, int From, int ValueFrom, int To, Container? Value, bool IsNull);
}
