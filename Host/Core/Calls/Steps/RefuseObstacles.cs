using Infra.Core.Answers;

namespace Infra.Core.Calls.Steps;

/// <summary>Ends a call that AWS would refuse before anybody is asked to confirm it.</summary>
internal sealed class RefuseObstacles : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation) =>
        call.Writes && call.Plan.Obstacles is { Count: > 0 } obstacles
        ? throw ToolException.Conflict($"AWS would refuse this: {string.Join(" ", obstacles)}", "Nothing was changed.")
        : default;
}
