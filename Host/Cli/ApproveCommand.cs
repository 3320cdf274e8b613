using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra approve</c>: a person agrees to a plan in a terminal, where the client has no way to ask.</summary>
internal static class ApproveCommand
{
    public static Task<int> RunAsync(SwitchValues flags, string code)
    {
        using var services = Services.Create(flags);
        var approvals = new Approvals(Approvals.FolderBeside(services.Journal.Folder));
        (string Plan, DateTimeOffset Expires)? found;
        try
        {
            found = approvals.Find(code);
        }
        catch (InvalidDataException e)
        {
            Terminal.Complain(e.Message);
            return Task.FromResult(1);
        }

        if (found is not { } waiting || waiting.Expires <= DateTimeOffset.UtcNow)
        {
            Terminal.Complain($"no plan waits for {Visible.Line(code)}. It may have expired; let the assistant plan again. Both must use "
                + "the same configuration.");
            return Task.FromResult(1);
        }

        Terminal.Print(waiting.Plan);
        if (!Terminal.IsInteractive)
        {
            // An assistant that has a shell must not be able to agree with itself.
            Terminal.Complain("a plan is approved by a person at a terminal; this is not one.");
            return Task.FromResult(1);
        }

        if (!Terminal.Ask("")) return Task.FromResult(1);
        approvals.Approve(code);
        Terminal.Print("Approved. Let the assistant make the call again.");
        return Task.FromResult(0);
    }
}
