using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>Answers a dry run with its plan; EC2 alone can say beforehand whether the act would be permitted.</summary>
internal sealed class AnswerDryRun(Planned planned) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation) => call.Writes && call.Host.DryRun
        ? planned.Answer(call, permissions: call.Plan.Obstacles.Count > 0
            ? null : await RehearseAsync(call, cancellation).ConfigureAwait(false))
        : null;

    // The guard turns the tool's writes into that question.
    private static async Task<string?> RehearseAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Tool.Manifest.IamActions.Any(a => a.StartsWith("ec2:", StringComparison.Ordinal))) return null;
        using var keys = call.Keys.Enter();
        using var scope = call.Record.Enter(CallScope.Rehearsal(call.Tool));
        try
        {
            await call.Code.RunAsync(call.Element(), call.Context, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The guard gives the tool empty answers, to ask for its next write as well: what the tool makes of them is no failure.
            if (e is ToolException { Code: not ToolErrorCode.Refused and not ToolErrorCode.AccessDenied }
                && Rehearsal.Sentence(scope) is null)
                return $"EC2's DryRun failed: {Redactor.Clean(e.Message)}";
        }

        return Rehearsal.Sentence(scope);
    }
}
