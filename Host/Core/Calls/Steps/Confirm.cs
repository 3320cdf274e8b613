using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Lets an act through only with the code of its plan, and where the client can ask, with a person's yes.</summary>
internal sealed class Confirm(ConfirmSettings settings, Confirmations confirmations, Planned planned) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation) =>
        new(call.Writes && call.Tool.NeedsConfirmation ? Check(call) : null);

    // Null when the act may begin; otherwise what the caller has to do first.
    private Answer? Check(Call call)
    {
        var (caller, given) = (call.Caller, call.Host.Confirm);
        var subject = Subject(call);
        var fault = given is null ? null : confirmations.Fault(given, subject);
        if (given is null || fault is not null)
        {
            var issued = call.Record.Code = confirmations.Issue(subject, Redactor.Clean(PlanText.Whole(call.Plan)));
            var found = fault is null ? "" : $"{fault} This is the plan as it is now. ";
            return planned.Answer(call, issued,
                $"{found}Nothing was changed. Show the plan to the person you work for; if they agree, repeat the call with confirm: "
                    + $"\"{issued}\".");
        }

        call.Record.Code = given;
        if ((caller.CanAsk || (settings.Person ?? call.Tool.Manifest.Person)) && !confirmations.IsApproved(given))
        {
            if (!caller.CanAsk)
            {
                return planned.Answer(call, given,
                    $"Nothing was changed. A person must approve this: ask them to run 'infra approve {given}' in a terminal, then "
                        + "repeat the call.");
            }

            if (caller.Agreed is null || caller.Code != given)
            {
                var question = $"{call.Tool.Manifest.Title}: {Redactor.Clean(PlanText.Whole(call.Plan))}";
                return planned.Answer(call, given) with { Person = new(question, given) };
            }

            if (caller.Agreed is false)
            {
                confirmations.Use(given);
                throw new ToolException(ToolErrorCode.Refused, "The person who was asked did not agree.",
                    "Nothing was changed. Ask them what they want instead.");
            }
        }

        return confirmations.Use(given)
            ? null
            : throw new ToolException(ToolErrorCode.Refused, "This code was used by another call.", "Leave confirm out to plan again.");
    }

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
