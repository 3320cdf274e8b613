namespace Infra.Plugins.Rds;

/// <summary>What RDS asks of an upgrade.</summary>
internal static class EngineVersions
{
    /// <summary>
    /// Whether an upgrade is one of the major version: the first number of PostgreSQL and Oracle, the first two of others.
    /// </summary>
    public static bool IsMajor(string? engine, string? from, string? to)
    {
        if (from is null || to is null) return false;
        var parts = engine?.Contains("postgres", StringComparison.Ordinal) is true && !from.StartsWith("9.", StringComparison.Ordinal)
            || engine?.Contains("oracle", StringComparison.Ordinal) is true ? 1 : 2;
        // A version may be given by its first number alone.
        var (old, wanted) = (from.Split('.').Take(parts), to.Split('.').Take(parts).ToArray());
        return !old.Take(wanted.Length).SequenceEqual(wanted, StringComparer.Ordinal);
    }

    /// <summary>Why RDS refuses an upgrade; empty when it does not, or none was asked for.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="from">The present version.</param>
    /// <param name="to">The version that was asked for.</param>
    /// <param name="allowed">Whether it may be a major upgrade.</param>
    /// <param name="groups">Arguments for parameter groups, with the present and the wanted one.</param>
    public static IEnumerable<string> WhyNoUpgrade(string? engine, string? from, string? to, bool allowed,
        params IEnumerable<(string Argument, string? Now, string? Asked)> groups)
    {
        if (!IsMajor(engine, from, to)) yield break;
        if (!allowed) yield return $"From {from} to {to} is a major upgrade: pass allowMajorUpgrade: true.";
        foreach (var (argument, now, asked) in groups)
        {
            if (asked is not null || now is null || ParameterGroups.Default(now) is not null) continue;
            yield return $"Its parameter group {now} is of the present major version, and RDS chooses no other by itself: pass {argument}, "
                + "one of AWS's default groups or your own of the new version.";
        }
    }
}
