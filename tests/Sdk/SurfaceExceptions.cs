namespace Infra.Sdk.Tests;

/// <summary>
/// The named differences between the official clients and the generated ones: surface-exceptions.txt, a heading with
/// the reason above each group of names.
/// </summary>
internal sealed class SurfaceExceptions
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public SurfaceExceptions(string model)
    {
        string reason = "";
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.RepositoryRoot, "tests", "Sdk", "surface-exceptions.txt")))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                reason = line[2..];
            }
            else if (line.StartsWith(model + " ", StringComparison.Ordinal))
            {
                _reasons.Add(line[(model.Length + 1)..], reason);
            }
        }
    }

    /// <summary>The names for which nobody has asked.</summary>
    public HashSet<string> Unused => [.. _reasons.Keys.Except(_used)];

    /// <summary>Why a type, or a member of it, may differ; null if it may not.</summary>
    public string? ReasonFor(string name)
    {
        _used.Add(name);
        return _reasons.GetValueOrDefault(name);
    }
}
