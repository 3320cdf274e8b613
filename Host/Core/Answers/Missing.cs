using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Safety;

namespace Infra.Core.Answers;

/// <summary>The targets of a call that did not answer, grouped by why.</summary>
/// <param name="all">All targets of the call: an account that failed in each of its regions is named once.</param>
/// <param name="hint">A hint without pointers to tools that are not offered.</param>
internal sealed class Missing(IReadOnlyList<AwsTarget> all, Func<string?, string?> hint)
{
    private const int MostNames = 60;
    private const int LongestReason = 400;

    private readonly TargetLabel label = new(all);
    private readonly List<Group> groups = [];
    private JsonArray? json;

    public bool IsEmpty => groups.Count == 0;

    /// <summary>How many targets failed, by code.</summary>
    public IEnumerable<(string Code, int Count)> Counts => groups.Select(g => (Code(g.Failure), g.Targets.Count + g.Others.Count));

    /// <summary>The only reason; null when there are several.</summary>
    public ToolException? Only => groups is [var one] ? one.Failure.InWords(one.Failure.Message, one.Hint) : null;

    public void Add(AwsTarget target, ToolException failure) => GroupOf(failure, target.Region).Targets.Add(target);

    /// <summary>An account that could not be resolved to targets.</summary>
    public void Add(string where, ToolException failure) => GroupOf(failure, null).Others.Add(where);

    /// <summary>Fails the call where nothing answered and there is one reason for it.</summary>
    /// <param name="notFound">That what was named is nowhere; null when nothing says so.</param>
    /// <param name="targets">How many were asked.</param>
    public void ThrowIfOne(ToolException? notFound, int targets)
    {
        if ((IsEmpty ? notFound : Only) is not { } failure) return;
        throw failure.InWords(
            targets > 1 ? string.Create(CultureInfo.InvariantCulture, $"{failure.Message} (So in all {targets} targets.)")
            : failure.Message, failure.Hint);
    }

    /// <summary>As the answer shows them.</summary>
    public JsonArray ToJson()
    {
        if (json is not null) return json.DeepClone().AsArray();
        json = [];
        foreach (var group in groups)
        {
            var failure = group.Failure;
            var entry = new JsonObject { ["code"] = failure.Code.ToString() };
            if (failure.AwsErrorCode is { } aws) entry["awsErrorCode"] = aws;
            var reason = Redactor.Clean(failure.Message);
            entry["reason"] = reason.Length <= LongestReason ? reason : $"{reason[..LongestReason]}…";
            if (hint(group.Hint) is { } next) entry["hint"] = Redactor.Clean(next);
            var names = label.Of(group.Targets).Concat(group.Others).ToList();
            var shown = names.Take(MostNames).Select(n => JsonValue.Create(n)).ToList();
            if (names.Count > MostNames)
                shown.Add(JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"and {names.Count - MostNames} more")));
            entry["targets"] = new JsonArray([.. shown]);
            json.Add(entry);
        }

        return json.DeepClone().AsArray();
    }

    // What tells the targets apart stands in the message (an ARN, say), so the first one's stands for all of a code.
    private Group GroupOf(ToolException failure, string? region)
    {
        json = null;
        var general = Group.General(failure.Hint, region);
        foreach (var group in groups)
            if (group.Failure.Code == failure.Code && group.Failure.AwsErrorCode == failure.AwsErrorCode
                && group.Generally == general) return group;
        groups.Add(new(failure, general));
        return groups[^1];
    }

    private static string Code(ToolException failure) => failure.AwsErrorCode ?? failure.Code.ToString();

    /// <summary>Targets that did not answer for one reason.</summary>
    /// <param name="Failure">That of the first one.</param>
    /// <param name="Generally">Its hint, without the region.</param>
    private sealed record Group(ToolException Failure, string? Generally)
    {
        public List<AwsTarget> Targets { get; } = [];
        public List<string> Others { get; } = [];

        /// <summary>What to do in all of its places. One hint names a region only where it is about one.</summary>
        public string? Hint => Targets.Select(t => t.Region).Distinct().Skip(1).Any() ? Generally : Failure.Hint;

        public static string? General(string? hint, string? region) =>
            hint is null || string.IsNullOrEmpty(region) || !hint.Contains(region, StringComparison.Ordinal) ? hint
                : Regex.Replace(hint, $"(?<![\\w-]){Regex.Escape(region)}(?![\\w-])", "the region");
    }
}
