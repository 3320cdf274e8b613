using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Settings;
using Infra.Core.State;
using Infra.Core.Targets;
using Infra.Host.Cli.Health;

namespace Infra.Host.Cli.Inventory;

/// <param name="Account">One, several with commas, a pattern or all; null for all.</param>
/// <param name="Tables">Names or patterns of tables, with commas; null for all.</param>
/// <param name="Shard">For example <c>3/8</c>; null for all accounts.</param>
/// <param name="To">Where in S3 the history is kept as well; null for where the settings say, if they do.</param>
internal sealed record SyncChoice(string? Account, string? Tables, string? Shard, string? To);

/// <summary>
/// <c>infra inventory sync</c>: hands the rows of every enabled list tool, over accounts and regions, to the module that keeps them. A part
/// is a table in an account; a run that was interrupted is gone on with where it was.
/// </summary>
internal static class SyncCommand
{
    // Each is a call over all regions of an account, which has up to 64 requests in flight itself.
    private const int AtOnce = 4;

    // Small files: what counts is the time of a request.
    private const int SentAtOnce = 16;

    public static async Task<int> RunAsync(SwitchValues flags, SyncChoice choice, CancellationToken cancellation)
    {
        if (choice.To is not null) Tables.Place(choice.To);
        var (own, of) = Shard(choice.Shard);
        var region = Places.Take(flags).Region ?? TargetNames.All;
        var isEverywhere = TargetNames.Parts(region).Contains(TargetNames.All);
        using var services = Services.Create(flags);
        var store = Tables.Store(services.Catalog);
        var all = Tables.Of(services.Catalog);
        var wanted = Chosen(all, choice.Tables);
        var account = choice.Account ?? (services.Settings.Aws.HasAccounts ? TargetNames.All : null);
        var place = (choice.To ?? store.History) is { } history ? Tables.Place(history) : null;
        using var bucket = place is null ? null : new HistoryBucket(place, services.Settings.Aws);
        using var status = new Status("Reading the inventory");
        // What cannot be kept is not read for half an hour first.
        if (bucket is not null) await bucket.CheckAsync(cancellation).ConfigureAwait(false);
        var found = await services.Targets.FindAsync(new HostArguments(region, null, null, false) { Account = account }, isRegional: true,
            cancellation).ConfigureAwait(false);
        List<(string Name, AwsTarget Target, string Regions)> accounts = [];
        foreach (var targets in found.Targets.GroupBy(t => t with { Region = null }))
        {
            var name = targets.Key.Account ?? await NumberAsync(services, targets.First(), cancellation).ConfigureAwait(false);
            if (ShardOf(name, of) == own) accounts.Add((name, targets.Key, string.Join(',', targets.Select(t => t.Region))));
        }

        using var snapshot = store.Begin(string.Join('\n', string.Join(',', accounts.Select(a => a.Name)), region, choice.Tables));
        var cells = accounts.SelectMany(a => wanted.Select(t => (a.Name, a.Target, a.Regions, Table: t)))
            .Where(c => !snapshot.Has(c.Table.Rows.Name, c.Name)).ToList();
        if (snapshot.IsResumed)
            Terminal.Complain(string.Create(CultureInfo.InvariantCulture,
                $"going on with the snapshot of {snapshot.Time.UtcDateTime:s}Z: {accounts.Count * wanted.Count - cells.Count} of "
                + $"{accounts.Count * wanted.Count} parts are there."));
        var run = new Run(services, snapshot, cancellation);
        var (done, rows, gaps) = (0, 0L, new List<(string Table, string Account, RowGap Gap)>());
        (Table Table, string Name, int Rows, IReadOnlyList<RowGap> Gaps)[] read;
        Sending? sent;
        try
        {
            read = await cells.AskAsync(async (c, ct) =>
            {
                var part = await run.PartAsync(c.Table, c.Name, c.Target, c.Regions, isEverywhere, ct).ConfigureAwait(false);
                status.Tell(string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref done)} of {cells.Count} parts"),
                    important: false);
                return (c.Table, c.Name, part.Rows, part.Gaps);
            }, cancellation, AtOnce).ConfigureAwait(false);
            // Before the end of the snapshot: whoever is killed while sending goes on with sending.
            sent = bucket is null ? null : await SendAsync(bucket, place!, snapshot, status, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Terminal.Complain($"stopped after {done} of {Count(cells.Count, "part")}. Queries see what was there before; the same command "
                + "goes on from here within twelve hours.");
            throw;
        }

        snapshot.Complete([.. all.Select(t => t.Rows)]);
        Status.Clear();

        foreach (var (where, failure) in found.Failed) Terminal.Complain($"no answer: {where}: {failure.Message}");
        foreach (var (table, name, count, missing) in read)
        {
            rows += count;
            gaps.AddRange(missing.Select(g => (table.Rows.Name, name, g)));
        }

        foreach (var group in gaps.GroupBy(g => (g.Gap.Code, g.Gap.Reason)))
            Terminal.Complain(Visible.Line($"no answer ({group.Key.Code}): {group.Key.Reason} "
                + TargetNames.Some(group.Select(g => $"{g.Table} of {g.Account}").Distinct(), 10)));
        Terminal.Print(string.Create(CultureInfo.InvariantCulture,
            $"{Count(rows, "row")} in {Count(wanted.Count, "table")} of {Count(accounts.Count, "account")}, as of "
            + $"{snapshot.Time.UtcDateTime:s}Z, are in {store.Place}"));
        if (sent is { Failure: null }) Terminal.Print($"{Count(sent.Files, "file")} sent to {place}");
        if (sent is { Failure: { } why })
        {
            Terminal.Complain($"{Count(sent.Files, "file")} sent to {place}, then no more: {why.Message} {why.Hint} "
                + "The next run sends what is missing.");
        }

        return gaps.Count > 0 || found.Failed.Count > 0 || sent is { Failure: not null } ? ExitCode.Incomplete : ExitCode.Ok;
    }

    // What was stored and is not in the bucket, of this run and of those before. A failure takes nothing from what is stored here.
    private static async Task<Sending> SendAsync(HistoryBucket bucket, BucketPlace place, RowSnapshot snapshot, Status status,
        CancellationToken cancellation)
    {
        var (files, done) = (snapshot.Unsent(place.ToString()), 0);
        try
        {
            await files.AskAsync(async (file, ct) =>
            {
                await bucket.PutAsync(file, ct).ConfigureAwait(false);
                snapshot.Sent(place.ToString(), file);
                status.Tell(string.Create(CultureInfo.InvariantCulture,
                    $"{Interlocked.Increment(ref done)} of {files.Count} files sent to {place}"), important: false);
                return true;
            }, cancellation, SentAtOnce).ConfigureAwait(false);
            return new(done, null);
        }
        catch (ToolException e)
        {
            return new(done, e);
        }
    }

    private static string Count(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private sealed record Sending(int Files, ToolException? Failure);

    /// <summary>The share of an account, the same on every machine and in every run: accounts that come or go move no other.</summary>
    internal static int ShardOf(string account, int of) =>
        (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(account)), 0) % (uint)of) + 1;

    /// <exception cref="UsageException">It is no share.</exception>
    internal static (int Own, int Of) Shard(string? text)
    {
        if (text is null) return (1, 1);
        var parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var own)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var of) && own >= 1 && own <= of && of <= 1000
            ? (own, of) : throw new UsageException("--shard is a share such as 3/8: the third of eight.");
    }

    private static List<Table> Chosen(IReadOnlyList<Table> all, string? names)
    {
        if (names is null) return [.. all];
        List<Table> chosen = [];
        foreach (var part in TargetNames.Parts(names))
        {
            var fitting = all.Where(t => TargetNames.Fits(t.Rows.Name, part)).ToList();
            if (fitting.Count == 0)
                throw new UsageException($"There is no table '{part}'.{Nearest.Hint(part, all.Select(t => t.Rows.Name))} Tables: "
                    + $"{TargetNames.Some(all.Select(t => t.Rows.Name), 100)}.");
            chosen.AddRange(fitting);
        }

        return [.. chosen.Distinct()];
    }

    private static async Task<string> NumberAsync(Services services, AwsTarget target, CancellationToken cancellation)
    {
        var connection = await services.Connections.TryAsync(target, cancellation).ConfigureAwait(false);
        return connection.Failure is { } failure ? throw failure : connection.Identity!.Account;
    }

    private sealed class Run(Services services, RowSnapshot snapshot, CancellationToken cancellation)
    {
        public async Task<(int Rows, IReadOnlyList<RowGap> Gaps)> PartAsync(Table table, string account, AwsTarget target,
            string regions, bool isEverywhere, CancellationToken ct)
        {
            using var part = snapshot.Open(table.Rows, account,
                isEverywhere || !table.Tool.IsRegional ? null : TargetNames.Parts(regions));
            var arguments = new JsonObject();
            if (table.Tool.IsRegional) arguments[HostArguments.RegionName] = regions;
            if (target.Account is not null) arguments[HostArguments.AccountName] = target.Account;
            else if (target.Profile is { } profile && table.Tool.InputSchema.GetProperty("properties")
                .TryGetProperty(HostArguments.ProfileName, out _)) arguments[HostArguments.ProfileName] = profile;

            var (rows, broken, one) = (0, (Exception?)null, table.Tool.IsRegional ? regions : "global");
            var caller = new Caller("infra inventory")
            {
                FillsTables = true,
                Rows = some =>
                {
                    foreach (var row in some) row.TryAdd("region", one);
                    try
                    {
                        if (broken is null) part.Add(some);
                    }
                    // A full disk is no failure of the service that is asked.
                    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                    {
                        broken = e;
                    }

                    rows += some.Count;
                },
            };
            var answer = await services.Calls.CallAsync(table.Tool.Name,
                JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject), caller, ct).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (broken is not null) throw broken;
            IReadOnlyList<RowGap> gaps = answer.Failure is { } failure
                ? [new(account, failure.AwsErrorCode ?? failure.Code.ToString(), failure.Message)]
                : [.. (answer.Json["missing"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(GapsOf)];
            part.Complete(gaps, isEmpty: answer.IsError);
            return (rows, gaps);
        }

        private static IEnumerable<RowGap> GapsOf(JsonObject missing)
        {
            var (code, reason) = (Text(missing, "awsErrorCode") ?? Text(missing, "code") ?? "?", Text(missing, "reason") ?? "");
            return (missing["targets"] as JsonArray)?.Select(t => new RowGap(t!.GetValue<string>(), code, reason))
                ?? [new("?", code, reason)];
        }

        private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();
    }
}
