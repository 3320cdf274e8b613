using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;

namespace Infra.Host.Cli;

/// <summary><c>infra approve</c>: a person agrees to a plan in a terminal, where the client has no way to ask.</summary>
internal static class ApproveCommand
{
    public static async Task<int> RunAsync(SwitchValues flags, string code, CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        // Where servers share nothing else, plans wait in a folder.
        var approvals = services.Settings.State.Table is null
            ? new Approvals(new FileState(Approvals.FolderBeside(services.Journal.Folder), TimeProvider.System)) : services.Approvals;
        WaitingPlan? found;
        try
        {
            found = await approvals.FindAsync(code, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or ToolException)
        {
            Terminal.Complain(e.Message);
            return 1;
        }

        if (found is null)
        {
            Terminal.Complain($"no plan waits for {Visible.Line(code)}. It may have expired; let the assistant plan again. Both must use "
                + "the same configuration.");
            return 1;
        }

        Terminal.Print(found.Plan);
        if (!Terminal.IsInteractive)
        {
            // An assistant that has a shell must not be able to agree with itself.
            Terminal.Complain("a plan is approved by a person at a terminal; this is not one.");
            return 1;
        }

        if (!Terminal.Ask("")) return 1;
        if (!await approvals.AnswerAsync(code, yes: true, found.Expires, cancellation).ConfigureAwait(false))
        {
            Terminal.Complain("somebody has answered before.");
            return 1;
        }

        try
        {
            await services.Journal.WriteAsync(new()
            {
                ["event"] = "approved",
                ["tool"] = found.Tool,
                ["code"] = code,
                ["user"] = Environment.UserName,
                ["client"] = found.Client,
            }, durable: true).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ToolException)
        {
            Terminal.Complain($"the journal does not have this approval: {e.Message}");
        }

        Terminal.Print("Approved. Let the assistant make the call again.");
        return 0;
    }
}
