using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>
/// Runs the tool. AWS makes its pages as short as it likes, also empty ones with more behind them: the rows that follow are put behind the
/// first ones until the caller has what was asked for.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="held">Rows that were read and did not fit.</param>
/// <param name="settings">How long an answer may be.</param>
/// <param name="explain">Puts a failure of a target into better words.</param>
internal sealed class Run(
    TimeProvider time, HeldRows held, AnswerSettings settings,
    Func<ToolException, AwsTarget, CancellationToken, Task<ToolException>>? explain = null) : ICallStep
{
    private const int MostPages = 10;

    // To the place of the last call, which AWS may cut into more pages than it did then.
    private const int MostPagesToPlace = 100;

    // A tool that asks much for each page, or reads many by itself, is not asked for more rows than it found.
    private const int MostRequests = 20;

    private const int UsualLimit = 50;

    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        try
        {
            call.Result = Held(call) ?? await OnceAsync(call, cancellation).ConfigureAwait(false);
            for (var n = 0; call.Tool.IsPage && Next(call.Result) is { } next; n++)
            {
                var rows = call.Result["items"]!.AsArray();
                var passed = call.HeldSince is null ? call.Place.Skip : 0;
                if (IsEnough(call, rows, passed) || n >= (passed == 0 ? MostPages : MostPagesToPlace)) break;
                if (rows.Count <= passed)
                {
                    // Nothing of it is given: the place is behind it.
                    call.Place = call.Place with { Cursor = next, Skip = passed - rows.Count };
                    rows.Clear();
                }

                call.Arguments["cursor"] = next;
                try
                {
                    call.Result = Behind(call.Result, await OnceAsync(call, cancellation).ConfigureAwait(false));
                }
                catch (ToolException) when (rows.Count > 0)
                {
                    // The rows that are there are given; whoever goes on is told what is wrong.
                    break;
                }
            }

            return null;
        }
        catch (ToolException e) when (explain is not null && call.Tool.IsRegional && !call.Writes)
        {
            throw await explain(e, call.Targets[0], cancellation).ConfigureAwait(false);
        }
        finally
        {
            call.TakeSteps();
        }
    }

    private JsonObject? Held(Call call)
    {
        if (!call.Tool.IsPage || call.Place.Skip == 0 || held.Take(call.PageKey(call.Place)) is not { } rest) return null;
        call.HeldSince = rest.ReadAt;
        var page = new JsonObject { ["items"] = rest.Rows };
        if (rest.Following is not null) page["nextCursor"] = rest.Following;
        return page;
    }

    private async Task<JsonObject> OnceAsync(Call call, CancellationToken cancellation)
    {
        using var keys = call.Keys.Enter();
        using var scope = call.Record.Enter(CallScope.Run(call.Tool));
        var limit = call.Tool.Manifest.Deadline ?? (call.Writes ? CallDeadline.Write : CallDeadline.Read);
        var result = await CallDeadline.RunAsync(limit, call.Writes, time, ct => call.Code.RunAsync(call.Element(), call.Context, ct),
            cancellation).ConfigureAwait(false);
        call.Content = result.Content;
        return JsonObject.Create(result.Value) ?? throw new InvalidOperationException("The tool returned null.");
    }

    // A page without rows is passed over whatever it cost.
    private bool IsEnough(Call call, JsonArray rows, int passed) => rows.Count > passed &&
        (rows.Count - passed >= (call.Limit ?? UsualLimit) || call.Record.Requests.Count() >= MostRequests ||
            HostJson.Text(rows).Length >= (call.Limit is null ? settings.DefaultPageCharacters : settings.MaxCharacters));

    private static string? Next(JsonObject page) => page["nextCursor"]?.GetValue<string>() is { Length: > 0 } next ? next : null;

    // A place counts its rows from a cursor on, wherever AWS cuts: so they can stand in one page.
    private static JsonObject Behind(JsonObject first, JsonObject second)
    {
        var (rows, all) = (first["items"]!.AsArray(), second["items"]!.AsArray());
        for (var i = 0; rows.Count > 0; i++)
        {
            var row = rows[0];
            rows.RemoveAt(0);
            all.Insert(i, row);
        }

        if (first["note"]?.GetValue<string>() is { Length: > 0 } note && second["note"]?.GetValue<string>() != note)
            second["note"] = second["note"]?.GetValue<string>() is { Length: > 0 } more ? $"{note} {more}" : note;
        return second;
    }
}
