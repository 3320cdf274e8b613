namespace Infra;

/// <summary>What a tool would do, told before it is done. It must be the same each time as long as the world is the same.</summary>
/// <param name="Summary">One sentence: the act and how much it touches.</param>
/// <param name="Effects">A line for each thing that changes: what it is now, what it becomes, what is lost, what depends on it.</param>
public sealed record ToolPlan(string Summary, IReadOnlyList<string> Effects)
{
    /// <summary>
    /// The existing resources that the act changes or deletes, as they are now. The host records them in the journal and checks
    /// them against the tag condition of the configuration. Empty for a tool that only creates.
    /// </summary>
    public IReadOnlyList<PlannedResource> Resources { get; init; } = [];
}

/// <summary>An existing resource that a plan touches.</summary>
/// <param name="Id">Its id or ARN, whole.</param>
/// <param name="State">What it is now, in a few words: enough to recognise it and to put it back where that is possible.</param>
public sealed record PlannedResource(string Id, string State)
{
    /// <summary>Its tags; null when the AWS service does not tell them, which a tag condition treats as not carrying the tag.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
