using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>An answer that tells a plan.</summary>
/// <param name="settings">How long it may be.</param>
/// <param name="isOffered">Whether a tool is offered to the caller: a plan names no way back that is not.</param>
internal sealed class Planned(AnswerSettings settings, Func<Call, string, bool> isOffered)
{
    /// <param name="call">The call; its plan is told.</param>
    /// <param name="code">The code that confirms it.</param>
    /// <param name="next">What the caller has to do.</param>
    /// <param name="permissions">What AWS said about the caller's permissions.</param>
    public Answer Answer(Call call, string? code = null, string? next = null, string? permissions = null)
    {
        var plan = call.Plan.Undo is { } undo && !isOffered(call, undo.Tool)
            ? call.Plan with { Undo = null, NoUndo = $"{undo.Tool} would, but it is not enabled." }
            : call.Plan;
        var json = PlanText.ToJson(plan);
        if (permissions is not null) json["permissions"] = permissions;
        call.Record.Outcome = "planned";
        var answer = new JsonObject { ["plan"] = json };
        answer = Redactor.Clean(answer, out _)!.AsObject();
        AnswerSize.CutToSize(answer, settings.MaxCharacters);
        // What the host itself says is added last: it is neither cut nor taken for a secret.
        if (code is not null) answer["confirm"] = code;
        if (next is not null) answer["next"] = next;
        return new(answer);
    }
}
