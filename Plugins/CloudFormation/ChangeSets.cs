using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>A change to a resource that a change set would make.</summary>
/// <param name="Action">Add, Modify, Remove, Import, Dynamic or SyncWithActual.</param>
/// <param name="Resource">Its logical id; below that of its nested stack where it is in one: <c>Data/Table</c>.</param>
/// <param name="Replacement">Whether the resource is made anew: True, False or Conditional.</param>
/// <param name="OnDelete">What becomes of the present one: Delete, Retain, Snapshot and the like.</param>
/// <param name="Details">What of it changes, with values where AWS tells them.</param>
public sealed record ChangeRow(string Action, string Resource, string Type, string? PhysicalId, string? Replacement, string? OnDelete,
    IReadOnlyList<string> Details);

/// <summary>Change sets, whole.</summary>
internal static class ChangeSets
{
    /// <summary>A change set with all its changes, also those inside nested stacks.</summary>
    /// <param name="Set">The change set.</param>
    /// <param name="Changes">What it changes.</param>
    /// <param name="Unseen">The nested stacks whose own changes it does not tell.</param>
    internal sealed record Whole(DescribeChangeSetResponse Set, IReadOnlyList<ChangeRow> Changes, IReadOnlyList<string> Unseen);

    /// <summary>Finds a change set and those of the nested stacks.</summary>
    /// <exception cref="ChangeSetNotFoundException">There is none.</exception>
    public static async Task<Whole> FindAsync(IAmazonCloudFormation cfn, string? stack, string name, Unknowns unknowns,
        CancellationToken ct, string within = "")
    {
        var (set, changes) = await ReadAsync(cfn, stack, name, ct);
        // A nested change set has an id of its own; one made without IncludeNestedStacks has none.
        var isDeepest = Stacks.IsDeepest(within);
        var nested = isDeepest ? [] : changes.Where(c => c.ChangeSetId is not null).ToList();
        var below = await nested.AskAsync((c, t) => unknowns.TryAsync($"The changes inside the nested stack {within}{c.LogicalResourceId}",
            () => FindAsync(cfn, null, c.ChangeSetId, unknowns, t, $"{within}{c.LogicalResourceId}/")), ct);
        return new(set,
            [.. changes.Select(c => ToRow(c, within)), .. below.SelectMany(b => b?.Changes ?? [])],
            [
                .. changes.Where(c =>
                    c.ResourceType == Stacks.NestedType && (c.ChangeSetId is null || isDeepest)
                    && c.Action?.Value is not ("Add" or "Import"))
                    .Select(c => within + c.LogicalResourceId),
                .. below.SelectMany(b => b?.Unseen ?? []),
            ]);
    }

    /// <summary>Tells the changes of a set in a plan.</summary>
    public static void Describe(this PlanBuilder plan, Whole whole)
    {
        foreach (var c in whole.Changes) plan.Add(ToChange(c));
        foreach (var nested in whole.Unseen)
        {
            plan.Warn($"The change set does not show what changes inside the nested stack {nested}: "
                + "resources in it may be deleted or replaced. A change set of cfn_create_change_set shows it.");
        }
    }

    /// <summary>Whether the change may end the resource that is there.</summary>
    public static bool IsReplaced(ChangeRow c) => c.Replacement is "True" or "Conditional";

    private static PlanChange ToChange(ChangeRow c)
    {
        var what = $"{c.Resource} ({c.Type}{(c.PhysicalId is null ? "" : $", {c.PhysicalId}")})";
        var details = c.Details.Count == 0 ? null : string.Join("; ", c.Details);
        return c switch
        {
            { Action: "Add" } => new(ChangeKind.Create, what),
            { Action: "Import" } => new(ChangeKind.Create, what) { Note = "imported into the stack; it exists already" },
            { Action: "Remove", OnDelete: "Retain" } => new(ChangeKind.None, what) { Note = "it leaves the stack and is not deleted" },
            { Action: "Remove", OnDelete: "Snapshot" } => new(ChangeKind.Delete, what) { Note = "after a last snapshot" },
            { Action: "Remove" } => new(ChangeKind.Delete, what),
            { Action: "SyncWithActual" } => new(ChangeKind.None, what) { Note = details },
            { Replacement: "True" or "Conditional" } => new(ChangeKind.Replace, what) { Note = Joined(Fate(c), details) },
            { Action: "Dynamic" } =>
                new(ChangeKind.Change, what) { Property = "settings", From = "as now", To = "not known before it runs", Note = details },
            _ => new(ChangeKind.Change, what) { Property = "settings", From = "as now", To = details ?? "changed" },
        };
    }

    private static string Fate(ChangeRow c) =>
        (c.Replacement == "Conditional" ? "perhaps, AWS decides when it runs; " : "") + c.OnDelete switch
        {
            "ReplaceAndRetain" or "Retain" => "the old one is kept outside the stack",
            "ReplaceAndSnapshot" or "Snapshot" => "the old one is deleted after a last snapshot",
            _ => "the old one and its data are deleted",
        };

    private static string Joined(string first, string? second) => second is null ? first : $"{first}; {second}";

    private static async Task<(DescribeChangeSetResponse, List<ResourceChange>)> ReadAsync(IAmazonCloudFormation cfn, string? stack,
        string name, CancellationToken ct)
    {
        DescribeChangeSetResponse? set = null;
        var changes = await Paging.AllAsync<Change>(async token =>
        {
            var request = new DescribeChangeSetRequest
            {
                StackName = stack,
                ChangeSetName = name,
                IncludePropertyValues = true,
                NextToken = token
            };
            set = await Stacks.FoundAsync(cfn.DescribeChangeSetAsync(request, ct));
            return (set.Changes, set.NextToken);
        });
        return (set!, [.. changes.Select(c => c.ResourceChange).OfType<ResourceChange>()]);
    }

    private static ChangeRow ToRow(ResourceChange c, string within) => new(
        c.Action, within + c.LogicalResourceId, c.ResourceType, c.PhysicalResourceId, c.Replacement, c.PolicyAction,
        [.. (c.Details ?? []).Where(d => d.Target is not null).Select(Detail).Distinct()]);

    private static string Detail(ResourceChangeDetail d) =>
        (d.Target.Name ?? d.Target.Attribute?.Value ?? "unknown")
        + (d.Target.BeforeValue is null && d.Target.AfterValue is null ? ""
            : $" {d.Target.BeforeValue ?? "none"} -> {d.Target.AfterValue ?? "none"}")
        + (d.Target.RequiresRecreation is { } r && r != RequiresRecreation.Never ? $" (recreation {r})" : "");
}
