using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>
/// Runs the tool. A page without rows that has more behind it is passed over, since EC2 and others give such when they filter.
/// </summary>
internal sealed class Run(TimeProvider time, HeldRows held) : ICallStep
{
    private const int MostEmptyPages = 10;

    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Tool.IsPage && call.Place.Skip > 0 && held.Take(call.PageKey(call.Place)) is { } rest)
        {
            call.HeldSince = rest.ReadAt;
            call.Result = new() { ["items"] = rest.Rows };
            if (rest.Following is not null) call.Result["nextCursor"] = rest.Following;
            return null;
        }

        try
        {
            call.Result = await OnceAsync(call, cancellation).ConfigureAwait(false);
            for (var n = 0; n < MostEmptyPages && call.Tool.IsPage && call.Place.Skip == 0 && Next(call.Result) is { } next; n++)
            {
                call.Place = call.Place with { Cursor = next };
                call.Arguments["cursor"] = next;
                call.Result = await OnceAsync(call, cancellation).ConfigureAwait(false);
            }

            return null;
        }
        finally
        {
            call.TakeSteps();
        }
    }

    private async Task<JsonObject> OnceAsync(Call call, CancellationToken cancellation)
    {
        using var keys = call.Keys.Enter();
        using var scope = call.Record.Enter(CallScope.Run(call.Tool));
        var limit = call.Tool.Manifest.Deadline ?? (call.Writes ? CallDeadline.Write : CallDeadline.Read);
        var result = await CallDeadline.RunAsync(limit, call.Writes, time, ct => call.Code.RunAsync(call.Element(), call.Context, ct),
            cancellation).ConfigureAwait(false);
        call.Content = result.Content;
        return JsonObject.Create(result.Value) ?? throw new JsonException("A tool returned null.");
    }

    private static string? Next(JsonObject page) =>
        page["items"]!.AsArray().Count == 0 && page["nextCursor"]?.GetValue<string>() is { Length: > 0 } next ? next : null;
}
