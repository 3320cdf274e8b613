using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls;

/// <summary>A page of a list over several targets.</summary>
internal sealed class TargetPage(Call call, AnswerSettings settings, HeldRows held, CellRunner runner, Func<string?, string?> hint)
{
    // Of rows that wait for their turn while a caller takes all rows: about 50 MB.
    private const int MostWaiting = 8_000_000;

    // What is under way when the page is full is there in a moment, and then serves the next page; what is not there then is given up.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Action<IReadOnlyList<JsonObject>>? sink = call.Caller.Rows;
    private readonly int limit = call.Limit ?? int.MaxValue;
    private readonly int most = call.Limit is null ? settings.DefaultPageCharacters : settings.MaxCharacters;
    private readonly TargetLabel label = new(call.Targets);
    private readonly Missing missing = new(call.Targets, hint);
    private readonly Dictionary<string, int> failedBefore = call.Over?.Failed.ToDictionary() ?? [];
    private readonly Channel<Arrival> arrivals = Channel.CreateUnbounded<Arrival>(new() { SingleReader = true });
    private readonly List<(string Note, List<AwsTarget> Targets)> notes = [];
    private readonly JsonArray items = [];
    private readonly List<JsonObject> batch = [];
    private readonly List<Cell> cells = [];
    private int taken;
    private int given;
    private int characters;
    private int waiting;
    private int waitingRows;
    private int running;
    private int succeeded;
    private DateTimeOffset? heldSince;
    private ToolException? notFound;

    public async Task<Answer> ReadAsync(CancellationToken cancellation)
    {
        foreach (var (where, failure) in call.Over is null ? call.Unreached : []) missing.Add(where, failure);
        foreach (var target in call.Targets)
        {
            var order = call.Over is { } over ? Compare(target, over.Target) : 1;
            if (order >= 0) cells.Add(new(target) { At = order == 0 ? call.Over!.At : new(null, 0) { Limit = Usual } });
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var next = await RunAsync(stop.Token).ConfigureAwait(false);
            if (next is not null) await KeepAsync(stop).ConfigureAwait(false);
            return Answer(next);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    // A caller that takes all rows has them in the largest pages.
    private int? Usual => call.Limit ?? (sink is null ? null : 500);

    private async Task<TargetPlace?> RunAsync(CancellationToken cancellation)
    {
        var (launched, turn) = (0, 0);
        while (true)
        {
            while (launched < cells.Count && running < RequestSlots.Most && HasRoom) Launch(cells[launched++], cancellation);
            for (; turn < cells.Count; turn++)
            {
                var full = Take(cells[turn]);
                Deliver();
                if (full is not null) return full;
                if (!cells[turn].Ended) break;
                if (cells[turn].Failure is { } failure) Fail(cells[turn].Target, failure);
                else succeeded++;
                if (given >= limit && turn + 1 < cells.Count) return PlaceOf(cells[turn + 1], cells[turn + 1].Start);
            }

            if (turn == cells.Count) return null;
            // The one whose turn it is waits for nobody's rows.
            if (turn < launched && !cells[turn].Running) Launch(cells[turn], cancellation);
            var cell = Arrive(await arrivals.Reader.ReadAsync(cancellation).ConfigureAwait(false));
            if (!cell.Ended && HasRoom) Launch(cell, cancellation);
        }
    }

    // The only place that changes what is known of a target, so nothing needs a lock.
    private Cell Arrive(Arrival arrival)
    {
        running--;
        var cell = arrival.Cell;
        cell.Running = false;
        if (arrival.Defect is { } defect) ExceptionDispatchInfo.Throw(defect);
        (cell.Failure, cell.Ended) = (arrival.Failure, arrival.Page?.Following is null);
        if (arrival.Page is not { } page) return cell;
        cell.Pages.Enqueue(page);
        waiting += page.Rows.Sum(r => r.Characters);
        waitingRows += page.Rows.Count;
        taken += page.Taken;
        if (page.After(Usual) is { } after) cell.At = after;
        return cell;
    }

    // Rows wait for the turn of their target. There is no sense in reading more than the page can hold.
    private bool HasRoom => sink is null
        ? waiting + characters < most && waitingRows + given < limit : waiting < MostWaiting && waitingRows + given < limit;

    private void Launch(Cell cell, CancellationToken cancellation)
    {
        running++;
        cell.Running = true;
        _ = Task.Run(async () => arrivals.Writer.TryWrite(await ReadAsync(cell, cell.At, cancellation).ConfigureAwait(false)),
            CancellationToken.None);
    }

    private async Task<Arrival> ReadAsync(Cell cell, Place at, CancellationToken cancellation)
    {
        try
        {
            if (call.Over is not null && held.Take(KeyOf(cell.Target, at)) is { } rest)
                return new(cell)
                {
                    Page =
                    new(at, [.. rest.Rows.Select(r => Row.Of(r!.DeepClone().AsObject()))], rest.Following) { HeldSince = rest.ReadAt }
                };

            var result = await runner.RunAsync(cell.Target, Arguments(at), cancellation).ConfigureAwait(false);
            // Row by row from the tool's own JSON: what the page has no room for is not made into objects twice.
            var items = result.Value.GetProperty("items");
            var redacted = 0;
            var rows = items.EnumerateArray().Skip(at.Skip).Select(r => Clean(r, cell.Target, ref redacted)).ToList();
            return new(cell)
            {
                Page = new(at, rows, Text(result.Value, "nextCursor"))
                {
                    Note = Text(result.Value, "note"),
                    Taken = redacted,
                    Passed = Math.Max(0, at.Skip - items.GetArrayLength()),
                },
            };
        }
        catch (ToolException e)
        {
            return new(cell) { Failure = e };
        }
#pragma warning disable CA1031 // What one target throws is told beside the others' rows.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new(cell) { Defect = e };
        }
    }

    private Row Clean(JsonElement row, AwsTarget target, ref int redacted)
    {
        var clean = Redactor.Result(JsonObject.Create(row), out var its)!.AsObject();
        redacted += its;
        label.AddTo(clean, target);
        return Row.Of(clean);
    }

    private static string? Text(JsonElement page, string name) =>
        page.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text : null;

    private JsonElement Arguments(Place at)
    {
        var arguments = call.Arguments.DeepClone().AsObject();
        arguments.Remove("cursor");
        if (at.Cursor is not null) arguments["cursor"] = at.Cursor;
        if (at.Limit is { } own) arguments["limit"] = own;
        else arguments.Remove("limit");
        return JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject);
    }

    // Gives the rows of a target that are there; the place of the first one that does not fit.
    private TargetPlace? Take(Cell cell)
    {
        while (cell.Pages.TryPeek(out var page))
        {
            if (page.Given == 0)
            {
                Note(page.Note, cell.Target);
                heldSince ??= page.HeldSince;
            }

            var available = sink is null ? most - Around(cell, page) : int.MaxValue;
            for (; page.Given < page.Rows.Count; page.Given++)
            {
                var row = page.Rows[page.Given];
                // One row is always given, or a page could never be passed.
                if (given >= limit || given > 0 && characters + row.Characters + 1 > available) return PlaceOf(cell, page.Next);
                Give(row);
                waiting -= row.Characters;
                waitingRows--;
            }

            cell.Pages.Dequeue();
            if (given >= limit && page.After(Usual) is { } after) return PlaceOf(cell, after);
        }

        return null;
    }

    private void Give(Row row)
    {
        given++;
        if (sink is not null) batch.Add(row.Json);
        else
        {
            characters += row.Characters + 1;
            items.Add(row.Json);
        }
    }

    private void Deliver()
    {
        if (batch.Count == 0) return;
        sink!(batch);
        batch.Clear();
    }

    private TargetPlace PlaceOf(Cell cell, Place at)
    {
        var failed = new Dictionary<string, int>(failedBefore);
        foreach (var (code, count) in missing.Counts) failed[code] = failed.GetValueOrDefault(code) + count;
        return new(call.Query, TargetPlace.KeyOf(cell.Target), at, failed);
    }

    private void Fail(AwsTarget target, ToolException failure)
    {
        // That a thing is in one place says that it is not in the others.
        if (failure.Code is ToolErrorCode.NotFound) notFound ??= failure;
        else missing.Add(target, failure);
    }

    private void Note(string? note, AwsTarget target)
    {
        if (string.IsNullOrEmpty(note)) return;
        if (notes.FirstOrDefault(n => n.Note == note).Targets is { } its) its.Add(target);
        else notes.Add((note, [target]));
    }

    // The length of a page without its rows, with the longer of its possible cursors.
    private int Around(Cell cell, CellPage page)
    {
        var last = PlaceOf(cell, page.At with { Skip = page.At.Skip + page.Rows.Count }).Write(call.Tool.Name).Length;
        var next = page.After(Usual) is { } after ? PlaceOf(cell, after).Write(call.Tool.Name).Length : 0;
        return HostJson.Text(Shell(complete: false)).Length + Math.Max(last, next) + "\"nextCursor\":\"\",".Length;
    }

    private JsonObject Shell(bool complete)
    {
        var page = new JsonObject { ["items"] = new JsonArray(), ["complete"] = complete };
        var told = notes.Select(n =>
            $"{label.Of(n.Targets[0])}{(n.Targets.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {n.Targets.Count - 1} more") : "")}: {n.Note}").ToList();
        if (heldSince is { } since)
            told.Insert(0, string.Create(CultureInfo.InvariantCulture, $"Read at {since.UtcDateTime:HH:mm:ss}Z, with the page before."));
        if (told.Count > 0) page["note"] = Redactor.Clean(string.Join(" ", told));
        if (!missing.IsEmpty) page["missing"] = missing.ToJson();
        return page;
    }

    private Answer Answer(TargetPlace? next)
    {
        var nothing = given == 0 && succeeded == 0 && call.Over is null && next is null;
        if (nothing) missing.ThrowIfOne(notFound, call.Targets.Count);
        var whole = next is null && missing.IsEmpty && failedBefore.Count == 0;
        var page = Shell(whole);
        page["items"] = items;
        if (next is not null)
        {
            page.Insert(page.IndexOf("complete"), "nextCursor", next.Write(call.Tool.Name));
        }
        else if (failedBefore.Count > 0)
        {
            // The list ends here, and is not whole: earlier pages told why.
            if (page["missing"] is not JsonArray told) page["missing"] = told = [];
            foreach (var (code, count) in failedBefore.OrderBy(f => f.Key, StringComparer.Ordinal))
                told.Add(new JsonObject
                {
                    ["code"] = code,
                    ["reason"] = string.Create(CultureInfo.InvariantCulture, $"{count} target(s); earlier pages name them.")
                });
        }

        if (items is [JsonObject only] && sink is null)
            AnswerSize.CutRow(page, only, most - (HostJson.Text(page).Length - HostJson.Text(only).Length));
        if (taken > 0) page["redacted"] = taken;
        call.Record.Outcome = missing.IsEmpty ? "ok" : "partial";
        return new(page);
    }

    // Rows that did not fit serve the next page.
    private async Task KeepAsync(CancellationTokenSource stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        patience.CancelAfter(Patience);
        try
        {
            while (running > 0 && sink is null) Arrive(await arrivals.Reader.ReadAsync(patience.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Given up; the next page asks again.
        }

        foreach (var cell in cells)
        {
            foreach (var page in cell.Pages)
            {
                var rows = page.Rows.Skip(page.Given).Select(r => (JsonNode?)r.Json).ToList();
                held.Keep(KeyOf(cell.Target, page.Next), rows, page.Following, page.HeldSince);
            }
        }
    }

    private string KeyOf(AwsTarget target, Place at) =>
        HostJson.Text(new JsonArray(call.Tool.Name, call.Query, call.Caller.Identity, target.ToString(), at.Cursor, at.Skip));

    private static int Compare(AwsTarget target, string key)
    {
        var split = key.LastIndexOf('/');
        var account = string.CompareOrdinal(target.Account ?? target.Profile ?? "", key[..split]);
        return account != 0 ? account : string.CompareOrdinal(target.Region ?? "", key[(split + 1)..]);
    }

    /// <summary>A target and what was read of it.</summary>
    private sealed class Cell(AwsTarget target)
    {
        public AwsTarget Target => target;
        public Queue<CellPage> Pages { get; } = [];
        public Place At { get; set; } = new(null, 0);

        /// <summary>The place of the first row that was not given, read or not.</summary>
        public Place Start => Pages.TryPeek(out var page) ? page.Next : At;

        public bool Running { get; set; }
        public bool Ended { get; set; }
        public ToolException? Failure { get; set; }
    }

    /// <summary>What came of asking a target for a page.</summary>
    private sealed record Arrival(Cell Cell)
    {
        public CellPage? Page { get; init; }
        public ToolException? Failure { get; init; }
        public Exception? Defect { get; init; }
    }

    /// <summary>A page of one target.</summary>
    private sealed class CellPage(Place at, IReadOnlyList<Row> rows, string? following)
    {
        public Place At => at;
        public IReadOnlyList<Row> Rows => rows;
        public string? Following => following;
        public string? Note { get; init; }
        public DateTimeOffset? HeldSince { get; init; }
        public int Taken { get; init; }
        public int Given { get; set; }

        /// <summary>
        /// How many rows of the place are still to be passed over: AWS may cut its pages shorter than it did when they were given.
        /// </summary>
        public int Passed { get; init; }

        /// <summary>Where the list goes on after it; null where it ends.</summary>
        public Place? After(int? usual) => following is null ? null : new(following, Passed) { Limit = Passed > 0 ? at.Limit : usual };

        /// <summary>The place of the first row that was not given.</summary>
        public Place Next => at with { Skip = at.Skip + Given };
    }

    private sealed record Row(JsonObject Json, int Characters)
    {
        public static Row Of(JsonObject json) => new(json, HostJson.Text(json).Length);
    }
}
