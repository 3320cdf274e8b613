using System.Text.Json;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Safety;
using Microsoft.Extensions.Logging;

namespace Infra.Core.Calls;

/// <summary>
/// The way of a call from its JSON to its answer: a row of steps, each of which goes on or answers. MCP and the command line both
/// enter here.
/// </summary>
internal sealed class ToolCaller(IReadOnlyList<ICallStep> steps, PluginCatalog catalog, JournalWriter journal,
    ILogger<ToolCaller> log)
{
    private int underWay;

    /// <summary>Whether a call has begun that is not answered.</summary>
    public bool AreUnderWay => Volatile.Read(ref underWay) > 0;

    /// <summary>Makes a call. Failures are answers too; only cancellation is thrown.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">As the client sent them.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Answer> CallAsync(string name, JsonElement arguments, Caller caller, CancellationToken cancellation)
    {
        using var counted = new UnderWay(this);
        // Its secrets are kept out of every sink until the answer and the journal are written.
        using var call = new Call(name, arguments, caller);
        var span = Telemetry.Begin(name, call.Record);
        Answer answer;
        try
        {
            answer = await AnswerAsync(call, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            call.Record.Outcome = "cancelled";
            await CloseAsync(call, span, failed: true).ConfigureAwait(false);
            throw new CallInterruptedException(call.Steps, call.Record, cancellation);
        }
        catch (PersonNeededException e)
        {
            call.Record.Outcome = "asked";
            answer = new(new() { ["next"] = "A person is asked." }) { Person = e.Person };
        }
        catch (ClientAskedException e)
        {
            call.Record.Outcome = "asked";
            answer = new(new() { ["next"] = "The client is asked." }) { Question = e.Question };
        }
        catch (Exception e) when (Failure(e, call) is { } failure)
        {
            call.Record.Outcome = failure.AwsErrorCode ?? failure.Code.ToString();
            Log.Failure(log, name, call.Record.Id, failure.Code, e == failure ? e.InnerException : e);
            answer = Answer.Error(Explain(failure, caller), call.Steps);
        }
#pragma warning disable CA1031 // Every call is answered and journaled, whatever a plugin throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Record.Outcome = "Internal";
            Log.Defect(log, e, name, call.Record.Id);
            answer = Answer.Error(new(ToolErrorCode.Internal, $"{name} failed in a way that was not foreseen.",
                $"The server's log has the details under {call.Record.Id}."), call.Steps, call.Record.Id);
        }

        await CloseAsync(call, span, answer.IsError).ConfigureAwait(false);
        return answer;
    }

    // The contract's own, or the SDK's: a plugin that does not use the kit lets those out. Where a tool does not call AWS, what looks like
    // a failure of AWS is another service's, or a mistake.
    private ToolException? Failure(Exception e, Call call) =>
        AwsErrors.Translate(e, call.Targets is [var target, ..] ? target : new()) is { } failure
        && (failure.InnerException != e || catalog.Find(call.Name) is not { CallsAws: false }) ? failure : null;

    private readonly struct UnderWay : IDisposable
    {
        private readonly ToolCaller calls;

        public UnderWay(ToolCaller calls) => Interlocked.Increment(ref (this.calls = calls).underWay);

        public void Dispose() => Interlocked.Decrement(ref calls.underWay);
    }

    private async Task<Answer> AnswerAsync(Call call, CancellationToken cancellation)
    {
        foreach (var step in steps)
            if (await step.RunAsync(call, cancellation).ConfigureAwait(false) is { } answer) return answer;
        throw new InvalidOperationException("No step answered the call.");
    }

    // A model would call the tool that a hint points to.
    private ToolException Explain(ToolException e, Caller caller) =>
        catalog.HintFor(caller, e.Hint) is var hint && hint == e.Hint ? e
        : e.InWords(e.Message, hint);

    private async Task CloseAsync(Call call, Telemetry.ToolSpan? span, bool failed)
    {
        span?.End(failed);
        try
        {
            await journal.WriteAsync(call.Record.End(call.Steps), durable: call.Record.Acted).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The call is over, and its answer is not to be lost because it cannot be recorded.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Journal(log, journal.Folder, e.Message);
        }
    }
}
