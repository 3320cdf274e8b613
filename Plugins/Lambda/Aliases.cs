using System.Globalization;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>How an alias shares its traffic: one version has all of it but the part of a second, the canary.</summary>
internal static class Aliases
{
    public static (string? Version, double? Percent) Canary(AliasRoutingConfiguration? routing) =>
        (routing?.AdditionalVersionWeights ?? []).Select(w => ((string?)w.Key, (double?)Math.Round(w.Value * 100, 3))).FirstOrDefault();

    /// <summary>No canary is an empty map; null would leave it as it is.</summary>
    /// <exception cref="ToolException">A part without a version, or the other way round.</exception>
    public static AliasRoutingConfiguration? Routing(string? canaryVersion, double? canaryPercent) => (canaryVersion, canaryPercent) switch
    {
        (null, null) => null,
        (_, 0) => new() { AdditionalVersionWeights = [] },
        ({ } version, { } percent) => new() { AdditionalVersionWeights = new() { [version] = percent / 100 } },
        _ => throw new ToolException(ToolErrorCode.InvalidInput, "A canary needs a version and a percentage.", "Give canaryVersion and canaryPercent."),
    };

    /// <summary><c>version 4, 10 % version 5</c></summary>
    public static string Describe(string version, AliasRoutingConfiguration? routing) =>
        Canary(routing) is ({ } canary, var percent) ? string.Create(CultureInfo.InvariantCulture, $"version {version}, {percent} % version {canary}") : $"version {version}";
}
