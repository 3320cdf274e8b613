using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>
/// Asks AWS who the caller is before anything is planned that changes something, and holds the account against the pins; and where the
/// caller names an account by its number, against that.
/// </summary>
internal sealed class CheckIdentity(Identities identities) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Tool.CallsAws || !call.Writes && call.Caller.Account is null) return null;
        using var keys = call.Keys.Enter();
        call.Record.Identity = await identities.CheckAsync(call.Keys, cancellation).ConfigureAwait(false);
        if (call.Caller.Account is { } account && account != call.Record.Identity?.Account)
            throw new ToolException(ToolErrorCode.NotFound, call.Record.Identity is { } identity
                ? $"The credentials belong to account {identity.Account}, not to {account}."
                : $"AWS does not tell whether the credentials belong to account {account}.",
                "Name the account that they belong to, or default.");
        return null;
    }
}
