using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// What a bucket has several of, each with an id: lifecycle rules, replication rules, notifications. S3 replaces all of a kind at once, so
/// what stays is sent again.
/// </summary>
/// <typeparam name="T">One of them.</typeparam>
/// <param name="kind">What they are called: <c>replication rule</c>. Its last word is what one is called in a plan.</param>
/// <param name="id">The id of one.</param>
/// <param name="describe">One in words.</param>
internal sealed class NamedParts<T>(string kind, Func<T, string?> id, Func<T, string> describe) where T : class
{
    private readonly string word = kind.Split(' ')[^1];

    /// <summary>What is there after a call: those that it names are replaced or removed, and new ones come last.</summary>
    /// <param name="bucket">Whose they are.</param>
    /// <param name="now">What is there.</param>
    /// <param name="set">What to add or replace.</param>
    /// <param name="removeIds">The ids of what to remove.</param>
    /// <exception cref="ToolException">One is named twice, or is to be removed and not there.</exception>
    public List<T> Merge(string bucket, IReadOnlyList<T> now, IReadOnlyList<T> set, IReadOnlyList<string> removeIds)
    {
        if (set.Select(id).Concat(removeIds).GroupBy(i => i, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw ToolException.InvalidInput($"The {word} {twice.Key} is named twice.",
                $"Name each {word} once, in {word}s or in removeIds.");
        if (removeIds.FirstOrDefault(i => now.All(n => id(n) != i)) is { } missing)
            throw ToolException.NotFound($"The {kind} {missing} of {bucket}", $"s3_get_bucket shows the {word}s.");
        return
        [
            .. now.Where(n => !removeIds.Contains(id(n))).Select(n => set.FirstOrDefault(s => id(s) == id(n)) ?? n),
            .. set.Where(s => now.All(n => id(n) != id(s))),
        ];
    }

    /// <summary>Says in a plan what becomes of each.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="bucket">Whose they are.</param>
    /// <param name="now">What is there.</param>
    /// <param name="next">What is there afterwards.</param>
    /// <param name="gone">What to know about those that go.</param>
    public void Compare(PlanBuilder plan, string bucket, IReadOnlyList<T> now, IReadOnlyList<T> next, string? gone = null)
    {
        foreach (var one in now)
        {
            if (next.Contains(one)) plan.Keep($"{word} {describe(one)}");
            else if (next.FirstOrDefault(n => id(n) == id(one)) is { } other)
                plan.Change(bucket, $"{word} {id(one)}", describe(one), describe(other));
            else plan.Delete($"{word} {describe(one)}", gone);
        }

        foreach (var one in next.Where(n => now.All(o => id(o) != id(n)))) plan.Create($"{word} {describe(one)}");
    }
}
