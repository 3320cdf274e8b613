using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>Asks AWS who the caller is before anything is planned that changes something, and holds the account against the pins.</summary>
internal sealed class CheckIdentity(Identities identities) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Writes || !call.Tool.CallsAws) return null;
        using var keys = call.Keys.Enter();
        call.Record.Identity = await identities.CheckAsync(call.Keys, cancellation).ConfigureAwait(false);
        return null;
    }
}
