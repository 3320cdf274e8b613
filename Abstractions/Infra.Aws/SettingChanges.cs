namespace Infra.Aws;

/// <summary>
/// The settings that a modify tool was asked for, each with its present value: what the plan tells and what the act sends come from
/// the same comparison.
/// </summary>
/// <typeparam name="TRequest">The AWS request that carries the new values.</typeparam>
/// <param name="resource">Whose settings, as a person recognises it.</param>
public sealed class SettingChanges<TRequest>(string resource)
{
    private readonly List<(PlanChange Change, Action<TRequest> Set)> asked = [];

    /// <summary>Whether the call named no setting at all.</summary>
    public bool IsEmpty => asked.Count == 0;

    /// <summary>Whether what was asked for is so already.</summary>
    public bool ChangesNothing => asked.All(a => a.Change.Kind is ChangeKind.None);

    /// <summary>What was asked for, with what stays as it is.</summary>
    public IEnumerable<PlanChange> All => asked.Select(a => a.Change);

    /// <summary>What is different afterwards.</summary>
    public IEnumerable<PlanChange> Changed => All.Where(c => c.Kind is not ChangeKind.None);

    /// <summary>Adds a setting; one that the call did not name (null) is left out.</summary>
    /// <param name="property">In plain words.</param>
    /// <param name="from">The present value.</param>
    /// <param name="to">The wanted value; null when it was not named.</param>
    /// <param name="set">Puts it into the request.</param>
    /// <param name="note">When it takes effect, what it costs.</param>
    public void Add<T>(string property, object? from, T to, Action<TRequest, T> set, string? note = null)
    {
        if (to is null) return;
        var (now, then) = (PlanBuilder.Text(from), PlanBuilder.Text(to));
        Add(new PlanChange(now == then ? ChangeKind.None : ChangeKind.Change, resource)
        {
            Property = property,
            From = now,
            To = then,
            Note = now == then ? null : note,
        }, r => set(r, to));
    }

    /// <summary>Adds a setting that was compared elsewhere.</summary>
    /// <param name="change">The change.</param>
    /// <param name="set">Puts it into the request.</param>
    public void Add(PlanChange change, Action<TRequest> set) => asked.Add((change, set));

    /// <summary>Puts what is different into the request.</summary>
    /// <param name="request">The request.</param>
    public TRequest ApplyTo(TRequest request)
    {
        foreach (var (change, set) in asked)
            if (change.Kind is not ChangeKind.None) set(request);
        return request;
    }
}
