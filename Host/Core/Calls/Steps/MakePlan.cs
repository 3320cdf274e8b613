using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>Lets a tool that writes tell what it would do, with reads alone.</summary>
internal sealed class MakePlan(TimeProvider time) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Writes) return null;
        using var keys = call.Keys.Enter();
        using var scope = call.Record.Enter(CallScope.Plan(call.Tool));
        var plan = await CallDeadline.RunAsync(
            CallDeadline.Read, act: false, time, ct => call.Code.PlanAsync(call.Element(), call.Context, ct), cancellation)
                .ConfigureAwait(false);
        call.Record.Plan = call.Plan = plan
            // What the journal may tell: the values of secret arguments are not in it.
            ?? new ToolPlan($"Run {call.Tool.Name} with these arguments: {Redactor.Clean(call.Record.Arguments!.Value.GetRawText())}")
            {
                Unknown = ["The tool does not tell what it changes."],
            };
        return null;
    }
}
