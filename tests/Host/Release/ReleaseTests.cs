using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Infra.Core.Calls;
using Infra.Core.Settings;
using Infra.Release;
using NJsonSchema;

namespace Infra.Core.Release;

/// <summary>What a release says of itself; tests/full/release makes one and runs it.</summary>
public sealed partial class ReleaseTests : IDisposable
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    private static readonly Product Product = new(HostView.Version, new(Property("Directory.Build.props", "RepositoryUrl")),
        Property("Host/Host.csproj", "PackageId"), Property("Directory.Build.props", "Company"),
        Property("Host/Host.csproj", "Description"), new('a', 40), DateTimeOffset.FromUnixTimeSeconds(1_764_000_000));

    private readonly string folder = Directory.CreateTempSubdirectory("infra-release-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_description_for_registries_fits_their_schema_and_names_this_version()
    {
        // The validator knows no "const".
        var documented = await File.ReadAllTextAsync(Path.Combine(Root, "tests/Host/Release/documented/server.schema.json"));
        var schema = await JsonSchema.FromJsonAsync(
            documented.Replace("""{ "const": "latest" }""", """{ "enum": ["latest"] }""", StringComparison.Ordinal));
        var json = ServerJson.Of(Product, [("infra.mcpb", new string('0', 64))]);

        Assert.Empty(schema.Validate(json.ToJsonString()));
        Assert.NotEmpty(schema.Validate(json.ToJsonString().Replace("\"stdio\"", "\"pipe\"", StringComparison.Ordinal)));
        Assert.Equal(Property("Directory.Build.props", "Version"), (string?)json["version"]);
        Assert.All(json["packages"]!.AsArray(), p => Assert.Equal(HostView.Version, (string?)p!["version"]));
    }

    [Fact]
    public void The_settings_of_packages_and_bundles_are_variables_of_the_server() =>
        Assert.All(ServerJson.Settings, s => Assert.Contains(Switches.All, one => one.Variable == ServerJson.Variable(s.Name)));

    [Theory]
    [InlineData("linux-x64", "linux", "server/infra")]
    [InlineData("osx-arm64", "darwin", "server/infra")]
    [InlineData("win-x64", "win32", "server/infra.exe")]
    public void A_bundle_names_its_platform_and_starts_its_program(string platform, string os, string program)
    {
        var manifest = Bundle.Manifest(Product, platform);

        Assert.Equal(os, (string?)manifest["compatibility"]!["platforms"]![0]);
        Assert.Equal(program, (string?)manifest["server"]!["entry_point"]);
        Assert.Equal($"${{__dirname}}/{program}", (string?)manifest["server"]!["mcp_config"]!["command"]);
        Assert.Equal(manifest["user_config"]!.AsObject().Select(s => $"${{user_config.{s.Key}}}"),
            manifest["server"]!["mcp_config"]!["env"]!.AsObject().Select(v => (string)v.Value!));
    }

    [Fact]
    public void Settings_of_a_bundle_that_were_left_empty_are_as_if_they_were_not_there()
    {
        var config = Path.Combine(folder, "plugins.json");
        File.WriteAllText(config, """{ "aws": { "region": "eu-west-1" }, "plugins": [] }""");
        var flags = new SwitchValues { [Switches.Config] = config };

        foreach (var empty in new Func<string, string>[] { _ => "", name => $"${{user_config.{name}}}" })
        {
            var settings = SettingsReader.Read(flags,
                ServerJson.Settings.ToDictionary(s => ServerJson.Variable(s.Name), s => empty(s.Name)));
            Assert.Equal(("eu-west-1", null, ToolKind.Read), (settings.Aws.Region, settings.Aws.Profile, settings.Mode));
        }
    }

    [Fact]
    public void The_package_is_a_tool_and_an_MCP_server_and_tells_the_registry_whose_it_is()
    {
        File.WriteAllText(Path.Combine(Folder("published"), "infra.dll"), "not a program");
        File.Copy(Path.Combine(Root, "README.md"), Path.Combine(Folder("published"), "README.md"));
        var (one, other) = (Path.Combine(folder, "one.nupkg"), Path.Combine(folder, "other.nupkg"));
        foreach (var file in new[] { one, other })
            ToolPackage.Write(file, Folder("published"), Path.Combine(folder, Path.GetFileName(file) + ".parts"), Product);

        using var package = ZipFile.OpenRead(one);
        var nuspec = XDocument.Parse(Text(package, $"{Product.Package}.nuspec")).Descendants().ToLookup(e => e.Name.LocalName);
        Assert.Equal(["DotnetTool", "McpServer"], nuspec["packageType"].Select(t => t.Attribute("name")!.Value));
        Assert.Equal(Property("Directory.Build.props", "Version"), nuspec["version"].Single().Value);
        Assert.Equal(Product.Commit, nuspec["repository"].Single().Attribute("commit")!.Value);
        Assert.NotNull(package.GetEntry("tools/net10.0/any/infra.dll"));
        var server = JsonNode.Parse(Text(package, ".mcp/server.json"))!;
        Assert.Equal(nuspec["id"].Single().Value, (string?)server["packages"]![0]!["identifier"]);
        Assert.Contains($"mcp-name: {(string?)server["name"]} ", Text(package, "README.md"), StringComparison.Ordinal);
        Assert.Equal("infra.dll", XDocument.Parse(Text(package, "tools/net10.0/any/DotnetToolSettings.xml")).Descendants("Command")
            .Single().Attribute("EntryPoint")!.Value);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(other));
    }

    [Fact]
    public void Links_of_the_readme_lead_to_the_sources_of_this_version()
    {
        var readme = ToolPackage.Readme("[a](docs/cli.md) [b](https://example.com) [c](#top)", Product);

        Assert.EndsWith($"[a]({Product.Repository}/blob/v{Product.Version}/docs/cli.md) [b](https://example.com) [c](#top)", readme,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_of_the_sources_is_written_once()
    {
        var address = Property("Directory.Build.props", "RepositoryUrl")["https://".Length..];
        string[] kinds = [".md", ".cs", ".csproj", ".props", ".targets", ".json", ".yml", ".yaml", ".sh", ".py", ".ts", ".tpl", ".txt", ""];
        var found = Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !Built().IsMatch(f) && kinds.Contains(Path.GetExtension(f)))
            .Where(f => File.ReadAllText(Path.Combine(Root, f)).Contains(address, StringComparison.OrdinalIgnoreCase));

        Assert.Equal(["Directory.Build.props"], found);
        Assert.Equal($"io.github.{address.Split('/')[1]}/{address.Split('/')[2]}", Product.RegistryName);
    }

    [Theory]
    [InlineData("https://github.com/someone/infra", true)]
    [InlineData("https://github.com/someone/infra.git", false)]
    [InlineData("https://github.com/infra", false)]
    [InlineData("git@github.com:someone/infra", false)]
    [InlineData("", false)]
    public void An_address_that_no_link_can_be_made_of_is_refused(string address, bool good)
    {
        if (good) Assert.Equal(address, Product.Address(address).ToString());
        else
            Assert.Contains("OWNER/NAME", Assert.Throws<ReleaseException>(() => Product.Address(address)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_of_the_same_files_are_the_same_whenever_they_are_made()
    {
        List<byte[]> tars = [], zips = [];
        foreach (var name in new[] { "now", "later" })
        {
            var content = Folder(name);
            // In another order, and at another time.
            foreach (var file in name is "now" ? ["b", "a/c"] : new[] { "a/c", "b" })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(content, file))!);
                File.WriteAllText(Path.Combine(content, file), $"\u007fELF {file}");
                if (name is "later") File.SetLastWriteTimeUtc(Path.Combine(content, file), new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            }

            Archive.Tar(Path.Combine(folder, "tar"), content, "infra", Product.Time);
            Archive.Zip(Path.Combine(folder, "zip"), content, "infra", Product.Time);
            tars.Add(File.ReadAllBytes(Path.Combine(folder, "tar")));
            zips.Add(File.ReadAllBytes(Path.Combine(folder, "zip")));
        }

        Assert.Equal(tars[0], tars[1]);
        Assert.Equal(zips[0], zips[1]);
        using var zip = ZipFile.OpenRead(Path.Combine(folder, "zip"));
        Assert.Equal(["infra/a/c", "infra/b"], zip.Entries.Select(e => e.FullName));
        Assert.All(zip.Entries, e => Assert.Equal(0b111_101_101, e.ExternalAttributes >> 16 & 0b111_111_111));
    }

    [Fact]
    public void A_file_that_is_of_no_package_is_not_shipped()
    {
        File.WriteAllText(Path.Combine(Folder("published"), "stray.dll"), "");

        Assert.Contains("stray.dll", Assert.Throws<ReleaseException>(() => Shipped.In(Folder("published"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shipped_here_is_under_licences_that_allow_it()
    {
        var shipped = Shipped.In(BuiltHost.Folder);

        Assert.Contains(shipped, c => c is { Name: "AWSSDK.EC2", Licence: "Apache-2.0", IsForeign: true });
        Assert.Contains(shipped, c => c is { Name: "Infra.Core", IsForeign: false });
        var notices = Notices.Of(shipped, Root);
        Assert.All(shipped.Where(c => c.IsForeign), c => Assert.Contains($"{c.Name} {c.Version}", notices, StringComparison.Ordinal));
        Assert.Contains("Permission is hereby granted", notices, StringComparison.Ordinal);
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    private static string Text(ZipArchive package, string file)
    {
        using var reader = new StreamReader(package.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    private static string Property(string project, string name) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants(name).First().Value;

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"(^|/)(artifacts|bin|obj|out|node_modules|\.git)(/|$)")]
    private static partial Regex Built();
}
