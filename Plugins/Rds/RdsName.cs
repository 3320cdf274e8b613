using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>What RDS takes as the name of something new.</summary>
internal static class RdsName
{
    /// <summary>A letter first, no hyphen last, and no two in a row.</summary>
    public const string Pattern = "[A-Za-z](-?[A-Za-z0-9])*";

    /// <summary>The longest id of an instance, a cluster or a snapshot of a cluster.</summary>
    public const int Longest = 63;

    /// <summary>The longest name of a group or id of an instance's snapshot.</summary>
    public const int LongestOfGroup = 255;

    /// <summary>Why RDS refuses an id for a new snapshot of a cluster; null when it takes it.</summary>
    public static string? TooLong(string id) =>
        id.Length > Longest ? $"The id of a cluster's snapshot has at most {Longest} characters; this one has {id.Length}." : null;

    /// <summary>Why a group cannot be created: there is one. Null when there is none, or when that is not known.</summary>
    /// <param name="what">What, with article and name: <c>a DB subnet group data</c>.</param>
    /// <param name="find">Looks for it; null or RDS's error when there is none.</param>
    /// <param name="unknowns">Where it is noted that the look was denied.</param>
    public static async Task<string?> TakenAsync(string what, Func<Task<object?>> find, Unknowns unknowns) =>
        await unknowns.FindAsync(what, find) is null ? null : $"There is {what} already; choose another name.";
}
