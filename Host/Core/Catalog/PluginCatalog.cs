using System.Collections.Concurrent;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Core.Catalog;

/// <summary>From plugins.json to the tools that a client may see. Nothing is loaded as long as manifests are fresh.</summary>
internal sealed class PluginCatalog
{
    private readonly Dictionary<string, CatalogTool> tools;
    private readonly ConcurrentDictionary<string, PluginCatalog> narrowed = new();

    private PluginCatalog(HostSettings settings, IReadOnlyList<CatalogTool> installed,
        IReadOnlyList<(string Name, Plugin Plugin, ToolKind)> modules, IReadOnlyList<string> problems)
    {
        Settings = settings;
        // By hand, as below: over these types LINQ makes what is compiled while a server starts.
        List<CatalogTool> all = [], offered = [];
        foreach (var tool in installed)
        {
            if (tool.Manifest.TableOnly) continue;
            all.Add(tool);
            if (tool.Refusal is null) offered.Add(tool);
        }

        RowStore = modules.FirstOrDefault(m => m.Plugin.Manifest.Modules.Any(o => o.Name == m.Name && o.HasRowStore)).Plugin;
        TableOnly = RowStore is null ? [] : [.. installed.Where(t => t.Manifest.TableOnly && t.Refusal is null)];
        tools = all.ToDictionary(t => t.Name);
        Offered = offered;
        foreach (var tool in Offered) tool.Description = WithoutPointers(tool.Description) ?? tool.Description;
        Modules = modules;
        Problems = problems;
        Statuses = new ModuleStatuses(this);
    }

    /// <summary>The configuration, as far as it holds for whom the catalog is.</summary>
    public HostSettings Settings { get; }

    /// <summary>The tools that a client may call, in the order of plugins.json.</summary>
    public IReadOnlyList<CatalogTool> Offered { get; }

    /// <summary>The plugin with a module that keeps rows; null when none is enabled.</summary>
    public Plugin? RowStore { get; }

    /// <summary>The tools that no client may call, because they only fill tables; none where nobody keeps any.</summary>
    public IReadOnlyList<CatalogTool> TableOnly { get; }

    public IReadOnlyList<(string Name, Plugin Plugin, ToolKind Mode)> Modules { get; }

    /// <summary>The modules as a tool is told of them.</summary>
    public IReadOnlyList<ModuleStatus> Statuses { get; }

    /// <summary>The names of the modules, with commas.</summary>
    public string ModuleNames
    {
        get
        {
            List<string> names = [];
            foreach (var (name, _, _) in Modules) names.Add(name);
            return string.Join(", ", names);
        }
    }

    /// <summary>Plugins that could not be used, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The catalog as a caller with this grant sees it.</summary>
    /// <param name="grant">Null for a caller on this machine.</param>
    public PluginCatalog For(Grant? grant) => grant is null ? this : narrowed.GetOrAdd(grant.Shape, _ => Narrow(grant));

    /// <summary>A tool, also one that is not offered.</summary>
    public CatalogTool? Find(string name) => tools.GetValueOrDefault(name);

    public IEnumerable<string> Names => tools.Keys;

    /// <summary>The tools of all installed modules, also those that are not offered, in the order of plugins.json.</summary>
    public IEnumerable<CatalogTool> All => tools.Values;

    /// <summary>
    /// A text without the sentences that point to tools which are installed but not offered; null when nothing is left. A model would
    /// call what it is pointed to.
    /// </summary>
    public string? WithoutPointers(string? text)
    {
        if (text is null || !PointsNowhere(text)) return text;
        List<string> kept = [];
        foreach (var sentence in Sentences(text))
            if (!PointsNowhere(sentence)) kept.Add(sentence);
        return string.Join(' ', kept) is { Length: > 0 } left ? left : null;
    }

    private bool PointsNowhere(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterLower(text[i])
                || i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is '_' or '.' or '/')) continue;
            var end = EndOfWord(text, i);
            var first = end;
            while (end + 1 < text.Length && text[end] is '_' && EndOfWord(text, end + 1) is var next && next > end + 1) end = next;
            if (end > first && tools.TryGetValue(text[i..end], out var tool) && tool.Refusal is not null) return true;
            i = end - 1;
        }

        return false;

        static int EndOfWord(string text, int i)
        {
            while (i < text.Length && (char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]))) i++;
            return i;
        }
    }

    // They end in a full stop or a semicolon before spaces.
    private static List<string> Sentences(string text)
    {
        List<string> sentences = [];
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] is not ' ' || text[i - 1] is not ('.' or ';')) continue;
            sentences.Add(text[start..i]);
            while (i + 1 < text.Length && text[i + 1] is ' ') i++;
            start = i + 1;
        }

        sentences.Add(text[start..]);
        return sentences;
    }

    /// <summary>Opens what plugins.json names. A plugin that fails is a problem, not the end; a wrong name in plugins.json is.</summary>
    /// <param name="settings">What it names.</param>
    /// <param name="log">Is told what is wrong with plugins.</param>
    /// <param name="before">The catalog until now: a plugin that is the same is not loaded twice.</param>
    /// <exception cref="SettingsException">plugins.json names modules or tools that do not exist.</exception>
    public static PluginCatalog Open(HostSettings settings, Action<string> log, PluginCatalog? before = null)
    {
        List<CatalogTool> all = [];
        List<(string Name, Plugin Plugin, ToolKind Mode)> modules = [];
        List<string> problems = [];
        HashSet<string> installed = [];
        var folder = Path.GetDirectoryName(settings.File)!;

        foreach (var entry in settings.Plugins.Where(p => p.Enabled))
        {
            Plugin plugin;
            try
            {
                plugin = Plugin.Open(folder, entry, log);
                plugin = before?.All.Select(t => t.Plugin).FirstOrDefault(plugin.IsSame) ?? plugin;
            }
            catch (PluginException e)
            {
                problems.Add(e.Message);
                continue;
            }

            CheckNames(plugin.Manifest.Modules, entry);
            foreach (var module in plugin.Manifest.Modules)
            {
                if (!installed.Add(module.Name))
                {
                    problems.Add($"{entry.Path} brings the module '{module.Name}' once more; the first one is used.");
                    continue;
                }

                var own = entry.Modules is null ? new ModuleSettings() : entry.Modules.GetValueOrDefault(module.Name);
                if (own is not { Enabled: true } || settings.Modules?.Contains(module.Name) is false) own = null;
                var mode = Mode(settings, own);
                if (own is not null) modules.Add((module.Name, plugin, mode));

                all.AddRange(module.Tools.Select(t =>
                    new CatalogTool(plugin, module.Name, t, mode,
                        settings)
                    { Refusal = Refusal(t, module.Name, own, mode, settings.Ceiling) }));
            }
        }

        foreach (var name in (settings.Modules ?? []).Where(name => !installed.Contains(name)))
        {
            if (problems.Count == 0)
                throw new SettingsException(
                    $"There is no module '{name}'.{Nearest.Hint(name, installed)} Known: {string.Join(", ", installed)}.");
            problems.Add($"The module '{name}' is not there; it may belong to a plugin that could not be used.");
        }

        foreach (var problem in problems) log(problem);
        return new(settings, all, modules, problems);
    }

    private PluginCatalog Narrow(Grant grant)
    {
        var granted = grant.Profiles;
        var settings = Settings with
        {
            Mode = Least(Settings.Mode, grant.Rights.Select(r => r.Mode).DefaultIfEmpty(ToolKind.Read).Max()),
            Aws = Settings.Aws with
            {
                Profile = granted?.Contains(Settings.Aws.Profile ?? "") is false ? null : Settings.Aws.Profile,
                Profiles = [.. (Settings.Aws.Profiles ?? []).Where(p => granted?.Contains(p) is not false)],
            },
        };
        return new(settings,
            [.. tools.Values.Select(t =>
                t.Narrow(settings, Least(t.Mode, grant.ModeOf(t.Module) ?? ToolKind.Read), t.Refusal ?? grant.Refusal(t)))],
            [.. Modules.Where(m => grant.ModeOf(m.Name) is not null).Select(m =>
                (m.Name, m.Plugin, Least(m.Mode, grant.ModeOf(m.Name)!.Value)))],
            Problems);
    }

    private static ToolKind Least(ToolKind a, ToolKind b) => a < b ? a : b;

    private static ToolKind Mode(HostSettings settings, ModuleSettings? own)
    {
        var mode = own?.Mode ?? settings.Mode;
        return mode > settings.Ceiling ? settings.Ceiling : mode;
    }

    private static string? Refusal(ToolManifest tool, string module, ModuleSettings? own, ToolKind mode, ToolKind ceiling) => own switch
    {
        null => $"The module '{module}' is not enabled. Enable it in plugins.json.",
        _ when tool.Kind > mode =>
            $"{tool.Name} is a {Word(tool.Kind)} tool and the module '{module}' runs in {Word(mode)} mode. A person can raise the mode "
            + "in plugins.json.",
        { Jobs: false } when tool.Job && mode is ToolKind.Read =>
            $"{tool.Name} starts a job at AWS, which only looks. A person can allow that in read mode with \"jobs\": true at the module "
            + $"'{module}' in plugins.json.",
        _ when tool.Job && ceiling is ToolKind.Read =>
            $"{tool.Name} starts a job at AWS, which --read-only, --mode read and their variables refuse.",
        { Deny: { } deny } when deny.Contains(tool.Name) => $"{tool.Name} is denied by plugins.json.",
        { Allow: { } allow } when !allow.Contains(tool.Name) => $"{tool.Name} is not among the tools that plugins.json allows.",
        { Secrets: false } when tool.Secret =>
            $"{tool.Name} returns a secret. A person can allow that with \"secrets\": true at the module '{module}' in plugins.json.",
        _ => null,
    };

    private static void CheckNames(IReadOnlyList<ModuleManifest> modules, PluginSettings entry)
    {
        foreach (var (name, own) in entry.Modules ?? new Dictionary<string, ModuleSettings>())
        {
            var known = modules.Select(m => m.Name).ToList();
            var module = modules.FirstOrDefault(m => m.Name == name)
                ?? throw new SettingsException(
                    $"{entry.Path} has no module '{name}'.{Nearest.Hint(name, known)} It has: {string.Join(", ", known)}.");
            var tools = module.Tools.Select(t => t.Name).ToList();
            foreach (var tool in (own.Allow ?? []).Concat(own.Deny ?? []).Where(t => !tools.Contains(t)))
                throw new SettingsException($"The module '{name}' has no tool '{tool}'.{Nearest.Hint(tool, tools)}");
        }
    }

    internal static string Word(ToolKind kind) => kind.ToString().ToLowerInvariant();
}
