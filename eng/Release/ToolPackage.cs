using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Infra.Release;

/// <summary>
/// The NuGet package: a .NET tool and an MCP server in one, which 'dotnet tool install' and 'dnx' start. It is made from the published
/// folder and not by 'dotnet pack', which knows nothing of the plugins, and is a zip of parts (OPC) like any package.
/// </summary>
internal static partial class ToolPackage
{
    private const string Tools = "tools/net10.0/any";
    private const string Properties = "package/services/metadata/core-properties/infra.psmdcp";

    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace Core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private static readonly XNamespace Dublin = "http://purl.org/dc/elements/1.1/";

    /// <summary>Writes the package.</summary>
    /// <param name="file">The .nupkg.</param>
    /// <param name="folder">The published folder, for the .NET runtime of the machine.</param>
    /// <param name="work">A folder for its parts, which is not there yet.</param>
    /// <param name="product">What is released.</param>
    public static void Write(string file, string folder, string work, Product product)
    {
        foreach (var (name, path) in Archive.Files(folder, Tools))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(work, name))!);
            File.Copy(path, Path.Combine(work, name));
        }

        var nuspec = $"{product.Package}.nuspec";
        Add(work, $"{Tools}/DotnetToolSettings.xml", new XElement("DotNetCliTool", new XAttribute("Version", "1"), new XElement("Commands",
            new XElement("Command", new XAttribute("Name", "infra"), new XAttribute("EntryPoint", "infra.dll"),
                new XAttribute("Runner", "dotnet")))));
        Add(work, ".mcp/server.json", ReleaseJson.Text(ServerJson.Of(product, [])));
        Add(work, "README.md", Readme(File.ReadAllText(Path.Combine(folder, "README.md")), product));
        Add(work, nuspec, Metadata(product));
        Add(work, "_rels/.rels", new XElement(Relations + "Relationships",
            Relation("R1", "http://schemas.microsoft.com/packaging/2010/07/manifest", nuspec),
            Relation("R2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", Properties)));
        Add(work, Properties, new XElement(Core + "coreProperties", new XElement(Dublin + "creator", product.Author),
            new XElement(Dublin + "description", product.Description), new XElement(Dublin + "identifier", product.Package),
            new XElement(Core + "version", product.Version)));
        Add(work, "[Content_Types].xml", ContentTypes(Archive.Files(work).Select(f => f.Name)));
        Archive.Zip(file, work, "", product.Time);
    }

    /// <summary>The README as a package shows it: links lead to the sources, and the registry finds whose package it is.</summary>
    public static string Readme(string text, Product product) =>
        $"<!-- mcp-name: {product.RegistryName} -->\n\n"
        + RelativeLink().Replace(text.ReplaceLineEndings("\n"), $"]({product.Repository}/blob/v{product.Version}/$1)");

    private static XElement Metadata(Product product) => new(Nuspec + "package", new XElement(Nuspec + "metadata",
        new XElement(Nuspec + "id", product.Package),
        new XElement(Nuspec + "version", product.Version),
        new XElement(Nuspec + "authors", product.Author),
        new XElement(Nuspec + "license", new XAttribute("type", "expression"), "Apache-2.0"),
        new XElement(Nuspec + "readme", "README.md"),
        new XElement(Nuspec + "projectUrl", product.Repository),
        new XElement(Nuspec + "description", product.Description),
        new XElement(Nuspec + "tags", "mcp aws cli"),
        new XElement(Nuspec + "packageTypes", new[] { "DotnetTool", "McpServer" }.Select(type =>
            new XElement(Nuspec + "packageType", new XAttribute("name", type)))),
        new XElement(Nuspec + "repository", new XAttribute("type", "git"), new XAttribute("url", product.Repository),
            new XAttribute("commit", product.Commit))));

    private static XElement Relation(string id, string type, string target) => new(Relations + "Relationship",
        new XAttribute("Type", type), new XAttribute("Target", $"/{target}"), new XAttribute("Id", id));

    // Each part has a type, by its extension or, without one, by its name.
    private static XElement ContentTypes(IEnumerable<string> parts)
    {
        var names = parts.ToList();
        return new(Types + "Types",
            names.Select(n => Path.GetExtension(n).TrimStart('.')).Where(e => e.Length > 0).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).Select(e => new XElement(Types + "Default", new XAttribute("Extension", e),
                    new XAttribute("ContentType", e switch
                    {
                        "rels" => "application/vnd.openxmlformats-package.relationships+xml",
                        "psmdcp" => "application/vnd.openxmlformats-package.core-properties+xml",
                        _ => "application/octet",
                    }))),
            names.Where(n => Path.GetExtension(n).Length == 0).Select(n => new XElement(Types + "Override",
                new XAttribute("PartName", $"/{n}"), new XAttribute("ContentType", "application/octet"))));
    }

    private static void Add(string work, string name, XElement xml) =>
        Add(work, name, $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{xml}\n");

    private static void Add(string work, string name, string text)
    {
        var path = Path.Combine(work, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
    }

    [GeneratedRegex(@"\]\((?![a-z]+:|#)([^)\s]+)\)")]
    private static partial Regex RelativeLink();
}
