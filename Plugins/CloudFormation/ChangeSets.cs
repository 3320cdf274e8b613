using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>A change to a resource that a change set would make.</summary>
/// <param name="Replacement">Whether the resource is made anew: True, False or Conditional.</param>
/// <param name="Details">What of it changes, with values where AWS tells them.</param>
public sealed record ChangeRow(string Action, string Resource, string Type, string? PhysicalId, string? Replacement, string? OnDelete, IReadOnlyList<string> Details);

/// <summary>Change sets, whole.</summary>
internal static class ChangeSets
{
    /// <summary>A change set with all its changes.</summary>
    /// <exception cref="ChangeSetNotFoundException">There is none.</exception>
    public static async Task<(DescribeChangeSetResponse Set, List<ChangeRow> Changes)> FindAsync(IAmazonCloudFormation cfn, string stack, string name, CancellationToken ct)
    {
        DescribeChangeSetResponse? set = null;
        var changes = await Stacks.AllAsync(async token =>
        {
            set = await Stacks.FoundAsync(cfn.DescribeChangeSetAsync(new() { StackName = stack, ChangeSetName = name, IncludePropertyValues = true, NextToken = token }, ct));
            return (set.Changes, set.NextToken);
        });
        return (set!, [.. changes.Where(c => c.ResourceChange is not null).Select(c => ToRow(c.ResourceChange))]);
    }

    /// <summary><c>Modify Db (AWS::RDS::DBInstance, db-1), replacement True: Engine mysql -> postgres</c></summary>
    public static string Describe(ChangeRow c) =>
        $"{c.Action} {c.Resource} ({c.Type}{(c.PhysicalId is null ? "" : $", {c.PhysicalId}")})"
        + (c.Replacement is null ? "" : $", replacement {c.Replacement}")
        + (c.OnDelete is null ? "" : $", {c.OnDelete}")
        + (c.Replacement == "True" ? ": the old one and its data are lost unless retained" : "")
        + (c.Details.Count == 0 ? "" : $": {string.Join("; ", c.Details)}");

    private static ChangeRow ToRow(ResourceChange c) => new(
        c.Action, c.LogicalResourceId, c.ResourceType, c.PhysicalResourceId, c.Replacement, c.PolicyAction,
        [.. (c.Details ?? []).Where(d => d.Target is not null).Select(Detail).Distinct()]);

    private static string Detail(ResourceChangeDetail d) =>
        (d.Target.Name ?? d.Target.Attribute?.Value ?? "unknown")
        + (d.Target.BeforeValue is null && d.Target.AfterValue is null ? "" : $" {d.Target.BeforeValue ?? "none"} -> {d.Target.AfterValue ?? "none"}")
        + (d.Target.RequiresRecreation is { } r && r != RequiresRecreation.Never ? $" (recreation {r})" : "");
}
