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
        _ => throw ToolException.InvalidInput("A canary needs a version and a percentage.", "Give canaryVersion and canaryPercent."),
    };

    /// <summary>Why Lambda will not share traffic like this; null when it will.</summary>
    public static string? Obstacle(string version, AliasRoutingConfiguration? routing) =>
        Canary(routing).Version is not { } canary ? null
        : version == "$LATEST" || canary == "$LATEST"
            ? "An alias shares its traffic between published versions only, not with $LATEST; lambda_publish_version makes a version."
        : canary == version ? $"Version {version} would share the traffic with itself: canaryPercent 0 gives it all." : null;

    /// <summary><c>version 4, 10 % version 5</c></summary>
    public static string Describe(string version, AliasRoutingConfiguration? routing) =>
        Canary(routing) is ({ } canary, var percent) ? $"version {version}, {PlanBuilder.Text(percent)} % version {canary}"
            : $"version {version}";

    /// <summary>The arguments that make or set the alias as it is.</summary>
    public static Dictionary<string, object> Arguments(
        string function, string name, string version, string? description, AliasRoutingConfiguration? routing)
    {
        var arguments = new Dictionary<string, object> { ["functionName"] = function, ["name"] = name, ["version"] = version };
        if (!string.IsNullOrEmpty(description)) arguments["description"] = description;
        if (Canary(routing) is ({ } canary, { } percent)) (arguments["canaryVersion"], arguments["canaryPercent"]) = (canary, percent);
        return arguments;
    }
}
