using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;

namespace Infra.Release;

/// <summary>Something that a published folder holds.</summary>
/// <param name="Name">As its makers call it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Licence">As an SPDX identifier.</param>
/// <param name="Copyright">What its package says.</param>
/// <param name="Website">Where it is at home.</param>
/// <param name="Sha512">Of the package, as hexadecimal digits; null for what this repository makes.</param>
/// <param name="Texts">The licences and notices that its package brings.</param>
/// <param name="Needs">The names of what it refers to.</param>
internal sealed record Component(
    string Name, string Version, string Licence, string? Copyright, string? Website, string? Sha512, IReadOnlyList<string> Texts,
    IReadOnlyList<string> Needs)
{
    /// <summary>Whether somebody else makes it.</summary>
    public bool IsForeign => Sha512 is not null;
}

/// <summary>Finds out what a published folder holds, from what the build wrote beside each assembly.</summary>
internal static class Shipped
{
    private const string RuntimePack = "runtimepack.";

    // What may be shipped in a product under Apache-2.0 without more than its notice.
    private static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];

    // What packages link to instead of naming it.
    private static readonly Dictionary<string, string> Linked = new()
    {
        ["https://github.com/jdevillard/JmesPath.Net/blob/master/LICENSE"] = "Apache-2.0",
    };

    private static readonly string[] Texts = ["LICENSE", "LICENCE", "NOTICE", "THIRD-PARTY-NOTICES"];

    private static readonly string Packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The components of a published folder.</summary>
    /// <exception cref="ReleaseException">A file is nobody's, or a licence is not one that may be shipped.</exception>
    public static IReadOnlyList<Component> In(string folder)
    {
        var found = new SortedDictionary<string, Component>(StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var libraries = Directory.EnumerateFiles(folder, "*.deps.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(Libraries).ToList();
        var present = Archive.Files(folder).Select(f => Path.GetFileName(f.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var library in libraries.Where(l => l.Files.Any(present.Contains)))
        {
            known.UnionWith(library.Files);
            // Another name for a project that is there as well.
            if (library.Kind is "reference") continue;
            var component = library.Kind is "project"
                ? new(library.Name, library.Version, "Apache-2.0", null, null, null, [], library.Needs)
                : Package(library);
            found.TryAdd($"{component.Name}/{component.Version}", component);
        }

        // The images that hold several assemblies in one piece are made here from those assemblies.
        var strange = Archive.Files(folder).Where(f => Path.GetExtension(f.Path) is ".dll" or ".so" or ".dylib"
                && !known.Contains(Path.GetFileName(f.Path)) && !f.Name.EndsWith(".r2r.dll", StringComparison.Ordinal))
            .Select(f => f.Name).ToList();
        if (strange.Count > 0) throw new ReleaseException($"These files are of no package: {string.Join(", ", strange)}.");
        foreach (var component in found.Values.Where(c => !Permissive.Contains(c.Licence)))
            throw new ReleaseException($"{component.Name} {component.Version} is under {component.Licence}, which nobody has agreed to "
                + $"ship. Known: {string.Join(", ", Permissive)}.");
        return [.. found.Values];
    }

    private sealed record Library(string Name, string Version, string Kind, IReadOnlyList<string> Files, IReadOnlyList<string> Needs);

    private static IEnumerable<Library> Libraries(string depsFile)
    {
        using var deps = JsonDocument.Parse(File.ReadAllBytes(depsFile));
        var target = deps.RootElement.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
        var kinds = deps.RootElement.GetProperty("libraries");
        foreach (var library in deps.RootElement.GetProperty("targets").GetProperty(target).EnumerateObject())
        {
            var files = new[] { "runtime", "native", "runtimeTargets" }
                .SelectMany(key => library.Value.TryGetProperty(key, out var assets) ? assets.EnumerateObject() : default)
                .Select(asset => Path.GetFileName(asset.Name)).ToList();
            List<string> needs = library.Value.TryGetProperty("dependencies", out var references)
                ? [.. references.EnumerateObject().Select(r => r.Name)] : [];
            if (library.Name.Split('/') is not [var name, var version]) continue;
            yield return new(name, version, kinds.GetProperty(library.Name).GetProperty("type").GetString()!, files, needs);
        }
    }

    private static Component Package(Library library)
    {
        var name = library.Name.StartsWith(RuntimePack, StringComparison.Ordinal) ? library.Name[RuntimePack.Length..] : library.Name;
        var folder = Path.Combine(Packages, name.ToLowerInvariant(), library.Version.ToLowerInvariant());
        if (Directory.EnumerateFiles(folder, "*.nuspec").FirstOrDefault() is not { } nuspec)
            throw new ReleaseException($"{folder} has no .nuspec, so nothing is known of the licence of {name}.");
        var metadata = XDocument.Load(nuspec).Root!.Elements().First(e => e.Name.LocalName is "metadata");
        string? Said(string element) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == element)?.Value.Trim();
        var licence = metadata.Elements().FirstOrDefault(e => e.Name.LocalName is "license") is { } its
            && its.Attribute("type")?.Value is "expression" ? its.Value.Trim()
                : Said("licenseUrl") is { } link ? Linked.GetValueOrDefault(link, link) : "no licence";
        var texts = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .Where(f => Texts.Contains(Path.GetFileNameWithoutExtension(f), StringComparer.OrdinalIgnoreCase))
            .Select(Text);
        var sha512 = File.ReadAllText(Directory.EnumerateFiles(folder, "*.nupkg.sha512").First()).Trim();
        return new(name, library.Version, licence, Said("copyright"), Said("projectUrl"),
            Convert.ToHexStringLower(Convert.FromBase64String(sha512)), [.. texts], library.Needs);
    }

    /// <summary>The text of a licence.</summary>
    /// <param name="licence">Its SPDX identifier.</param>
    /// <param name="root">The repository, whose own licence is Apache-2.0.</param>
    public static string LicenceText(string licence, string root)
    {
        if (licence is "Apache-2.0") return Text(Path.Combine(root, "LICENSE"));
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(licence)
            ?? throw new ReleaseException($"eng/Release/Licences lacks the text of {licence}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n").Trim('\n', '\uFEFF');
}
