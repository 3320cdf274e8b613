using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Calls;

namespace Infra.Core.Catalog;

/// <summary>
/// The values that an argument can have in the account: the rows of the list of what its name names. <c>subnetIds</c> are the ids of
/// <c>vpc_list_subnets</c>; that follows from names alone.
/// </summary>
/// <param name="calls">Makes the calls.</param>
/// <param name="phrases">The tools, as far as whoever asks may call them.</param>
internal sealed class Choices(ToolCaller calls, IReadOnlyList<Phrase> phrases)
{
    private static readonly string[] Suffixes = ["id", "ids", "name", "names", "arn", "arns"];

    private const int MostRows = 200;

    /// <summary>The list that has the values of an argument, and the column that they stand in; null when no list has them.</summary>
    /// <param name="phrases">The tools.</param>
    /// <param name="phrase">The tool that takes it; null for an argument of no tool, as of a prompt.</param>
    /// <param name="argument">Its name.</param>
    public static (CatalogTool List, IReadOnlyList<string> Columns)? Find(IReadOnlyList<Phrase> phrases, Phrase? phrase, string argument)
    {
        var words = Phrase.Kebab(argument).Split('-').ToList();
        var suffix = Suffixes.Contains(words[^1]) ? words[^1] : "";
        if (suffix.Length > 0) words.RemoveAt(words.Count - 1);
        var noun = words.Count == 0 ? phrase?.Noun ?? "" : string.Join('-', words);
        if (noun.Length == 0) return null;
        // The name of what is made is not there yet.
        if (phrase?.Verb is "create" or "put" or "run" or "copy"
            && (words.Count == 0 || Phrase.Same(noun.Split('-')[^1], phrase.Noun.Split('-')[^1]))) return null;
        // A list that must be told something first cannot be offered.
        var lists = phrases.Where(p => p is { Verb: "list", Tool: { IsPage: true, Refusal: null, Required: [] } }).ToList();
        var own = lists.Where(p => phrase is null || p.Module == phrase.Module).ToList();
        var last = noun.Split('-')[^1];
        var found = own.FirstOrDefault(p => Phrase.Same(p.Noun, noun))
            ?? own.FirstOrDefault(p => Phrase.Same(p.Noun, last) || Phrase.Same(p.Noun.Split('-')[^1], noun))
            ?? lists.FirstOrDefault(p => Phrase.Same(p.Noun, noun))
            ?? own.FirstOrDefault(p => p.Noun.Split('-')[0] == noun);
        if (found is null) return null;
        string[] columns = suffix switch
        {
            "id" or "ids" => ["id", "name"],
            "arn" or "arns" => ["arn"],
            _ => ["name", "id"],
        };
        return (found.Tool, columns);
    }

    /// <summary>
    /// The rows that an argument's values stand in, with the values; null when there is no such list, or it cannot be read.
    /// </summary>
    /// <param name="list">What <see cref="Find"/> found.</param>
    /// <param name="where">
    /// The account, profile and region of the call, as far as they are named; what the list does not take is left out.
    /// </param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<IReadOnlyList<(string Value, JsonObject Row)>?> ReadAsync((CatalogTool List, IReadOnlyList<string> Columns) list,
        JsonObject where, Caller caller, CancellationToken cancellation)
    {
        var arguments = new JsonObject { ["limit"] = MostRows };
        var taken = list.List.InputSchema.GetProperty("properties");
        foreach (var (name, value) in where)
            if (value is not null && taken.TryGetProperty(name, out _)) arguments[name] = value.DeepClone();
        var given = JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject);
        var answer = await calls.CallAsync(list.List.Name, given, caller, cancellation).ConfigureAwait(false);
        if (answer.IsError) return null;
        List<(string, JsonObject)> values = [];
        foreach (var row in answer.Json["items"]!.AsArray().OfType<JsonObject>())
            if (list.Columns.Select(c => row[c]).FirstOrDefault(v => v is not null) is { } value) values.Add((Text(value), row));
        return values;
    }

    /// <summary>The same for an argument of a tool; null where no list tells its values.</summary>
    /// <param name="phrase">The tool that takes the argument.</param>
    /// <param name="argument">Its name.</param>
    /// <param name="region">The region of the call; null for the configured one.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<IReadOnlyList<(string Value, JsonObject Row)>?> ReadAsync(Phrase phrase, string argument, string? region,
        Caller caller, CancellationToken cancellation) =>
        Find(phrases, phrase, argument) is { } found
            ? await ReadAsync(found, new() { [HostArguments.RegionName] = region }, caller, cancellation).ConfigureAwait(false) : null;

    private static string Text(JsonNode value) =>
        value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
