using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>An answer that tells a plan.</summary>
internal sealed class Planned(AnswerSettings settings)
{
    /// <param name="call">The call; its plan is told.</param>
    /// <param name="catalog">Which tools are offered: a plan names no way back that is not.</param>
    /// <param name="code">The code that confirms it.</param>
    /// <param name="next">What the caller has to do.</param>
    /// <param name="permissions">What AWS said about the caller's permissions.</param>
    public Answer Answer(Call call, PluginCatalog catalog, string? code = null, string? next = null, string? permissions = null)
    {
        var plan = call.Plan.Undo is { } undo && catalog.Find(undo.Tool) is not { Refusal: null }
            ? call.Plan with { Undo = null, NoUndo = $"{undo.Tool} would, but it is not enabled." }
            : call.Plan;
        var json = PlanText.ToJson(plan);
        if (permissions is not null) json["permissions"] = permissions;
        call.Record.Outcome = "planned";
        var answer = new JsonObject { ["plan"] = json };
        Redactor.Clean(answer);
        AnswerSize.CutToSize(answer, settings.MaxCharacters);
        // What the host itself says is added last: it is neither cut nor taken for a secret.
        if (code is not null) answer["confirm"] = code;
        if (next is not null) answer["next"] = next;
        return new(answer);
    }
}
