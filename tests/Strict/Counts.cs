using System.Collections.Concurrent;

namespace Infra.Strict;

/// <summary>What the doubles of a test run did, by rule.</summary>
public sealed class Counts
{
    private readonly ConcurrentDictionary<string, int> rules = new();
    private readonly ConcurrentDictionary<string, int> unknown = new();
    private int requests;
    private int changed;

    /// <summary>The counts of all doubles of this process.</summary>
    public static Counts Total { get; } = new();

    /// <summary>Requests that were held against a model.</summary>
    public int Requests => requests;

    /// <summary>How often each rule refused a request or changed one, or its answer.</summary>
    public IReadOnlyDictionary<string, int> Rules => rules;

    /// <summary>Requests of which no model knows the operation, by method and path.</summary>
    public IReadOnlyDictionary<string, int> Unknown => unknown;

    public void Checked() => Interlocked.Increment(ref requests);

    /// <summary>The double answered a request in the emulator's place, or changed it or its answer.</summary>
    /// <param name="reasons">The rules by which it did.</param>
    public void Changed(IReadOnlyList<string> reasons)
    {
        Interlocked.Increment(ref changed);
        foreach (var rule in reasons) rules.AddOrUpdate(rule, 1, (_, n) => n + 1);
    }

    public void NotKnown(string request) => unknown.AddOrUpdate(request, 1, (_, n) => n + 1);

    /// <summary>A line for people.</summary>
    public string Sum => $"{requests} requests checked, {unknown.Values.Sum()} of no known operation; {changed} answers are the double's "
        + $"or changed by it, " +
        $"for {rules.Values.Sum()} reasons";

    /// <summary>A table for people.</summary>
    public override string ToString() => string.Join('\n', [
        $"{Sum}:",
        .. rules.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Value,6}  {r.Key}"),
        .. unknown.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => $"{u.Value,6}  no model: {u.Key}"),
    ]);
}
