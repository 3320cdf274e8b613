using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>
/// Runs a read for each of several targets at once and makes one answer of it: a page with the rows of all of them in the order of
/// the targets, or an item for each. A target that fails is told in <c>missing</c> and spoils nothing else.
/// </summary>
/// <param name="settings">How long an answer may be.</param>
/// <param name="held">Rows that were read and did not fit.</param>
/// <param name="runner">Runs the call's tool for a target.</param>
/// <param name="hintFor">What to do next, as a caller is to be told it.</param>
internal sealed class RunOverTargets(AnswerSettings settings, HeldRows held, Func<Call, CellRunner> runner,
    Func<Caller, string?, string?> hintFor)
    : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.IsOverTargets) return null;
        using var slots = RequestSlots.Enter();
        if (call.Tool.IsPage)
            return await new TargetPage(call, settings, held, runner(call), Hint(call)).ReadAsync(cancellation).ConfigureAwait(false);
        return call.Targets.Count > 1 || call.Unreached.Count > 0 ? await EachAsync(call, cancellation).ConfigureAwait(false) : null;
    }

    private Func<string?, string?> Hint(Call call) => text => hintFor(call.Caller, text);

    private async Task<Answer> EachAsync(Call call, CancellationToken cancellation)
    {
        var (run, arguments, missing) = (runner(call), call.Element(), new Missing(call.Targets, Hint(call)));
        var results = new (ToolResult? Result, ToolException? Failure)[call.Targets.Count];
        await Parallel.ForAsync(0, results.Length,
            new ParallelOptions { MaxDegreeOfParallelism = RequestSlots.Most, CancellationToken = cancellation }, async (i, ct) =>
        {
            try
            {
                results[i] = (await run.RunAsync(call.Targets[i], arguments, ct).ConfigureAwait(false), null);
            }
            catch (ToolException e)
            {
                results[i] = (null, e);
            }
        }).ConfigureAwait(false);

        foreach (var (where, failure) in call.Unreached) missing.Add(where, failure);
        var (label, items, content, taken) = (new TargetLabel(call.Targets), new JsonArray(), new List<ToolContent>(), 0);
        foreach (var (target, (result, failure)) in call.Targets.Zip(results))
        {
            // That a thing is in one place says that it is not in the others.
            if (failure is not null && failure.Code is not ToolErrorCode.NotFound) missing.Add(target, failure);
            if (result is null) continue;
            var item = Redactor.Result(JsonObject.Create(result.Value) ?? throw new JsonException("A tool returned null."),
                out var redacted)!.AsObject();
            label.AddTo(item, target);
            items.Add(item);
            content.AddRange(Redactor.Result(result.Content, ref redacted));
            taken += redacted;
        }

        if (items.Count == 0)
            missing.ThrowIfOne(results.Select(r => r.Failure).OfType<ToolException>().FirstOrDefault(), call.Targets.Count);
        var answer = new JsonObject { ["items"] = items, ["complete"] = missing.IsEmpty };
        if (!missing.IsEmpty) answer["missing"] = missing.ToJson();
        if (taken > 0) answer["redacted"] = taken;
        call.Record.Outcome = missing.IsEmpty ? "ok" : "partial";
        return new(answer) { Text = AnswerSize.CutToSize(answer, call.Caller.MostCharacters(settings)), Content = content };
    }
}
