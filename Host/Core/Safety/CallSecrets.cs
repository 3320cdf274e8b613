using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Safety;

/// <summary>
/// The values that a call in progress knows to be secret, whatever their names and forms: what a tool marked secret returned,
/// arguments of the format <c>password</c>, NoEcho parameters. Until it is disposed, <see cref="Redactor.Clean(string)"/> takes them
/// out of every text, on any thread: the log is written far from the call.
/// </summary>
internal sealed class CallSecrets : IDisposable
{
    /// <summary>Shorter values are part of too many words to be taken out of texts.</summary>
    public const int ShortestValue = 6;

    private const int MostValues = 10_000;

    private static readonly Lock Gate = new();
    private static readonly List<CallSecrets> Live = [];
    private static Matcher? all;

    private readonly HashSet<string> values = [];

    public CallSecrets()
    {
        lock (Gate) Live.Add(this);
    }

    /// <summary>Remembers a value.</summary>
    public void Add(string value)
    {
        if (value.Length < ShortestValue || SecretValues.IsPlain(value)) return;
        lock (Gate)
            if (values.Count < MostValues && values.Add(value)) all = null;
    }

    /// <summary>Remembers the result of a tool that is marked secret, except what its names call a fact (<c>accessKeyId</c>).</summary>
    public void AddResult(JsonElement result)
    {
        switch (result.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in result.EnumerateObject())
                    if (SecretNames.Judge(property.Name) is not NameSays.Fact) AddResult(property.Value);
                break;
            case JsonValueKind.Array:
                foreach (var item in result.EnumerateArray()) AddResult(item);
                break;
            case JsonValueKind.String:
                Add(result.GetString()!);
                break;
        }
    }

    /// <summary>
    /// Remembers the arguments of the format <c>password</c>, at any depth, and puts the mark in their place.
    /// </summary>
    /// <param name="schema">The tool's input schema.</param>
    /// <param name="arguments">As checked by the schema; changed in place, so pass a copy of those for the tool.</param>
    public void Hide(JsonElement schema, JsonNode arguments)
    {
        if (schema.ValueKind is not JsonValueKind.Object) return;
        switch (arguments)
        {
            case JsonObject o:
                var known = Inner(schema, "properties");
                var others = Inner(schema, "additionalProperties");
                for (var i = 0; i < o.Count; i++)
                {
                    var (name, value) = o.GetAt(i);
                    if (Inner(known, name) is { ValueKind: JsonValueKind.Object } its || (its = others).ValueKind is JsonValueKind.Object)
                        if (value is not null && Hidden(its, value)) o.SetAt(i, Redactor.Mark);
                }

                break;
            case JsonArray a:
                var items = Inner(schema, "items");
                for (var i = 0; i < a.Count; i++)
                    if (a[i] is { } item && Hidden(items, item)) a[i] = Redactor.Mark;
                break;
        }
    }

    public void Dispose()
    {
        lock (Gate)
        {
            Live.Remove(this);
            all = null;
        }
    }

    /// <summary>The text without the values that any call in progress knows to be secret, raw or escaped.</summary>
    internal static string Clean(string text, ref int taken)
    {
        Matcher? matcher;
        lock (Gate)
        {
            if (Live.Count == 0) return text;
            matcher = all ??= new(Live.SelectMany(l => l.values));
        }

        return matcher.Clean(text, ref taken);
    }

    private static JsonElement Inner(JsonElement schema, string name) =>
        schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty(name, out var inner) ? inner : default;

    private bool Hidden(JsonElement schema, JsonNode value)
    {
        if (Inner(schema, "format") is { ValueKind: JsonValueKind.String } format && format.ValueEquals("password"))
        {
            AddAll(value);
            return true;
        }

        Hide(schema, value);
        return false;
    }

    private void AddAll(JsonNode? node)
    {
        if (node is JsonObject o) foreach (var (_, value) in o) AddAll(value);
        else if (node is JsonArray a) foreach (var item in a) AddAll(item);
        else if (node is JsonValue v && v.GetValueKind() is JsonValueKind.String) Add(v.GetValue<string>());
    }

    /// <summary>All values in all their notations; made anew when one is added.</summary>
    private sealed class Matcher
    {
        private readonly Dictionary<char, string[]> notations;
        private readonly SearchValues<string> search;

        public Matcher(IEnumerable<string> values)
        {
            var every = values.SelectMany(Notations).Distinct().ToArray();
            search = SearchValues.Create(every, StringComparison.Ordinal);
            notations = every.GroupBy(n => n[0]).ToDictionary(g => g.Key, g => g.OrderByDescending(n => n.Length).ToArray());
        }

        public string Clean(string text, ref int taken)
        {
            if (notations.Count == 0) return text;
            List<Range> found = [];
            for (var at = 0; text.AsSpan(at).IndexOfAny(search) is var next and >= 0;)
            {
                at += next;
                var length = notations[text[at]].First(n => text.AsSpan(at).StartsWith(n, StringComparison.Ordinal)).Length;
                found.Add(at..(at + length));
                at += length;
            }

            return Redactor.Replace(text, found, ref taken);
        }

        // As it is, in JSON as the host and as libraries write it, in JSON that is a text in JSON, and in a query.
        private static IEnumerable<string> Notations(string value)
        {
            var relaxed = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
            var strict = JavaScriptEncoder.Default.Encode(value);
            return
            [
                value, relaxed, strict, JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(relaxed),
                JavaScriptEncoder.Default.Encode(relaxed),
                JavaScriptEncoder.Default.Encode(strict), Uri.EscapeDataString(value),
            ];
        }
    }
}
