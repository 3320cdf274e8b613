using Infra.Core.Answers;
using Infra.Core.Journal;

namespace Infra.Core.Calls.Steps;

/// <summary>Writes an act into the journal before it begins; without that it does not begin.</summary>
internal sealed class BeginJournal(JournalWriter journal) : ICallStep
{
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Writes) return null;
        try
        {
            await journal.WriteAsync(call.Record.Begin(), durable: true).ConfigureAwait(false);
            call.Record.Acted = true;
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.Refused,
                $"The journal in {journal.Folder} cannot be written, and nothing is changed without it.",
                "Make the folder writable, or name another one with journal.folder or INFRA_JOURNAL.", e);
        }
    }
}
