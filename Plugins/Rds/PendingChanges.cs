using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>When RDS makes a change.</summary>
internal enum When
{
    /// <summary>At once, whatever the call says.</summary>
    Always,

    /// <summary>In the maintenance window, or at once where the call says so.</summary>
    AsAsked,
}

/// <summary>
/// Settings whose change may wait for the maintenance window: the present value takes a waiting change back, and the waiting one is asked
/// for already.
/// </summary>
internal static class PendingChanges
{
    public const string Now = "at once";
    public const string Window = "in the next maintenance window";
    public const string TakenBack = "the pending change is taken back";

    /// <summary>Adds a setting; one that the call did not name (null) is left out.</summary>
    /// <param name="changes">What else is changed.</param>
    /// <param name="id">Whose setting.</param>
    /// <param name="immediately">Whether the call asked for its changes at once.</param>
    /// <param name="property">In plain words.</param>
    /// <param name="now">The present value.</param>
    /// <param name="pending">The value that waits for the window; null for none.</param>
    /// <param name="then">The wanted value.</param>
    /// <param name="when">When RDS makes it.</param>
    /// <param name="price">What else it means.</param>
    /// <param name="set">Puts it into the request.</param>
    public static void Add<TRequest, T>(this SettingChanges<TRequest> changes, string id, bool immediately, string property, object? now,
        object? pending, T then, When when, string? price, Action<TRequest, T> set)
    {
        if (then is null) return;
        var (present, waiting, wanted) = (PlanBuilder.Text(now), pending is null or "" ? null : PlanBuilder.Text(pending),
            PlanBuilder.Text(then));
        var isPending = waiting == wanted;
        var same = waiting is null ? present == wanted : isPending && !immediately;
        var time = when is When.Always || immediately ? Now : Window;
        var note = same ? isPending ? $"pending already, {Window}" : null
            : string.Join("; ", new[] { time, waiting is not null && present == wanted ? TakenBack : price }.OfType<string>());
        changes.Add(new PlanChange(same ? ChangeKind.None : ChangeKind.Change, id)
        {
            Property = property,
            From = waiting is null ? present : $"{present} (pending {waiting})",
            To = wanted,
            Note = note,
        }, r => set(r, then));
    }

    /// <summary>What a plan warns of where a change waits for the window, or is taken out of it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="changes">What is changed.</param>
    /// <param name="immediately">Whether the call asked for its changes at once.</param>
    /// <param name="pending">All that waits now.</param>
    /// <param name="tool">Where to look afterwards.</param>
    public static void WarnOfPending<TRequest>(this PlanBuilder plan, SettingChanges<TRequest> changes, bool immediately,
        IEnumerable<string> pending, string tool)
    {
        // The other things that wait for the window are done now as well.
        if (immediately && pending.ToList() is { Count: > 0 } all)
            plan.Warn($"What was pending is applied at once as well, unless this call replaces it: {string.Join(", ", all)}.");
        if (!immediately && changes.Changed.Any(c => c.Note?.Contains(TakenBack, StringComparison.Ordinal) is true))
            plan.Warn("RDS documents that a pending change is taken back with applyImmediately; without it, "
                + $"look at pendingChanges of {tool} afterwards.");
    }
}
