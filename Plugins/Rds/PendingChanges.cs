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

    /// <summary>Tells how what is changed is set back, or why it is not.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="tool">The tool that sets it back.</param>
    /// <param name="id">Whose settings, as the tool takes it.</param>
    /// <param name="immediately">Whether the call asked for its changes at once.</param>
    /// <param name="never">Why something that was asked for has no way back; null where all has.</param>
    /// <param name="settings">Arguments that the tool has, with what was asked for and what is there now.</param>
    public static PlanBuilder WayBack(this PlanBuilder plan, string tool, (string Argument, string Value) id, bool immediately,
        string? never, params IEnumerable<(string Argument, object? Asked, object? Now)> settings)
    {
        if (never is not null) return plan.NoUndo(never);
        var back = new Dictionary<string, object> { [id.Argument] = id.Value };
        foreach (var (argument, _, now) in settings.Where(s => s.Asked is not null))
        {
            if (now is null or "") return plan.NoUndo($"{argument} had no value that could be set again.");
            back[argument] = now;
        }

        if (immediately) back["applyImmediately"] = true;
        return plan.Undo(tool, back);
    }

    /// <summary>Why a change of a database has no way back; null where it has one.</summary>
    /// <param name="version">The version that was asked for.</param>
    /// <param name="grows">Whether storage grows.</param>
    /// <param name="rotates">Whether the master password is replaced.</param>
    public static string? Never(string? version, bool grows, bool rotates) =>
        version is not null ? "An upgrade has no way back but a snapshot."
        : grows ? "Storage never becomes smaller." : rotates ? "A password that was replaced does not come back." : null;
}
