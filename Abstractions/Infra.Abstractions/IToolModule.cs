using System.Text.Json;

namespace Infra;

/// <summary>
/// A named group of tools. The one type that a plugin assembly must export, with a public constructor that takes nothing.
/// It never gains a member; what modules learn to do later comes as further, optional interfaces.
/// </summary>
public interface IToolModule
{
    /// <summary>
    /// Short lower-case name, for example <c>ec2</c>: the prefix of each tool's name and the module's key in plugins.json.
    /// </summary>
    string Name { get; }

    /// <summary>One sentence: what the module is for.</summary>
    string Description { get; }

    /// <summary>
    /// All tools of the module, whatever the mode; the host decides which a client may see.
    /// Called at build as well, so it must not create clients, read credentials or use the network.
    /// </summary>
    /// <param name="context">The module's settings and its log.</param>
    IEnumerable<Tool> CreateTools(ModuleContext context);
}

/// <summary>
/// What a module is mostly about. On the command line its name alone then means that: <c>infra list ec2</c> lists instances.
/// A module without one is always asked for a noun.
/// </summary>
public interface IHasMainNoun
{
    /// <summary>The noun of the tools' names in the singular, for example <c>instance</c> or <c>load_balancer</c>; null for none.</summary>
    string? MainNoun { get; }
}

/// <summary>What a module is told when it is loaded.</summary>
public sealed class ModuleContext
{
    /// <summary>The <c>settings</c> object of the plugin's entry in plugins.json; an empty object when there is none.</summary>
    public JsonElement Settings { get; init; } = JsonElement.Parse("{}");

    /// <summary>Writes a line to the host's log (never to stdout, which belongs to the protocol).</summary>
    public Action<string> Log { get; init; } = _ => { };
}
