using System.Text;
using System.Text.Json;

namespace Infra.Core.Settings;

/// <summary>
/// The text of a plugins.json, with changes to its list of plugins. Everything else stays as it was written: comments, order, spaces.
/// </summary>
/// <param name="text">A text that the schema has accepted.</param>
internal sealed class SettingsText(string text)
{
    private byte[] json = Encoding.UTF8.GetBytes(text);

    /// <summary>The text as it is now.</summary>
    public override string ToString() => Encoding.UTF8.GetString(json);

    /// <summary>Replaces the file by this text, if that is one for a server.</summary>
    /// <param name="file">The plugins.json.</param>
    /// <exception cref="SettingsException">The text is not as the schema wants it; nothing was written.</exception>
    /// <exception cref="IOException">It cannot be written; the old one is as it was.</exception>
    public void Save(string file)
    {
        SettingsReader.Check(file, json);
        WholeFile.Replace(file, ToString());
    }

    /// <summary>Adds an entry at the end.</summary>
    /// <param name="entry">An object, as JSON.</param>
    public void Add(string entry) => Append(Plugins(), entry);

    /// <summary>Takes an entry out.</summary>
    /// <param name="index">Which, from 0.</param>
    public void Remove(int index) => Remove(Plugins(), index);

    /// <summary>Sets a key of an entry, or takes it out.</summary>
    /// <param name="index">Which entry, from 0.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value as JSON; null for none.</param>
    public void Set(int index, string key, string? value)
    {
        var entry = Plugins().Items[index].Value!;
        var at = entry.Items.FindIndex(i => i.Key == key);
        if (at < 0 && value is not null) Append(entry, $"{JsonSerializer.Serialize(key)}: {value}");
        else if (value is null && at >= 0) Remove(entry, at);
        else if (value is not null) Replace(entry.Items[at].ValueFrom, entry.Items[at].To, value);
    }

    private void Append(Container container, string added)
    {
        var last = container.Items.Count > 0 ? container.Items[^1].To : -1;
        var (from, end) = (container.To - 1, container.To - 1);
        while (IsSpace(json[from - 1])) from--;
        var space = Encoding.UTF8.GetString(json.AsSpan(from, end - from));
        var isWide = space.Contains('\n', StringComparison.Ordinal);
        var before = isWide ? NewLine + (last < 0 ? IndentOf(container.From) + "  " : IndentOf(container.Items[0].From)) : " ";
        // Behind the last one, and before a comment that belongs to it.
        if (last >= 0 && Comma(last) < 0)
        {
            Replace(last, last, ",");
            from++;
            end++;
        }

        Replace(from, end, before + added + (space.Length == 0 ? " " : space));
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
        while (start > 0 && json[start - 1] is (byte)' ' or (byte)'\t') start--;
        while (stop < json.Length && json[stop] is (byte)' ' or (byte)'\t' or (byte)'\r') stop++;
        if (json[start - 1] is (byte)'\n' && json[stop] is (byte)'\n') (from, to) = (start, stop + 1);
        else if (json[from - 1] is (byte)' ' && json[to] is (byte)' ') to++;
        Replace(from, to, "");
    }

    private void Replace(int from, int to, string by) => json = [.. json[..from], .. Encoding.UTF8.GetBytes(by), .. json[to..]];

    private string NewLine => json.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";

    private string IndentOf(int at)
    {
        var start = at;
        while (start > 0 && json[start - 1] is not (byte)'\n') start--;
        var end = start;
        while (json[end] is (byte)' ' or (byte)'\t') end++;
        return Encoding.UTF8.GetString(json.AsSpan(start, end - start));
    }

    // Where the comma is that follows a value, past spaces and comments; -1 when none does.
    private int Comma(int at)
    {
        while (true)
        {
            while (IsSpace(json[at])) at++;
            if (json[at] is not (byte)'/') return json[at] is (byte)',' ? at : -1;
            var isLine = json[at + 1] is (byte)'/';
            at += 2 + json.AsSpan(at + 2).IndexOf(isLine ? "\n"u8 : "*/"u8) + (isLine ? 1 : 2);
        }
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private Container Plugins()
    {
        var reader = new Utf8JsonReader(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        return Read(ref reader).Items.Single(i => i.Key == "plugins").Value!;
    }

    // The object or array that the reader is at the beginning of.
    private static Container Read(ref Utf8JsonReader reader)
    {
        var from = (int)reader.TokenStartIndex;
        List<Item> items = [];
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            var start = (int)reader.TokenStartIndex;
            string? key = null;
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                key = reader.GetString();
                reader.Read();
            }

            var value = (int)reader.TokenStartIndex;
            var inner = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? Read(ref reader) : null;
            items.Add(new(key, start, value, (int)reader.BytesConsumed, inner));
        }

        return new(from, (int)reader.BytesConsumed, items);
    }

    // Places in the bytes; what ends there, ends before.
    private sealed record Container(int From, int To, List<Item> Items);

    private sealed record Item(string? Key, int From, int ValueFrom, int To, Container? Value);
}
