using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Drawing;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Pictures;

/// <summary><c>infra map vpc ID</c>: the network that vpc_get_vpc tells, drawn.</summary>
internal static class MapCommand
{
    private const string Tool = "vpc_get_vpc", Module = "vpc", Folded = "Shown are the first ", Peerings = "peering connections";

    private static readonly (string Member, string Tool)[] Lists =
    [
        ("subnets", "vpc_list_subnets"), ("routeTables", "vpc_list_route_tables"), ("gateways", "vpc_list_gateways"),
        ("endpoints", "vpc_list_endpoints"),
    ];

    /// <param name="words">The service, the id, and options of the tool; or a saved answer.</param>
    /// <param name="output">See <see cref="PictureOption"/>.</param>
    public static async Task<int> RunAsync(SwitchValues flags, IReadOnlyList<string> words, string? output, CancellationToken cancellation)
    {
        if (words is [var file] && Saved.IsFile(file))
        {
            Draw(Saved.Answer(file), output ?? "text");
            return ExitCode.Ok;
        }

        // On a terminal the id is asked for.
        if (words is not [Module, ..] || words.Count == 1 && !Terminal.IsInteractive)
            throw new UsageException("Say what to draw: infra map vpc ID [--output FILE.svg]");
        using var services = Services.Create(flags);
        JsonObject given = [];
        var (answer, exit) = await DrawnAnswer
            .ReadAsync(services, Tool, [.. words.Skip(1)], output, arguments => given = arguments, cancellation).ConfigureAwait(false);
        if (answer is null) return exit;
        await UnfoldAsync(services, answer, given, cancellation).ConfigureAwait(false);
        Draw(answer, output);
        return exit;
    }

    /// <summary>What can stand behind <c>infra map</c>: the service, and then the ids that the tool could be given.</summary>
    /// <param name="words">What stands there.</param>
    /// <param name="find">Completes the words of a tool.</param>
    public static async Task<IEnumerable<(string Value, string Text)>> CompleteAsync(
        IReadOnlyList<string> words, Func<IReadOnlyList<string>, Task<IEnumerable<(string Value, string Text)>>> find) =>
        words.Count == 1 ? [(Module, "")] : await find(["get", Module, .. words.Skip(1)]).ConfigureAwait(false);

    // The tool keeps its answer short, and says so; a drawing has room for all.
    private static async Task UnfoldAsync(Services services, JsonObject answer, JsonObject given, CancellationToken cancellation)
    {
        if (answer["note"]?.GetValue<string>() is not { } note
            || note.IndexOf(Folded, StringComparison.Ordinal) is not (>= 0 and var at)) return;
        foreach (var (member, name) in Lists)
        {
            if (services.Catalog.Find(name) is not { Refusal: null } list) return;
            var arguments = given.DeepClone().AsObject();
            arguments["limit"] = 500;
            Dictionary<string, JsonObject> rows = [];
            var runner = new ToolRunner(services, list, new(OutputFormat.Json));
            var isRead = await runner.ReadAsync(arguments, new(ToolRunner.Client), all: true, page =>
            {
                foreach (var row in page["items"]!.AsArray().OfType<JsonObject>()) rows[row["id"]!.GetValue<string>()] = row;
            }, failed: _ => { }, cancellation).ConfigureAwait(false);
            if (!isRead) return;
            // What only the map says of a row, as whether a subnet is public, stays.
            foreach (var old in answer[member]!.AsArray().OfType<JsonObject>())
                if (rows.TryGetValue(old["id"]!.GetValue<string>(), out var row))
                    foreach (var (property, value) in old) row.TryAdd(property, value?.DeepClone());
            answer[member] = new JsonArray([.. rows.Values.Select(r => r.DeepClone())]);
        }

        var rest = note[at..].Contains(Peerings, StringComparison.Ordinal) ? $"Shown are only some {Peerings}." : "";
        answer["note"] = note[..at] + rest;
    }

    // Apart, so that what is not drawn loads nothing.
    private static void Draw(JsonObject answer, string? output)
    {
        var map = NetworkMap.Of(answer)
            ?? throw new UsageException($"The answer is not of one network; it must be one of {Tool} in one account and region.");
        PictureOption.Show(output, map.ToText, map.ToPicture);
    }
}
