namespace Infra.Plugins.Account;

/// <summary>What a tool that asks others does where it runs for several regions.</summary>
internal static class Places
{
    /// <summary>What a row says in place of a region.</summary>
    public const string Global = "global";

    /// <summary>Whether this run is the one of its account that asks global services: they would answer the others the same.</summary>
    public static bool AsksGlobal(this ToolContext context) =>
        context.Targets.First(t => t.Account == context.Target.Account && t.Profile == context.Target.Profile) == context.Target;

    /// <summary>Whether the call goes to more than one region.</summary>
    public static bool IsOverRegions(this ToolContext context) => context.Targets.Any(t => t.Region != context.Target.Region);
}
