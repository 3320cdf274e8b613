using Infra.Core.Settings;

namespace Infra.Core.Safety;

/// <summary>How much may be created and deleted, in all and in an hour: what bounds an assistant that runs in circles.</summary>
internal sealed class Budget(PinSettings pins, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<DateTimeOffset> writes = [];
    private readonly List<DateTimeOffset> deletions = [];

    /// <summary>Counts a call that is about to act.</summary>
    /// <exception cref="ToolException">The budget is used up.</exception>
    public void Spend(ToolKind kind)
    {
        var (spent, most, mostPerHour, what) = kind is ToolKind.Destructive
            ? (deletions, pins.Deletions, pins.DeletionsPerHour, "deletions")
            : (writes, pins.Creations, pins.CreationsPerHour, "creations");
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (spent.Count >= most)
                throw new ToolException(ToolErrorCode.Refused, $"The budget of {most} {what} of this process is used up.",
                    "A person can raise pins in plugins.json, or restart the server.");
            if (spent.Count(t => t > now.AddHours(-1)) >= mostPerHour)
                throw new ToolException(ToolErrorCode.Refused, $"The budget of {mostPerHour} {what} an hour is used up.",
                    "Wait, or let a person raise pins in plugins.json.");
            spent.Add(now);
        }
    }
}
