using System.Globalization;
using Infra.Core.Settings;
using Infra.Core.State;

namespace Infra.Core.Safety;

/// <summary>
/// How much may be created and deleted, by this process in all and by all that share the state in an hour: what bounds an assistant that
/// runs in circles.
/// </summary>
/// <param name="pins">How much it may be.</param>
/// <param name="time">The clock.</param>
/// <param name="state">What is counted an hour.</param>
/// <param name="process">What is counted for the process.</param>
internal sealed class Budget(PinSettings pins, TimeProvider time, ISharedState state, Spent? process = null)
{
    // Whoever loses so often is one of very many.
    private const int MostTries = 100;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Spent all = process ?? new();

    /// <summary>Counts a call that is about to act.</summary>
    /// <exception cref="ToolException">The budget is used up, or the state cannot be reached.</exception>
    public async Task SpendAsync(ToolKind kind, CancellationToken cancellation)
    {
        var deletes = kind is ToolKind.Destructive;
        var (most, mostPerHour, what) = deletes ? (pins.Deletions, pins.DeletionsPerHour, "deletions")
            : (pins.Creations, pins.CreationsPerHour, "creations");
        ref var spent = ref (deletes ? ref all.Deletions : ref all.Creations);
        if (Interlocked.Increment(ref spent) > most)
        {
            Interlocked.Decrement(ref spent);
            throw new ToolException(ToolErrorCode.Refused, $"The budget of {most} {what} of this process is used up.",
                "A person can raise pins in plugins.json, or restart the server.");
        }

        if (mostPerHour is not { } limit) return;
        if (await InHourAsync(what, limit, cancellation).ConfigureAwait(false)) return;
        _ = deletes ? Interlocked.Decrement(ref all.Deletions) : Interlocked.Decrement(ref all.Creations);
        throw new ToolException(ToolErrorCode.Refused, $"The budget of {mostPerHour} {what} an hour is used up.",
            "Wait, or let a person raise pins in plugins.json.");
    }

    private async Task<bool> InHourAsync(string what, int most, CancellationToken cancellation)
    {
        var key = $"budget/{what}";
        for (var tries = 0; tries < MostTries; tries++)
        {
            var now = time.GetUtcNow();
            var found = await state.FindAsync(key, cancellation).ConfigureAwait(false);
            var times = (found ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(t => Time(t) > now - Hour).ToList();
            if (times.Count >= most) return false;
            times.Add(now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            if (await state.SwapAsync(key, found, string.Join(' ', times), now + Hour, cancellation).ConfigureAwait(false)) return true;
            // Somebody else was faster.
            await Task.Delay(Random.Shared.Next(20), cancellation).ConfigureAwait(false);
        }

        throw new ToolException(ToolErrorCode.Unavailable, $"Too many calls count against the budget of {what} at once.",
            "Nothing was changed. Call again.");
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
}

/// <summary>What a process created and deleted. It outlives a reload: nobody gets a new budget by touching a file.</summary>
internal sealed class Spent
{
    public int Creations;
    public int Deletions;
}
