using System.Text.Json.Nodes;

namespace Infra.Core.Answers;

/// <summary>What tells the targets of a call apart.</summary>
/// <param name="targets">All of them.</param>
internal sealed class TargetLabel(IReadOnlyList<AwsTarget> targets)
{
    private readonly bool accounts = targets.Select(t => t.Account).Distinct().Skip(1).Any();
    private readonly bool regions = targets.Select(t => t.Region).Distinct().Skip(1).Any();

    /// <summary>
    /// Puts account and region before a row's own properties, where more than one was asked and the row does not tell itself.
    /// </summary>
    public void AddTo(JsonObject row, AwsTarget target)
    {
        if (regions && target.Region is { } region && !row.ContainsKey("region")) row.Insert(0, "region", region);
        if (accounts && target.Account is { } account && !row.ContainsKey("account")) row.Insert(0, "account", account);
    }

    /// <summary>A target as a person names it: by what tells it from the others.</summary>
    public string Of(AwsTarget target) => (accounts, regions) switch
    {
        (true, true) => TargetPlace.KeyOf(target),
        (true, false) => target.Account ?? target.Profile ?? "default",
        _ => target.Region ?? "default",
    };

    /// <summary>Some of the targets: an account that is among them with each of its regions is named once.</summary>
    public IEnumerable<string> Of(IReadOnlyList<AwsTarget> some)
    {
        if (!accounts || !regions) return some.Select(Of);
        var whole = targets.CountBy(t => t.Account ?? "").ToDictionary();
        return some.GroupBy(t => t.Account ?? "").SelectMany(g => g.Count() == whole[g.Key] ? [g.Key] : g.Select(TargetPlace.KeyOf));
    }
}
