using System.Collections.Frozen;
using System.Globalization;

namespace Infra.Plugins.Lambda;

/// <summary>
/// When runtimes end, as AWS forecasts it ("Lambda runtimes" of the developer guide, read in February 2026); no operation tells it. A
/// function
/// goes on running afterwards, without patches; some weeks later Lambda takes no new function with it, and then no change of one.
/// </summary>
internal static class Runtimes
{
    private static readonly FrozenDictionary<string, DateTime> Ends = new Dictionary<string, string>
    {
        ["nodejs24.x"] = "2028-04-30",
        ["nodejs22.x"] = "2027-04-30",
        ["nodejs20.x"] = "2026-04-30",
        ["nodejs18.x"] = "2025-09-01",
        ["nodejs16.x"] = "2024-06-12",
        ["nodejs14.x"] = "2023-12-04",
        ["nodejs12.x"] = "2023-03-31",
        ["nodejs10.x"] = "2021-07-30",
        ["nodejs8.10"] = "2020-03-06",
        ["nodejs6.10"] = "2019-08-12",
        ["nodejs4.3"] = "2020-03-05",
        ["nodejs"] = "2016-10-31",
        ["python3.14"] = "2029-06-30",
        ["python3.13"] = "2029-06-30",
        ["python3.12"] = "2028-10-31",
        ["python3.11"] = "2027-06-30",
        ["python3.10"] = "2026-10-31",
        ["python3.9"] = "2025-12-15",
        ["python3.8"] = "2024-10-14",
        ["python3.7"] = "2023-12-04",
        ["python3.6"] = "2022-07-18",
        ["python2.7"] = "2021-07-15",
        ["java25"] = "2029-06-30",
        ["java21"] = "2029-06-30",
        ["java17"] = "2027-06-30",
        ["java11"] = "2027-06-30",
        ["java8.al2"] = "2027-06-30",
        ["java8"] = "2024-01-08",
        ["dotnet10"] = "2028-11-14",
        ["dotnet8"] = "2026-11-10",
        ["dotnet6"] = "2024-12-20",
        ["dotnetcore3.1"] = "2023-04-03",
        ["dotnetcore2.1"] = "2022-01-05",
        ["dotnetcore2.0"] = "2019-05-30",
        ["dotnetcore1.0"] = "2019-07-30",
        ["ruby3.4"] = "2028-03-31",
        ["ruby3.3"] = "2027-03-31",
        ["ruby3.2"] = "2026-03-31",
        ["ruby2.7"] = "2023-12-07",
        ["ruby2.5"] = "2021-07-30",
        ["provided.al2023"] = "2029-06-30",
        ["provided.al2"] = "2026-07-31",
        ["provided"] = "2024-01-08",
        ["go1.x"] = "2024-01-08",
    }.ToFrozenDictionary(r => r.Key, r =>
        DateTime.SpecifyKind(DateTime.ParseExact(r.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateTimeKind.Utc));

    /// <summary>When it ends or has ended; null for images and for runtimes that are newer than this table.</summary>
    public static DateTime? End(string? runtime) => runtime is not null && Ends.TryGetValue(runtime, out var end) ? end : null;

    /// <summary>Adds to a plan why Lambda takes no snapshot of versions of such a function, or may not.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isImage">Whether its code is an image.</param>
    /// <param name="runtime">Its runtime.</param>
    /// <param name="storageMb">The size of /tmp.</param>
    public static void AddSnapStart(PlanBuilder plan, bool isImage, string? runtime, int? storageMb) => plan
        .Obstacle(isImage ? "Lambda takes no snapshots of images." : null)
        .Obstacle(storageMb > 512 ? $"Lambda takes snapshots with 512 MB of /tmp at most, and it has {storageMb} MB." : null)
        .Warn(isImage || HasSnapStart(runtime) ? null : $"Lambda may refuse: {runtime} is not known to have SnapStart.")
        .Warn("SnapStart holds from the next published version on; $LATEST never starts from a snapshot.");

    // Java from 11 on, Python from 3.12 and .NET from 8.
    private static bool HasSnapStart(string? runtime) => runtime switch
    {
        ['j', 'a', 'v', 'a', .. var version] => From(version, 11),
        ['p', 'y', 't', 'h', 'o', 'n', '3', '.', .. var version] => From(version, 12),
        ['d', 'o', 't', 'n', 'e', 't', .. var version] => From(version, 8),
        _ => false,
    };

    private static bool From(string version, int least) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least;
}
