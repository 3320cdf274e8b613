using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core.Catalog;

namespace Infra.Host.Cli.Words;

/// <summary>One argument of a tool as an option of the command line.</summary>
internal sealed class ToolOption
{
    // More than any tool takes.
    private const int MostBytes = 64 << 20;

    // What the AWS CLI calls the first half of a pair.
    private static readonly string[] Shorthand = ["Key", "Name"];

    private readonly Option given;
    private readonly Option<bool>? negated;

    /// <param name="name">The argument's name in the tool's schema.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="required">Whether a call must have it.</param>
    /// <param name="option">The option's name, with dashes.</param>
    /// <param name="aliases">Other names that it goes by.</param>
    public ToolOption(string name, JsonElement schema, bool required, string option, IEnumerable<string> aliases)
    {
        (Name, Schema, IsRequired) = (name, schema, required);
        given = IsFlag ? new Option<bool?>(option, [.. aliases])
            : new Option<string[]>(option, [.. aliases])
            {
                Arity = IsFromPerson ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
            };
        if (IsFlag) negated = new($"--no-{option[2..]}") { Hidden = true };
        given.Description = Text("description") ?? "";
    }

    public string Name { get; }
    public JsonElement Schema { get; }
    public bool IsRequired { get; }

    /// <summary>As it is typed: <c>--instance-ids</c>.</summary>
    public string Typed => given.Name;

    public string Description => given.Description!;

    public bool IsFlag => Type is "boolean";

    public bool IsList => Type is "array";

    /// <summary>Whether it is a secret that only a person gives: asked for, or from a file.</summary>
    public bool IsFromPerson => CatalogTool.IsFromPerson(Schema);

    /// <summary>The schema of one value: of a list, that of its entries.</summary>
    public JsonElement One => IsList && Schema.TryGetProperty("items", out var items) ? items : Schema;

    /// <summary>The values that it may have; empty for any.</summary>
    public IEnumerable<string> Values =>
        One.TryGetProperty("enum", out var values) ? values.EnumerateArray().Select(v => v.ToString()) : [];

    /// <summary>What stands for its value in a help text.</summary>
    public string Placeholder => Type switch
    {
        "boolean" => "",
        _ when IsFromPerson => "[@FILE]",
        "object" when Schema.TryGetProperty("additionalProperties", out _) => "KEY=VALUE",
        "object" or "any" => "JSON",
        "integer" or "number" => "N",
        _ when Values.Any() => string.Join('|', Values) is { Length: <= 40 } all ? all : Noun(),
        _ => Noun(),
    };

    private string Type =>
        Schema.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String ? type.GetString()! : "any";

    public void AddTo(Command command)
    {
        command.Options.Add(given);
        if (negated is not null) command.Options.Add(negated);
    }

    /// <summary>Whether it was named without a value, so that the person is to be asked for it.</summary>
    public bool IsToBeAsked(ParseResult parsed) =>
        IsFromPerson && parsed.GetResult(given) is OptionResult { Implicit: false, Tokens.Count: 0 };

    /// <summary>What was typed for it; null when nothing was.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public JsonNode? Read(ParseResult parsed)
    {
        if (negated is not null && parsed.GetValue(negated)) return false;
        if (parsed.GetResult(given) is null or { Implicit: true } || IsToBeAsked(parsed)) return null;
        return IsFlag ? JsonValue.Create(parsed.GetValue((Option<bool?>)given) ?? true)
            : Read(parsed.GetValue((Option<string[]>)given) ?? []);
    }

    /// <summary>Values as they were typed, as the tool takes them.</summary>
    /// <exception cref="UsageException">They cannot be read.</exception>
    public JsonNode? Read(IReadOnlyList<string> typed)
    {
        if (IsFromPerson) return Secret(typed[0]);
        var texts = typed.Select(t => Content(t, Typed)).ToList();
        switch (Type)
        {
            case "array":
                return new JsonArray([.. texts.SelectMany(Items)]);
            case "object":
                var whole = new JsonObject();
                foreach (var (key, value) in texts.SelectMany(t => Object(t).ToList()))
                    if (!whole.TryAdd(key, value?.DeepClone())) throw Twice(key);
                return whole;
        }

        if (texts.Count > 1) throw new UsageException($"{Typed} is given {texts.Count} times; it takes one value.");
        // The check of the arguments makes numbers of what is one; only where any JSON may stand does the text have to say which.
        return Type is "any" && texts[0].TrimStart() is ['[' or '{', ..] ? Json(texts[0]) : texts[0];
    }

    /// <summary>
    /// A value, or what a file holds: <c>@policy.json</c>, <c>@-</c> for standard input, <c>@@x</c> for the text <c>@x</c>.
    /// </summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static string Content(string typed, string option)
    {
        if (typed is not ['@', _, ..]) return typed;
        if (typed[1] is '@') return typed[1..];
        // The descriptor itself is taken away from whoever opens it by its name.
        if (typed is "@-" or "@/dev/stdin" or "@/dev/fd/0" or "@/proc/self/fd/0") return Terminal.ReadAll();
        try
        {
            return NamedFile.ReadAllText(AwsEnvironment.InHome(typed[1..]), MostBytes, given: true);
        }
        catch (NoFileException e)
        {
            throw new UsageException($"{option}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{option}: the file {typed[1..]} cannot be read. For a text that begins with @, write @{typed}.");
        }
    }

    // Other programs, and the shell's history, see what is on a command line. An editor ends a file with a line break that belongs to no
    // secret.
    private string Secret(string typed)
    {
        if (typed is not ['@', not '@', ..])
            throw new UsageException($"{Typed} takes no secret on the command line, where others see it: leave the value out to be asked "
                + "for it, or pass @file, or @- for standard input.");
        var text = Content(typed, Typed);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    // A list in one option: commas between, or JSON, or the lines of a file.
    private IEnumerable<JsonNode?> Items(string text)
    {
        if (text.TrimStart() is ['[', ..]) return [.. (Json(text) as JsonArray ?? []).Select(i => i?.DeepClone())];
        if (One.TryGetProperty("type", out var type) && type.ValueEquals("object")) return [Object(text)];
        return text.Split(text.Contains('\n', StringComparison.Ordinal) ? '\n' : ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(i => (JsonNode?)JsonValue.Create(i));
    }

    // A map: JSON, or key=value, more of them behind commas.
    private JsonObject Object(string text)
    {
        if (text.TrimStart() is ['{', ..]) return Json(text) as JsonObject ?? [];
        var map = new JsonObject();
        string? last = null;
        foreach (var part in text.Split(','))
        {
            if (part.Split('=', 2) is [{ Length: > 0 } key, var value])
            {
                if (!map.TryAdd(last = key.Trim(), value)) throw Twice(last);
            }
            // A comma inside of a value.
            else if (last is not null) map[last] = $"{map[last]},{part}";
            else throw new UsageException($"{Typed} takes key=value, or JSON; '{text}' is neither.");
        }

        // The AWS CLI's Key=team,Value=web and Name=InstanceId,Value=i-1 would be two entries of a map, and not the one that is meant.
        if (One.TryGetProperty("additionalProperties", out _) && map.Count == 2 && map["Value"] is { } its
            && Shorthand.FirstOrDefault(map.ContainsKey) is { } of)
            throw new UsageException($"{Typed} takes key=value: write {map[of]}={its}, or JSON if an entry is really called Value.");
        return map;
    }

    private JsonNode? Json(string text) => TypedJson.Parse(Typed, text);

    private UsageException Twice(string key) => new($"{Typed} gives '{key}' twice.");

    // "--instance-ids INSTANCE-ID"
    private string Noun()
    {
        var word = Phrase.Kebab(Name).ToUpperInvariant();
        return IsList && word.EndsWith('S') ? word[..^1] : word;
    }

    private string? Text(string key) =>
        Schema.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
