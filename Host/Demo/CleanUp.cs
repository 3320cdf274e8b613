using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Host.Cli;

namespace Infra.Host.Demo;

/// <summary>
/// Removes what runs of the demo made. What is there is asked of AWS, by tag and by name, and not only remembered: a run that was killed
/// remembers nothing, and one that was interrupted may have made more than it was told.
/// </summary>
/// <param name="calls">The server.</param>
internal sealed partial class CleanUp(DemoCalls calls)
{
    // A real database takes its time to go.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>The runs that left something, by the tag of what there is.</summary>
    public async Task<IReadOnlyList<string>> RunsAsync(CancellationToken ct)
    {
        SortedSet<string> runs = new(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var given = new JsonObject { ["tags"] = new JsonObject { [DemoKind.Tag] = "" }, ["limit"] = 500 };
            if (cursor is not null) given["cursor"] = cursor;
            var page = await calls.QuietlyAsync("account_find_resources", given, ct).ConfigureAwait(false);
            foreach (var row in page["items"]!.AsArray())
                foreach (var name in new[] { "id", "name", "arn" })
                    if (row![name]?.GetValue<string>() is { } text && Run().Match(text) is { Success: true } run) runs.Add(run.Value);
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        // Roles are in no index of tags.
        var roles = await calls.QuietlyAsync("iam_list_roles", new() { ["name"] = "infra-demo-*", ["limit"] = 500 }, ct)
            .ConfigureAwait(false);
        foreach (var role in roles["items"]!.AsArray())
        {
            var name = role!["name"]!.GetValue<string>();
            if (Run().Match(name).Value != name || runs.Contains(name)) continue;
            var its = await calls.QuietlyAsync("iam_get_role", new() { ["roleName"] = name }, ct).ConfigureAwait(false);
            if (its["tags"]?[DemoKind.Tag]?.GetValue<string>() == name) runs.Add(name);
        }

        return [.. runs];
    }

    /// <summary>What is known to be there, in the order in which it can be deleted.</summary>
    public static IReadOnlyList<DemoThing> InOrder(IReadOnlyList<DemoThing> known) =>
        [.. DemoKind.All.SelectMany(kind => known.Where(t => t.Kind == kind && t.Removed is null))];

    /// <summary>Everything that a run left, in the order in which it can be deleted.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="known">What is known of it.</param>
    /// <param name="ct">Ends the search.</param>
    public async Task<IReadOnlyList<DemoThing>> FindAsync(string run, IReadOnlyList<DemoThing> known, CancellationToken ct)
    {
        List<DemoThing> all = [];
        foreach (var kind in DemoKind.All)
        {
            var its = known.Where(t => t.Kind == kind && t.Removed is null).ToList();
            foreach (var id in await IdsAsync(kind, run, ct).ConfigureAwait(false))
                if (known.All(t => t.Kind != kind || t.Id != id)) its.Add(new(kind, id));
            all.AddRange(its);
        }

        return all;
    }

    /// <summary>Removes the things of a run.</summary>
    /// <returns>What could not be removed, with the reason.</returns>
    public async Task<IReadOnlyList<(DemoThing Thing, string Why)>> RemoveAsync(string run, IReadOnlyList<DemoThing> things)
    {
        List<(DemoThing, string)> left = [];
        // The first Ctrl-C ended the story, not the cleaning, which has a time of its own; another one ends that too.
        using var time = new CancellationTokenSource(Patience);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            time.Cancel();
        });
        foreach (var thing in things)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                var was = await calls.DestroyAsync(thing.Kind.Delete, thing.Kind.Arguments(thing.Id, run), isThere: thing.Made is not null,
                    null, time.Token).ConfigureAwait(false);
                if (!was && thing.Made is null) continue;
                thing.Removed = Stopwatch.GetElapsedTime(started);
                Terminal.Print($"  {(was ? "removed" : "gone   ")} {thing.Kind.What} {thing.Id}");
            }
            catch (Exception e) when (e is DemoException or OperationCanceledException)
            {
                Terminal.Print($"  left    {thing.Kind.What} {thing.Id}: {e.Message}");
                left.Add((thing, e.Message));
            }
        }

        return left;
    }

    private async Task<IReadOnlyList<string>> IdsAsync(DemoKind kind, string run, CancellationToken ct)
    {
        // What has the run's name is tried by it: to ask whether it is there is as much work.
        if (kind.Find is null) return [run];
        var (tool, arguments) = kind.Find(run);
        var page = await calls.QuietlyAsync(tool, arguments, ct).ConfigureAwait(false);
        return [.. page["items"]!.AsArray().Where(r => r!["state"]?.ToString() is not ("terminated" or "shutting-down"))
            .Select(r => r!["id"]!.GetValue<string>())];
    }

    [GeneratedRegex("infra-demo-[0-9a-f]{8}")]
    private static partial Regex Run();
}
