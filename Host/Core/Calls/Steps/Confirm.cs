using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Lets an act through only with the code of its plan, and where the client can ask, with a person's yes.</summary>
internal sealed class Confirm(ConfirmSettings settings, Confirmations confirmations, Planned planned,
    Func<Caller, string, string?>? pageOf = null) : ICallStep
{
    // Null when the act may begin; otherwise what the caller has to do first.
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Writes || !call.Tool.NeedsConfirmation) return null;
        var (given, subject) = (call.Host.Confirm, Subject(call));
        var fault = given is null ? null : await confirmations.FaultAsync(given, subject, cancellation).ConfigureAwait(false);
        if (given is null || fault is not null)
        {
            var issued = call.Record.Code = await confirmations.IssueAsync(subject, expires => Waiting(call, expires), cancellation)
                .ConfigureAwait(false);
            var found = fault is null ? "" : $"{fault} This is the plan as it is now. ";
            return planned.Answer(call, issued,
                $"{found}Nothing was changed. Show the plan to the person you work for; if they agree, repeat the call with confirm: "
                    + $"\"{issued}\".");
        }

        call.Record.Code = given;
        if (await AskAsync(call, given, cancellation).ConfigureAwait(false) is { } first) return first;
        return await confirmations.UseAsync(given, cancellation).ConfigureAwait(false)
            ? null
            : throw new ToolException(ToolErrorCode.Refused, "This code was used by another call.", "Leave confirm out to plan again.");
    }

    // Null when a person agreed, or none need be asked.
    private async Task<Answer?> AskAsync(Call call, string code, CancellationToken cancellation)
    {
        var caller = call.Caller;
        // Where a client has an error in place of a person's answer, nobody has agreed.
        var required = caller.CouldNotAsk || (settings.Person ?? call.Tool.Manifest.Person);
        if (!caller.CanAsk && !caller.CanOpen && !required) return null;
        var said = await confirmations.AnswerOfAsync(code, cancellation).ConfigureAwait(false)
            ?? (caller.Code == code ? caller.Agreed : null);
        if (said is true) return null;
        if (said is false)
        {
            await confirmations.UseAsync(code, cancellation).ConfigureAwait(false);
            throw new ToolException(ToolErrorCode.Refused, "The person who was asked did not agree.",
                "Nothing was changed. Ask them what they want instead.");
        }

        // A page is opened once; after that it is the person who takes their time. A model is not told an address that opens it.
        if (caller.CanOpen && !caller.CanAsk && caller.Code == code)
            return planned.Answer(call, code,
                "Nothing was changed. A person has the page and has not answered yet: wait, then repeat the call.");

        var page = caller.CanAsk ? null : pageOf?.Invoke(caller, code);
        if (!caller.CanAsk && page is null && !required) return null;
        if (caller.CanAsk || caller.CanOpen && page is not null)
        {
            var question = $"{call.Tool.Manifest.Title}: {PlanText.Whole(call.Plan)}";
            return planned.Answer(call, code) with { Person = new(question, code, page) };
        }

        var where = page is null ? $"run 'infra approve {code}' in a terminal" : $"open {page}";
        return planned.Answer(call, code, $"Nothing was changed. A person must approve this: ask them to {where}, then repeat the call.");
    }

    private static WaitingPlan Waiting(Call call, DateTimeOffset expires) => new(
        PlanText.Whole(call.Plan), call.Tool.Name, call.Caller.Client, call.Caller.Grant?.Name,
            call.Record.Identity?.Account, expires)
    {
        Where = call.Context.Target.Account ?? call.Context.Target.Profile,
    };

    /// <summary>Everything that a code stands for. What does not change the act, such as waiting for its end, is not in it.</summary>
    internal static string Subject(Call call)
    {
        var act = SchemaCheck.Canonical(call.Tool.Manifest.InputSchema, call.Arguments);
        foreach (var name in call.Tool.OutsidePlan) act.Remove(name);
        return HostJson.Text(new JsonArray(
            call.Tool.Name, act, call.Context.Target.ToString(), call.Record.Identity?.Account, call.Caller.Identity,
                PlanText.Identity(call.Plan)));
    }
}
