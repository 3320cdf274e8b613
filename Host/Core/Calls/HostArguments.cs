using System.Text.Json.Nodes;
using Infra.Core.Catalog;

namespace Infra.Core.Calls;

/// <summary>The arguments of a call that are the host's and not the tool's.</summary>
internal sealed record HostArguments(string? Region, string? Profile, string? Confirm, bool DryRun)
{
    public const string RegionName = "region";
    public const string ProfileName = "profile";
    public const string ConfirmName = "confirm";
    public const string DryRunName = "dryRun";
    public const string DryRunText = "Plan only.";

    /// <summary>Adds those that a tool takes to the properties of its input schema.</summary>
    /// <param name="properties">Of the schema; changed in place.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="regions">The regions that a call may name; null for any.</param>
    /// <param name="profiles">The profiles that a call may name; null when it may name none.</param>
    public static void AddTo(JsonObject properties, CatalogTool tool, IReadOnlyList<string>? regions, IReadOnlyList<string>? profiles)
    {
        if (tool.IsRegional)
        {
            var region = Argument("Region.", regions);
            // Of every partition, the European Sovereign Cloud's four letters included.
            if (regions is not { Count: > 0 })
                (region["pattern"], region["examples"]) = ("^[a-z]{2,5}(-[a-z]+)+-[0-9]+$", new JsonArray("eu-west-1"));
            properties[RegionName] = region;
        }

        if (tool.CallsAws && profiles is { Count: > 0 }) properties[ProfileName] = Argument("Profile.", profiles);
        if (tool.Kind > ToolKind.Read) properties[DryRunName] = new JsonObject { ["type"] = "boolean", ["description"] = DryRunText };
        if (tool.NeedsConfirmation) properties[ConfirmName] = Argument("The plan's code.", null);
    }

    /// <summary>Takes them out of the arguments.</summary>
    /// <param name="given">Checked arguments; changed in place.</param>
    /// <param name="tool">The tool.</param>
    public static HostArguments Take(JsonObject given, CatalogTool tool)
    {
        var region = tool.IsRegional ? Text(RegionName) : null;
        var profile = tool.CallsAws ? Text(ProfileName) : null;
        var confirm = Text(ConfirmName);
        var dryRun = given[DryRunName]?.GetValue<bool>() ?? false;
        given.Remove(DryRunName);
        return new(region, profile, confirm, dryRun);

        string? Text(string name)
        {
            var value = given[name]?.GetValue<string>();
            given.Remove(name);
            return value;
        }
    }

    private static JsonObject Argument(string description, IReadOnlyList<string>? allowed)
    {
        var argument = new JsonObject { ["type"] = "string", ["description"] = description };
        if (allowed is { Count: > 0 }) argument["enum"] = new JsonArray([.. allowed.Select(a => JsonValue.Create(a))]);
        return argument;
    }
}
