namespace Infra.Plugins.Rds;

/// <summary>The logs that each engine can send to CloudWatch.</summary>
internal static class LogTypes
{
    private static readonly (string Engine, string[] Types)[] Known =
    [
        ("aurora-postgresql", ["postgresql", "instance", "iam-db-auth-error"]),
        ("aurora-mysql", ["audit", "error", "general", "instance", "slowquery", "iam-db-auth-error"]),
        ("postgres", ["postgresql", "upgrade", "iam-db-auth-error"]),
        ("mysql", ["audit", "error", "general", "slowquery", "iam-db-auth-error"]),
        ("mariadb", ["audit", "error", "general", "slowquery", "iam-db-auth-error"]),
        ("sqlserver", ["agent", "error"]),
        ("oracle", ["alert", "audit", "listener", "trace", "oemagent"]),
        ("db2", ["diag.log", "notify.log", "iam-db-auth-error"]),
    ];

    /// <exception cref="ToolException">The engine has no such log.</exception>
    public static void Check(string engine, IReadOnlyList<string> types)
    {
        var known = Known.FirstOrDefault(k => engine.StartsWith(k.Engine, StringComparison.Ordinal)).Types;
        if (known is not null && types.FirstOrDefault(t => !known.Contains(t)) is { } wrong)
            throw ToolException.InvalidInput($"The engine {engine} has no log '{wrong}'.",
                $"Its log types are {string.Join(", ", known)}.");
    }
}
