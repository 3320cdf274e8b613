using System.Text.Json;
using System.Text.RegularExpressions;
using Infra.Core.Settings;

namespace Infra.Core.Safety;

/// <summary>Holds the accounts and regions that the arguments of a call name, in ARNs or as such, against those that are pinned.</summary>
internal static partial class Pins
{
    /// <summary>Looks through all arguments, however deep.</summary>
    /// <param name="arguments">The canonical arguments.</param>
    /// <param name="pins">What is pinned.</param>
    /// <param name="writes">Whether the call may change something: accounts are pinned for those alone.</param>
    /// <exception cref="ToolException">Another account or region is named.</exception>
    public static void Check(JsonElement arguments, PinSettings pins, bool writes)
    {
        // Only the arguments themselves: what stands in maps, such as tags, has names that somebody chose.
        foreach (var argument in arguments.EnumerateObject()) CheckNamed(argument.Name, argument.Value, pins, writes);
        CheckArns(arguments, pins, writes);
    }

    // vpcRegion, replicaRegions, peerAccountId, shareWith. Whoever takes a share back is not held up.
    private static void CheckNamed(string name, JsonElement value, PinSettings pins, bool writes)
    {
        if (value.ValueKind is JsonValueKind.Array) foreach (var item in value.EnumerateArray()) CheckNamed(name, item, pins, writes);
        if (value.ValueKind is not JsonValueKind.String || value.GetString() is not { } named) return;
        if (RegionArgument().IsMatch(name) && Region().IsMatch(named)) Check(null, "region", named, pins.Regions);
        else if (writes && AccountArgument().IsMatch(name) && Account().IsMatch(named)) Check(null, "account", named, pins.Accounts);
    }

    private static void CheckArns(JsonElement arguments, PinSettings pins, bool writes)
    {
        switch (arguments.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in arguments.EnumerateObject()) CheckArns(property.Value, pins, writes);
                break;
            case JsonValueKind.Array:
                foreach (var item in arguments.EnumerateArray()) CheckArns(item, pins, writes);
                break;
            // A text that only contains an ARN (a policy, a template) names what AWS will look at by itself.
            case JsonValueKind.String when Arn().Match(arguments.GetString()!.Trim()) is { Success: true } arn:
                Check(arn.Value, "region", arn.Groups["region"].Value, pins.Regions);
                // AWS's own resources (managed policies) have the account "aws", and those that are unique by name have none. Layers of
                // other accounts are only read.
                if (writes && arn.Groups["account"].Value is not "aws" && !arn.Value.Contains(":layer:", StringComparison.Ordinal))
                    Check(arn.Value, "account", arn.Groups["account"].Value, pins.Accounts);
                break;
        }
    }

    private static void Check(string? arn, string what, string named, IReadOnlyList<string>? pinned)
    {
        if (named.Length > 0 && pinned is { Count: > 0 } && !pinned.Contains(named, StringComparer.OrdinalIgnoreCase))
            throw new ToolException(ToolErrorCode.Refused,
                $"{(arn is null ? "An argument names" : $"{arn} is in")} the {what} {named}, which is not pinned in plugins.json.",
                $"Pinned: {string.Join(", ", pinned)}. Nothing was sent.");
    }

    [GeneratedRegex("(^r|R)egions?$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionArgument();

    [GeneratedRegex("^(?!remove)(principals?|shareWith|.*(?<=^a|A)ccount(Id)?s?|.*(?<=^o|O)wnerIds?)$", RegexOptions.CultureInvariant)]
    private static partial Regex AccountArgument();

    [GeneratedRegex("^[a-z]{2,5}(-[a-z]+)+-[0-9]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Region();

    [GeneratedRegex("^[0-9]{12}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    // Lambda takes functions without the arn: prefix as well (123456789012:function:name); they have no region.
    [GeneratedRegex("^arn:[^:\\s]+:[^:\\s]*:(?<region>[^:\\s]*):(?<account>[^:\\s]*):\\S.*$|^(?<account>[0-9]{12}):(?<region>)function:\\S+$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Arn();
}
