using Infra.Core.Answers;
using Infra.Core.Journal;

namespace Infra.Core.Calls.Steps;

/// <summary>Writes an act into the journal before it begins; without that it does not begin.</summary>
internal sealed class BeginJournal(JournalWriter journal) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Writes) return default;
        try
        {
            journal.Write(call.Record.Begin(), durable: true);
            call.Record.Acted = true;
            return default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.Refused,
                $"The journal in {journal.Folder} cannot be written, and nothing is changed without it.",
                "Make the folder writable, or name another one with journal.folder or INFRA_JOURNAL.", e);
        }
    }
}
