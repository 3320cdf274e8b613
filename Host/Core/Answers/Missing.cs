using System.Globalization;
using System.Text.Json.Nodes;
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
    private readonly List<(ToolException Failure, List<AwsTarget> Targets, List<string> Others)> groups = [];
    private JsonArray? json;

    public bool IsEmpty => groups.Count == 0;

    /// <summary>How many targets failed, by code.</summary>
    public IEnumerable<(string Code, int Count)> Counts => groups.Select(g => (Code(g.Failure), g.Targets.Count + g.Others.Count));

    /// <summary>The only reason; null when there are several.</summary>
    public ToolException? Only => groups is [var one] ? one.Failure : null;

    public void Add(AwsTarget target, ToolException failure) => GroupOf(failure).Targets.Add(target);

    /// <summary>An account that could not be resolved to targets.</summary>
    public void Add(string where, ToolException failure) => GroupOf(failure).Others.Add(where);

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
        foreach (var (failure, targets, others) in groups)
        {
            var entry = new JsonObject { ["code"] = failure.Code.ToString() };
            if (failure.AwsErrorCode is { } aws) entry["awsErrorCode"] = aws;
            var reason = Redactor.Clean(failure.Message);
            entry["reason"] = reason.Length <= LongestReason ? reason : $"{reason[..LongestReason]}…";
            if (hint(failure.Hint) is { } next) entry["hint"] = Redactor.Clean(next);
            var names = label.Of(targets).Concat(others).ToList();
            var shown = names.Take(MostNames).Select(n => JsonValue.Create(n)).ToList();
            if (names.Count > MostNames)
                shown.Add(JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"and {names.Count - MostNames} more")));
            entry["targets"] = new JsonArray([.. shown]);
            json.Add(entry);
        }

        return json.DeepClone().AsArray();
    }

    // What tells the targets apart stands in the message (an ARN, say), so the first one's stands for all of a code.
    private (ToolException Failure, List<AwsTarget> Targets, List<string> Others) GroupOf(ToolException failure)
    {
        json = null;
        foreach (var group in groups)
            if (group.Failure.Code == failure.Code && group.Failure.AwsErrorCode == failure.AwsErrorCode
                && group.Failure.Hint == failure.Hint) return group;
        groups.Add((failure, [], []));
        return groups[^1];
    }

    private static string Code(ToolException failure) => failure.AwsErrorCode ?? failure.Code.ToString();
}
