using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Journal;
using Infra.Core.Settings;
using Infra.Core.State;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli;

/// <summary><c>infra journal</c>: shows and filters the journal of all processes.</summary>
internal static class JournalCommand
{
    // No entry is kept for more days than 36500; more minutes than that lie before all calendars.
    private const long Longest = 36500 * 1440;

    /// <param name="Since">Only entries that are younger: 30m, 12h, 7d.</param>
    /// <param name="Tool">Only this tool, or tools that begin so.</param>
    /// <param name="Writes">Only calls that planned or changed something.</param>
    /// <param name="Failed">Only calls that did not end well.</param>
    /// <param name="Json">Whole entries.</param>
    internal sealed record Filter(string? Since, string? Tool, bool Writes, bool Failed, bool Json)
    {
        /// <summary>Whether an entry is shown. What the guard refused has neither kind nor outcome, and is always worth a look.</summary>
        public bool Shows(JsonElement entry)
        {
            if (Tool is not null && Text(entry, "tool")?.StartsWith(Tool, StringComparison.Ordinal) is not true) return false;
            if (Text(entry, "event") is "refused") return true;
            return (!Writes || Text(entry, "kind") is "write" or "destructive")
                && (!Failed || Text(entry, "outcome") is not (null or "ok" or "planned"));
        }
    }

    public static async Task<int> RunAsync(SwitchValues flags, Filter filter, CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        var (screen, isCut) = (Screen.Current, false);
        var from = filter.Since is null ? DateTimeOffset.MinValue : DateTimeOffset.UtcNow - Age(filter.Since);
        await foreach (var (line, entry) in EntriesAsync(services, from, cancellation).ConfigureAwait(false))
        {
            if (entry.GetProperty("time").GetDateTimeOffset() < from || !filter.Shows(entry)) continue;
            if (filter.Json) Terminal.Print(Visible.Json(line));
            else Print(Visible.Line(Line(entry)));
        }

        if (isCut) Terminal.Complain("what ends with … is cut; --json has it whole, and a wider terminal more of it.");
        return ExitCode.Ok;

        // A line a call, on a screen too.
        void Print(string text)
        {
            var shown = screen.IsEndless ? text : Fitted.Cut(text, screen.Width);
            isCut |= shown != text;
            Terminal.Print(shown);
        }
    }

    // Of all servers, where they share one.
    private static async IAsyncEnumerable<(string Line, JsonElement Entry)> EntriesAsync(Services services, DateTimeOffset from,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (services.State is not DynamoState shared)
        {
            foreach (var entry in JournalReader.Read(services.Journal.Folder, Terminal.Complain)) yield return entry;
            yield break;
        }

        var oldest = DateTimeOffset.UtcNow.AddDays(-services.Settings.Journal.KeepDays);
        await foreach (var line in shared.LinesAsync(from > oldest ? from : oldest, cancellation)
            .ConfigureAwait(false))
            if (JournalReader.Entry(line) is { } entry) yield return (line, entry);
            else Terminal.Complain("A row of the shared journal is not an entry of it.");
    }

    private static string Line(JsonElement entry) => string.Join("  ",
        new[]
        {
            Text(entry, "time"), Text(entry, "call"), $"{Text(entry, "event"),-7}", $"{Text(entry, "tool"),-32}",
            $"{Text(entry, "outcome"),-12}",
            Text(entry, "account"), Text(entry, "profile"), Text(entry, "region"), Text(entry, "plan") ?? Text(entry, "reason"),
            entry.TryGetProperty("requests", out var requests) && requests.GetArrayLength() > 0
                ? string.Join(", ", requests.EnumerateArray().Select(r => $"{Text(r, "operation")} {Text(r, "outcome")}")) : null,
        }.Where(t => !string.IsNullOrEmpty(t)));

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan Age(string text) =>
        text is [.. var digits, 'm' or 'h' or 'd'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        ? TimeSpan.FromMinutes(Math.Min(n * text[^1] switch { 'm' => 1L, 'h' => 60, _ => 1440 }, Longest))
        : throw new SettingsException($"--since is '{text}'; it must be a number with m, h or d, for example 12h.");
}
