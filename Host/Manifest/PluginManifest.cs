using System.Text.Json;
using System.Text.Json.Serialization;

namespace Infra.Manifest;

/// <summary>
/// What a plugin assembly offers, as data beside it, so that a host can list the tools of many plugins without loading one.
/// </summary>
/// <param name="Mvid">The module version id of the assembly that it was made from; another one makes the manifest stale.</param>
/// <param name="Contract">The version of the contract that the plugin was built for.</param>
/// <param name="Modules">Its modules.</param>
public sealed record PluginManifest(string Mvid, string Contract, IReadOnlyList<ModuleManifest> Modules)
{
    /// <summary>The manifest's file, beside the assembly.</summary>
    public static string PathFor(string assemblyPath) => Path.ChangeExtension(assemblyPath, ".manifest.json");

    /// <summary>Describes loaded modules.</summary>
    public static PluginManifest Of(PluginAssembly plugin, IReadOnlyList<(IToolModule Module, IReadOnlyList<Tool> Tools)> modules) => new(
        plugin.Mvid, plugin.Contract.ToString(),
        [.. modules.Select(m => new ModuleManifest(
            m.Module.Name, m.Module.Description, m.Module.GetType().FullName!,
            [.. m.Tools.Select(t => ToolManifest.Of(m.Module.Name, t))])
        {
            MainNoun = (m.Module as IHasMainNoun)?.MainNoun,
            Prompts = (m.Module as IHasPrompts)?.Prompts ?? [],
            HasRowStore = m.Module is IHasRowStore,
        })]);

    /// <summary>Null when there is none, or it is not one.</summary>
    public static PluginManifest? Read(string assemblyPath)
    {
        try
        {
            return ManifestJson.Read(File.ReadAllBytes(PathFor(assemblyPath)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether another manifest says the same.</summary>
    public bool Says(PluginManifest other) => ManifestJson.Write(this).AsSpan().SequenceEqual(ManifestJson.Write(other));

    /// <summary>Writes it beside the assembly.</summary>
    public void Write(string assemblyPath) => File.WriteAllBytes(PathFor(assemblyPath), ManifestJson.Write(this));
}

/// <summary>
/// A module, as data. <paramref name="Type"/> is the full name of its class, so that no other type has to be loaded to find it.
/// </summary>
public sealed record ModuleManifest(string Name, string Description, string Type, IReadOnlyList<ToolManifest> Tools)
{
    /// <summary>See <see cref="IHasMainNoun"/>.</summary>
    public string? MainNoun { get; init; }

    /// <summary>See <see cref="IHasPrompts"/>.</summary>
    public IReadOnlyList<Prompt> Prompts { get; init; } = [];

    /// <summary>See <see cref="IHasRowStore"/>.</summary>
    public bool HasRowStore { get; init; }
}

/// <summary>A tool, as data. <paramref name="Name"/> is the full one, with the module's.</summary>
public sealed record ToolManifest(
    string Name, string Title, string Description, ToolKind Kind, bool Idempotent, bool Secret, bool HasPlan,
    IReadOnlyList<string> IamActions, IReadOnlyList<string> Examples, JsonElement InputSchema, JsonElement OutputSchema)
{
    /// <summary>See <see cref="Tool.Job"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Job { get; init; }

    /// <summary>See <see cref="Tool.Person"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Person { get; init; }

    /// <summary>See <see cref="Tool.TableOnly"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TableOnly { get; init; }

    /// <summary>See <see cref="Tool.Local"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Local { get; init; }

    /// <summary>See <see cref="Tool.Global"/>.</summary>
    public bool Global { get; init; }

    /// <summary>See <see cref="Tool.Deadline"/>.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>See <see cref="Tool.Help"/>.</summary>
    public string? Help { get; init; }

    /// <summary>See <see cref="Tool.Resource"/>.</summary>
    public string? Resource { get; init; }

    /// <summary>See <see cref="Tool.Shape"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Shape { get; init; }

    /// <summary>Describes a tool of a module.</summary>
    public static ToolManifest Of(string module, Tool tool) => new(
        $"{module}_{tool.Name}", tool.Title, tool.Description, tool.Kind, tool.Idempotent, tool.Secret, tool.HasPlan,
        tool.IamActions, tool.Examples, tool.InputSchema, tool.OutputSchema)
    {
        Job = tool.Job,
        Person = tool.Person,
        TableOnly = tool.TableOnly,
        Local = tool.Local,
        Global = tool.Global,
        Deadline = tool.Deadline,
        Help = tool.Help,
        Resource = tool.Resource,
        Shape = tool.Shape,
    };
}
