using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Health;

/// <summary>
/// Prints what checks found: to a script all of it, to a person a table, and below it each thing that is wrong, once, with what to do.
/// </summary>
internal static class HealthReport
{
    /// <summary>In a word, for monitoring.</summary>
    public static string Status(ToolException? failure) => failure?.Code switch
    {
        null => "ok",
        ToolErrorCode.AccessDenied => "denied",
        ToolErrorCode.Throttled or ToolErrorCode.LimitExceeded => "throttled",
        ToolErrorCode.Unavailable => "unreachable",
        ToolErrorCode.NoCredentials => "no-credentials",
        ToolErrorCode.CredentialsExpired => "expired",
        _ => "failed",
    };

    /// <summary>Adds what is wrong and what to do to a row.</summary>
    public static JsonObject With(JsonObject row, ToolException? failure)
    {
        if (failure is null) return row;
        row["problem"] = Redactor.Clean(failure.Message);
        if (failure.Hint is not null) row["hint"] = Redactor.Clean(failure.Hint);
        return row;
    }

    /// <summary>Prints the rows.</summary>
    /// <returns>0 when all are ok, 4 when none is, 5 when some are not.</returns>
    public static int Print(OutputChoice choice, IReadOnlyList<JsonObject> rows, Func<JsonObject, string> name)
    {
        var isTable = choice is { Format: OutputFormat.Table, Query: null };
        string? hidden;
        using (var printer = new AnswerPrinter(choice))
        {
            printer.Page(new() { ["items"] = new JsonArray([.. isTable ? rows.Select(Short) : rows.Select(r => r.DeepClone())]) });
            printer.End();
            hidden = isTable ? printer.Missing : null;
        }

        if (hidden is not null) Terminal.Complain(hidden);
        var wrong = rows.Where(r => r["problem"] is not null).ToList();
        if (isTable)
            foreach (var same in wrong.GroupBy(r => $"{r["problem"]} {r["hint"]}".Trim()))
                Terminal.Complain($"{Visible.Line(Some([.. same.Select(name).Distinct()]))}: {Visible.Line(same.Key)}");
        return wrong.Count == 0 ? ExitCode.Ok : wrong.Count == rows.Count ? ExitCode.Aws : ExitCode.Incomplete;
    }

    private static string Some(IReadOnlyList<string> names) =>
        names.Count > 6 ? $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more" : string.Join(", ", names);

    private static JsonObject Short(JsonObject row)
    {
        var some = row.DeepClone().AsObject();
        some.Remove("problem");
        some.Remove("hint");
        return some;
    }
}
