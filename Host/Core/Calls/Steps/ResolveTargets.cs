using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.Targets;

namespace Infra.Core.Calls.Steps;

/// <summary>Finds out where the call goes, and holds it, and what the arguments name, against the pins.</summary>
/// <param name="settings">The configured target and the pins.</param>
/// <param name="finder">Finds the targets that the call names.</param>
/// <param name="credentials">Whose keys the call's requests are signed with.</param>
/// <param name="context">Makes what the tool is told, for a target.</param>
internal sealed class ResolveTargets(HostSettings settings, TargetFinder finder, Credentials credentials,
    Func<Call, AwsTarget, ToolContext> context) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        Pins.Check(call.Element(), settings.Pins, call.Writes);
        if (call.Tool.CallsAws)
        {
            var found = await finder.FindAsync(call.Host, call.Tool, cancellation).ConfigureAwait(false);
            (call.Targets, call.Unreached) = (found.Targets, found.Failed);
            call.Record.Targets = found.Targets;
        }
        else
        {
            call.Targets = [settings.Aws.Target];
        }

        var target = call.Targets[0];
        call.Keys = credentials.For(target);
        call.Context = context(call, target);
        if (call.Tool.IsPage) call.CheckCursor();
        return null;
    }
}
