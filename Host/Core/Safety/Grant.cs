using Infra.Core.Catalog;

namespace Infra.Core.Safety;

/// <summary>What a caller over HTTP may do at most. The configuration still holds: a grant only narrows it.</summary>
/// <param name="Name">Who calls, for the journal, the limits and the codes: a token's name, or a subject and its issuer.</param>
/// <param name="Rights">Each allows what it names; together they allow what any of them does.</param>
/// <param name="Expires">When it ends; null for never.</param>
internal sealed record Grant(string Name, IReadOnlyList<Right> Rights, DateTimeOffset? Expires = null)
{
    /// <summary>What it allows, without whom: callers whose grants have the same shape see the same tools.</summary>
    public string Shape { get; } = string.Join(';', Rights.Select(r => r.Shape).Distinct().Order(StringComparer.Ordinal));

    /// <summary>How far tools of a module may go; null when none of them may be called.</summary>
    public ToolKind? ModeOf(string module) => Rights.Where(r => r.Has(module)).Select(r => (ToolKind?)r.Mode).Max();

    /// <summary>The profiles that a tool may be used with; null for all.</summary>
    public IReadOnlyList<string>? ProfilesFor(CatalogTool tool) => Names(Rights.Where(r => r.Has(tool.Module) && tool.Kind <= r.Mode));

    /// <summary>Whether a tool may be used at a place.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="where">The account by its name, which is more than the profile that assumes its role; else the profile.</param>
    public bool Reaches(CatalogTool tool, string? where) =>
        !tool.CallsAws || ProfilesFor(tool) is not { } profiles || where is not null && profiles.Contains(where);

    /// <summary>The profiles that any tool may be used with; null for all.</summary>
    public IReadOnlyList<string>? Profiles => Names(Rights);

    /// <summary>Why it does not allow a tool; null when it does.</summary>
    public string? Refusal(CatalogTool tool) => ModeOf(tool.Module) switch
    {
        null => $"The grant of this caller does not have the module '{tool.Module}'.",
        { } mode when tool.Kind > mode =>
            $"{tool.Name} is a {PluginCatalog.Word(tool.Kind)} tool, and the grant of this caller allows {PluginCatalog.Word(mode)}.",
        _ when tool.Manifest.Local => $"{tool.Name} is for a person at the machine of the server.",
        _ when tool.NeedsLocalFile => $"{tool.Name} needs a file of the server's machine, which is closed to callers over HTTP.",
        _ when tool.HoldsRows && ProfilesFor(tool) is not null =>
            $"The grant of this caller names profiles, and {tool.Name} answers from the rows of all accounts.",
        _ => null,
    };

    private static List<string>? Names(IEnumerable<Right> rights)
    {
        List<string> names = [];
        foreach (var right in rights)
        {
            if (right.Profiles is not { } its) return null;
            names.AddRange(its.Except(names));
        }

        return names;
    }
}

/// <param name="Mode">No tool goes above this.</param>
/// <param name="Modules">Only these modules; null for all.</param>
/// <param name="Profiles">Only these AWS profiles, or accounts by their names; null for all.</param>
internal sealed record Right(ToolKind Mode, IReadOnlyList<string>? Modules = null, IReadOnlyList<string>? Profiles = null)
{
    public string Shape => $"{Mode} {Joined(Modules)} {Joined(Profiles)}";

    public bool Has(string module) => Modules?.Contains(module) is not false;

    // Names of profiles may hold anything but a line's end.
    private static string Joined(IReadOnlyList<string>? names) =>
        names is null ? "*" : string.Join('\n', names.Order(StringComparer.Ordinal)) + "\n";
}
