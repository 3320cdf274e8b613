namespace Infra;

/// <summary>
/// What a tool would do, as data, told before it is done. The host makes the text, the table and the question to a person from it.
/// It must be the same each time as long as the world is the same; the order of its lists does not matter.
/// </summary>
/// <param name="Summary">One sentence: the act and how much it touches.</param>
public sealed record ToolPlan(string Summary)
{
    /// <summary>Each thing that is created, changed, replaced, deleted or lost. Empty when nothing changes.</summary>
    public IReadOnlyList<PlanChange> Changes { get; init; } = [];

    /// <summary>What the person who decides must know besides: an exposure, a cost, an outage.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What the plan depends on and could not determine, with the reason: a permission that is missing, for example.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>
    /// Why AWS will refuse the act as things stand. A plan with an obstacle is shown, but cannot be confirmed or carried out.
    /// </summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];

    /// <summary>
    /// The existing resources that the act touches, as they are now: those it changes or deletes, and those it adds to, attaches to
    /// or puts something into. The host records them in the journal and checks them against the tag condition of the configuration.
    /// Empty for a tool that only creates.
    /// </summary>
    public IReadOnlyList<PlannedResource> Resources { get; init; } = [];

    /// <summary>The call that would take the act back; null when there is none, and <see cref="NoUndo"/> then says why.</summary>
    public ToolCall? Undo { get; init; }

    /// <summary>Why the act cannot be taken back.</summary>
    public string? NoUndo { get; init; }
}

/// <summary>What a plan does to a thing.</summary>
public enum ChangeKind
{
    /// <summary>It is looked at and stays as it is.</summary>
    None,

    /// <summary>It comes into being.</summary>
    Create,

    /// <summary>It stays, with another value of one property.</summary>
    Change,

    /// <summary>It is deleted and made anew.</summary>
    Replace,

    /// <summary>It is gone afterwards.</summary>
    Delete,

    /// <summary>Data or access goes that nothing brings back.</summary>
    Lose,
}

/// <summary>One change of a plan.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Resource">To what: an id or name, with what a person needs to recognise it.</param>
public sealed record PlanChange(ChangeKind Kind, string Resource)
{
    /// <summary>Which of its properties; null when the change is of the whole resource.</summary>
    public string? Property { get; init; }

    /// <summary>The present value.</summary>
    public string? From { get; init; }

    /// <summary>The value afterwards.</summary>
    public string? To { get; init; }

    /// <summary>What a person should know about this change: when it takes effect, what depends on it.</summary>
    public string? Note { get; init; }
}

/// <summary>An existing resource that a plan touches.</summary>
/// <param name="Id">Its id or ARN, whole.</param>
/// <param name="State">What it is now, in a few words: enough to recognise it and to put it back where that is possible.</param>
public sealed record PlannedResource(string Id, string State)
{
    /// <summary>Its name, where that is not the id.</summary>
    public string? Name { get; init; }

    /// <summary>Its tags; null when the AWS service does not tell them, which a tag condition treats as not carrying the tag.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>A call of a tool, as data.</summary>
/// <param name="Tool">Its full name, for example <c>ec2_start_instances</c>.</param>
/// <param name="Arguments">Its arguments as a JSON object.</param>
public sealed record ToolCall(string Tool, System.Text.Json.JsonElement Arguments);
