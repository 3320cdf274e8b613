using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>Answers a dry run with its plan; EC2 alone can say beforehand whether the act would be permitted.</summary>
internal sealed class AnswerDryRun(Planned planned) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation) => call.Writes && call.Host.DryRun
        ? planned.Answer(call, permissions: call.Plan.Obstacles.Count > 0 ? null : await RehearseAsync(call, cancellation).ConfigureAwait(false))
        : null;

    // The guard turns the tool's writes into that question.
    private static async Task<string?> RehearseAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Tool.Manifest.IamActions.Any(a => a.StartsWith("ec2:", StringComparison.Ordinal))) return null;
        using var scope = call.Record.Enter(CallScope.Rehearsal(call.Tool));
        try
        {
            await call.Code.RunAsync(call.Element(), call.Context, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (ToolException e)
        {
            return e.AwsErrorCode switch
            {
                "DryRunOperation" => "EC2's DryRun says that the caller is permitted to do this.",
                _ when e.Code is ToolErrorCode.AccessDenied => $"EC2's DryRun says that the caller is not permitted: {Redactor.Clean(e.Message)}",
                _ when e.Code is ToolErrorCode.Refused => null,
                _ => $"EC2's DryRun failed: {Redactor.Clean(e.Message)}",
            };
        }
    }
}
