using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>Counts an act that is about to begin against the budgets.</summary>
internal sealed class SpendBudget(Budget budget) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Writes) await budget.SpendAsync(call.Tool.Kind, cancellation).ConfigureAwait(false);
        return null;
    }
}
