using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>
/// The values that an argument can have in the account: the rows of the list of what its name names. <c>subnetIds</c> are the ids of
/// <c>vpc_list_subnets</c>; that follows from names alone.
/// </summary>
/// <param name="services">What the calls need.</param>
/// <param name="grammar">The tools.</param>
internal sealed class Choices(Services services, Grammar grammar)
{
    private static readonly string[] Suffixes = ["id", "ids", "name", "names", "arn", "arns"];

    /// <summary>The list that has the values of an argument, and the column that they stand in; null when no list has them.</summary>
    /// <param name="phrase">The tool that takes it.</param>
    /// <param name="argument">Its name.</param>
    public static (CatalogTool List, IReadOnlyList<string> Columns)? Find(Grammar grammar, Phrase phrase, string argument)
    {
        var words = Phrase.Kebab(argument).Split('-').ToList();
        var suffix = Suffixes.Contains(words[^1]) ? words[^1] : "";
        if (suffix.Length > 0) words.RemoveAt(words.Count - 1);
        var noun = words.Count == 0 ? phrase.Noun : string.Join('-', words);
        // The name of what is made is not there yet.
        if (phrase.Verb is "create" or "put" or "run" or "copy"
            && (words.Count == 0 || Phrase.Same(noun.Split('-')[^1], phrase.Noun.Split('-')[^1]))) return null;
        var lists = grammar.Phrases.Where(p => p.Verb is "list" && p.Tool is { IsPage: true, Refusal: null } && !IsNeedy(p.Tool)).ToList();
        var own = lists.Where(p => p.Module == phrase.Module).ToList();
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
    /// <param name="phrase">The tool that takes it.</param>
    /// <param name="argument">Its name.</param>
    /// <param name="region">The region of the call; null for the configured one.</param>
    public async Task<IReadOnlyList<(string Value, JsonObject Row)>?> ReadAsync(Phrase phrase, string argument, string? region,
        CancellationToken cancellation)
    {
        if (Find(grammar, phrase, argument) is not { } found) return null;
        var arguments = new JsonObject { ["limit"] = 200 };
        if (region is not null && found.List.IsRegional) arguments[HostArguments.RegionName] = region;
        List<(string, JsonObject)> values = [];
        var error = await new ToolRunner(services, found.List, new(OutputFormat.Json))
            .ReadAsync(arguments, new("infra"), all: false, page =>
        {
            foreach (var row in page["items"]!.AsArray().OfType<JsonObject>())
                if (found.Columns.Select(c => row[c]).FirstOrDefault(v => v is not null) is { } value) values.Add((Row.Text(value), row));
        }, cancellation).ConfigureAwait(false);
        return error is null ? values : null;
    }

    // A list that must be told something first cannot be offered.
    private static bool IsNeedy(CatalogTool tool) =>
        tool.InputSchema.TryGetProperty("required", out var required) && required.ValueKind is JsonValueKind.Array
        && required.GetArrayLength() > 0;
}
