using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Targets;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Pictures;

namespace Infra.Host.Cli;

/// <summary>
/// Runs a tool for a person or a script: reads pages, shows plans, asks for what must be agreed to, and says how it ended. All of it goes
/// through the same calls as over MCP.
/// </summary>
/// <param name="services">What the calls need.</param>
/// <param name="tool">The tool.</param>
/// <param name="choice">How its answer is shown.</param>
/// <param name="yes">Whether the plan is agreed to in advance.</param>
/// <param name="isPart">Whether a part of a list was asked for, and more behind it is no surprise.</param>
internal sealed class ToolRunner(Services services, CatalogTool tool, OutputChoice choice, bool yes = false, bool isPart = false)
{
    /// <summary>As whom the command line calls.</summary>
    public const string Client = "infra";

    private readonly Spark? spark = choice.Spark is { } metric ? new(services, metric, choice.Format is OutputFormat.Table) : null;

    /// <summary>Makes the calls and prints the answer.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(JsonObject arguments, CancellationToken cancellation)
    {
        using var status = new Status(tool.Manifest.Title);
        // Who types a path means the folder where they are; tools take whole paths alone, since a server's folder is nobody's.
        foreach (var name in tool.LocalFiles)
            if (arguments[name] is JsonValue given && given.TryGetValue<string>(out var path) && path.Length > 0 && !path.Contains('\0'))
                arguments[name] = Path.GetFullPath(AwsEnvironment.InHome(path));
        var caller = new Caller(Client)
        {
            IsTyped = true,
            CanAsk = Terminal.IsInteractive && !yes,
            Progress = p => status.Tell(Told(p)),
        };
        try
        {
            return tool.IsPage ? await PagesAsync(arguments, caller, status, cancellation).ConfigureAwait(false)
                : tool.Kind is ToolKind.Read ? Print(await CallAsync(arguments, caller, cancellation).ConfigureAwait(false))
                : await WriteAsync(arguments, caller, status, cancellation).ConfigureAwait(false);
        }
        catch (CallInterruptedException e)
        {
            Terminal.Complain(Interrupted(e));
            return ExitCode.Interrupted;
        }
    }

    /// <summary>One call, its answer as it is.</summary>
    public Task<Answer> CallAsync(JsonObject arguments, Caller caller, CancellationToken cancellation) =>
        services.Calls.CallAsync(tool.Name, JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject), caller,
            cancellation);

    /// <summary>All pages of a list, or the first one.</summary>
    /// <param name="page">Is given each.</param>
    /// <param name="failed">Is given the error that ended it.</param>
    /// <returns>
    /// Whether it was read. The error is no result, since a method that waits for an object is compiled when it first waits, and one that
    /// waits for a value was compiled with the program.
    /// </returns>
    public async Task<bool> ReadAsync(JsonObject arguments, Caller caller, bool all, Action<JsonObject> page, Action<Answer> failed,
        CancellationToken cancellation)
    {
        for (var given = arguments.DeepClone().AsObject(); ;)
        {
            var answer = await CallAsync(given, caller, cancellation).ConfigureAwait(false);
            if (answer.IsError)
            {
                failed(answer);
                return false;
            }

            var next = answer.Json["nextCursor"]?.GetValue<string>();
            if (spark is not null) await spark.AddAsync(answer.Json, arguments, caller, cancellation).ConfigureAwait(false);
            page(answer.Json);
            if (!all || next is null) return true;
            given["cursor"] = next;
        }
    }

    private async Task<int> PagesAsync(JsonObject arguments, Caller caller, Status status, CancellationToken cancellation)
    {
        using var printer = new AnswerPrinter(choice, tool);
        var (cursor, begun, around) = ((string?)null, false, new JsonObject());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExceptionDispatchInfo? broken = null;
        // A curve is added to whole pages.
        if (!printer.Gathers && spark is null && GoesToSeveral(arguments))
        {
            // The rows of a target are printed when it answers, not when all do.
            caller = caller with
            {
                Rows = rows =>
                {
                    if (broken is not null) return;
                    try
                    {
                        Status.Clear();
                        printer.Rows(rows);
                    }
                    // What cannot be printed, a column that is not there or a full disk, is no failure of the call.
                    catch (Exception e) when (e is UsageException or IOException)
                    {
                        broken = ExceptionDispatchInfo.Capture(e);
                        stop.Cancel();
                        return;
                    }

                    begun = true;
                    Count(more: true);
                },
            };
            if (choice.IsAll) arguments.Remove("limit");
        }

        try
        {
            Answer? error = null;
            await ReadAsync(arguments, caller, choice.IsAll, page =>
            {
                Status.Clear();
                printer.Page(page);
                (begun, cursor) = (true, page["nextCursor"]?.GetValue<string>());
                Count(more: cursor is not null);
            }, failed: e => error = e, stop.Token).ConfigureAwait(false);
            broken?.Throw();
            Status.Clear();
            if (begun) around = printer.End();
            printer.Dispose();
            if (error is not null)
            {
                if (begun) Stopped(printer.Count, cursor);
                return Fail(error);
            }
        }
        catch (OperationCanceledException) when (broken is not null)
        {
            broken.Throw();
        }
        catch (OperationCanceledException) when (begun)
        {
            printer.End();
            printer.Dispose();
            Stopped(printer.Count, cursor);
            return ExitCode.Interrupted;
        }

        return Around(around, printer);

        // On a screen the rows themselves tell how far it is.
        void Count(bool more)
        {
            if (choice.IsAll && more && (printer.Gathers || !Terminal.IsOutputTerminal))
                status.Tell(string.Create(CultureInfo.InvariantCulture, $"{printer.Count:N0} rows"), important: false);
        }
    }

    private static bool GoesToSeveral(JsonObject arguments) => new[] { HostArguments.RegionName, HostArguments.AccountName }
        .Any(n => arguments[n]?.ToString() is { } named && !TargetNames.IsOne(named));

    // What stands around the rows is told to a person beside them; a script has it in the JSON, and in how the command ends.
    private int Around(JsonObject around, AnswerPrinter printer)
    {
        var more = around["nextCursor"]?.GetValue<string>();
        var missing = around["missing"] is JsonArray { Count: > 0 } absent ? absent : null;
        if (choice.Format is not (OutputFormat.Json or OutputFormat.Yaml))
        {
            if (printer.Count == 0 && choice.Format is OutputFormat.Table) Terminal.Complain("nothing found.");
            if (printer.Missing is { } hidden) Terminal.Complain(hidden);
            if (around["note"]?.GetValue<string>() is { } note) Terminal.Complain(note);
            foreach (var one in missing ?? []) Terminal.Complain(Absent(one));
        }

        if (more is not null && !isPart)
            Terminal.Complain(string.Create(CultureInfo.InvariantCulture,
                $"these are {printer.Count:N0} rows and there are more: --all reads to the end, --limit N says how many."));
        return missing is not null || more is not null && !isPart ? ExitCode.Incomplete : ExitCode.Ok;
    }

    private static string Absent(JsonNode? one) =>
        one is JsonObject told && told["targets"] is JsonArray targets && told["reason"] is { } reason
            ? $"no answer from {string.Join(", ", targets)}: {reason} ({told["awsErrorCode"] ?? told["code"]}) {told["hint"]}".TrimEnd()
            : $"no answer: {Row.Shown(one)}";

    private static void Stopped(int rows, string? cursor) => Terminal.Complain(string.Create(CultureInfo.InvariantCulture,
        $"stopped after {rows:N0} rows.{(cursor is null ? "" : $" The rest begins at --cursor {cursor}")}"));

    private async Task<int> WriteAsync(JsonObject arguments, Caller caller, Status status, CancellationToken cancellation)
    {
        if (arguments["dryRun"]?.ToString() is "true") return Print(await CallAsync(arguments, caller, cancellation).ConfigureAwait(false));
        var asks = Terminal.IsInteractive && !yes;
        if (asks && !tool.NeedsConfirmation)
        {
            var dry = arguments.DeepClone().AsObject();
            dry["dryRun"] = true;
            var planned = await CallAsync(dry, caller, cancellation).ConfigureAwait(false);
            if (planned.IsError) return Fail(planned);
            if (planned.Json["plan"]!["obstacles"] is JsonArray { Count: > 0 })
            {
                Show(planned);
                return ExitCode.Aws;
            }

            if (!await AgreesAsync(planned, status, cancellation).ConfigureAwait(false)) return Declined();
            return Print(await CallAsync(arguments, caller, cancellation).ConfigureAwait(false));
        }

        var answer = await CallAsync(arguments, caller, cancellation).ConfigureAwait(false);
        if (answer.IsError || answer.Json["confirm"]?.GetValue<string>() is not { } code) return Print(answer);
        if (asks && !await AgreesAsync(answer, status, cancellation).ConfigureAwait(false)) return Declined();
        if (!asks && !yes)
        {
            Show(answer);
            Terminal.Complain("nothing was changed. The plan needs a yes: repeat the command with --yes, or at a terminal.");
            return ExitCode.Refused;
        }

        var confirmed = arguments.DeepClone().AsObject();
        confirmed["confirm"] = code;
        answer = await CallAsync(confirmed, asks ? caller with { Agreed = true, Code = code } : caller, cancellation).ConfigureAwait(false);
        if (answer.IsError || answer.Json["next"]?.GetValue<string>() is not { } next) return Print(answer);
        // The configuration wants a person, and --yes is none.
        Show(answer);
        Terminal.Complain(next);
        return ExitCode.Refused;
    }

    private async Task<bool> AgreesAsync(Answer planned, Status status, CancellationToken cancellation)
    {
        var plan = planned.Json["plan"]!.AsObject();
        PlanView.Print(plan, Console.Error, Screen.Questions);
        var agrees = await Agreement.AskAsync(plan, tool.Kind, cancellation).ConfigureAwait(false);
        if (agrees) status.Tell(tool.Manifest.Title, important: false);
        return agrees;
    }

    private static int Declined()
    {
        Terminal.Complain("nothing was changed.");
        return ExitCode.Refused;
    }

    /// <summary>Prints the answer, or what went wrong.</summary>
    /// <returns>How the command ends.</returns>
    public int Print(Answer answer)
    {
        if (answer.IsError) return Fail(answer);
        Show(answer);
        return Ended(answer);
    }

    /// <summary>How a command ends whose answer was shown; says what is not in it.</summary>
    public static int Ended(Answer answer)
    {
        if (answer.Json["missing"] is JsonArray { Count: > 0 }) return ExitCode.Incomplete;
        if (answer.Json["truncated"] is not JsonArray { Count: > 0 } cuts) return ExitCode.Ok;
        Terminal.Complain($"the answer was too long: {string.Join("; ", cuts.Select(c => c!.GetValue<string>()))}.");
        return ExitCode.Incomplete;
    }

    private void Show(Answer answer)
    {
        Status.Clear();
        if (choice.Format is OutputFormat.Table && choice.Query is null && answer.Json["plan"] is JsonObject plan)
        {
            PlanView.Print(plan, Terminal.Out, Screen.Current);
            return;
        }

        using var printer = new AnswerPrinter(choice, tool);
        try
        {
            printer.Print(answer.Json);
        }
        catch (PagerClosedException)
        {
            return;
        }

        if (choice.Format is OutputFormat.Table && printer.Missing is { } hidden)
        {
            printer.Dispose();
            Terminal.Complain(hidden);
        }
    }

    /// <summary>Says what went wrong and what to do, in words; gives the exit code.</summary>
    internal static int Fail(Answer answer)
    {
        var error = answer.Json["error"]!.AsObject();
        var aws = Text("awsErrorCode");
        var from = string.Join(", ",
            new[] { Text("code"), aws is null ? null : $"AWS: {aws}", Text("requestId") is { } id ? $"request {id}" : null,
            Text("reference") }.OfType<string>());
        Terminal.Complain($"{Visible.Line(Text("message"))} ({Visible.Line(from)})");
        if (Text("hint") is { } hint) Terminal.Complain(Visible.Line(hint));
        if (error["done"] is JsonArray done) Terminal.Complain($"done before that: {string.Join(", ", done.Select(Row.Shown))}.");
        return ExitCode.Of(answer.Failure!);

        string? Text(string name) => error[name]?.GetValue<string>();
    }

    /// <summary>What an interrupted call has done and what is not known of it.</summary>
    internal static string Interrupted(CallInterruptedException e)
    {
        var done = e.Done.Count == 0 ? "" : $" Done: {Visible.Line(string.Join(", ", e.Done))}.";
        return e.UnderWay.Count > 0
            ? $"interrupted.{done} Under way, and perhaps done: {string.Join(", ", e.UnderWay)}; look before you repeat it."
            : $"interrupted.{(done.Length > 0 ? $"{done} Nothing else was begun." : " Nothing was changed.")}";
    }

    private static string Told(ToolProgress progress) => progress.Total is { } total
        ? string.Create(CultureInfo.InvariantCulture, $"{progress.Message} ({progress.Done:0} of {total:0})")
        : progress.Message;
}
