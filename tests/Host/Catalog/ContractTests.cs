using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Core.Catalog;

/// <summary>What plugins of others can rely on: the contract's version, and binaries that were built once and for all.</summary>
public sealed partial class ContractTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_plugin_of_the_draft_is_refused_in_one_sentence()
    {
        Assert.Equal("Acme.Notes.dll was built for a draft of the contract, older than its first preview; build it again with "
            + "Infra.Abstractions 1.0.", Assert.Single(Open("draft").Problems));
    }

    [Fact]
    public async Task A_plugin_of_the_first_preview_works()
    {
        var catalog = Open("1.0-preview");
        Assert.Empty(catalog.Problems);
        File.WriteAllText(Path.Combine(folder, "one.txt"), "123");

        var page = await Tool(catalog, "notes_list_notes").RunAsync(JsonElement.Parse("""{ "contains": "ONE" }"""), new(), default);
        Assert.Equal("one", page.Value.GetProperty("items")[0].GetProperty("name").GetString());

        var delete = Tool(catalog, "notes_delete_note");
        var plan = await delete.PlanAsync(JsonElement.Parse("""{ "name": "one" }"""), new(), default);
        Assert.Equal(ChangeKind.Lose, plan!.Changes[1].Kind);
        Assert.Equal("one", (await delete.RunAsync(JsonElement.Parse("""{ "name": "one" }"""), new(), default)).Value.GetProperty("deleted")
            .GetString());
        var gone = await Assert.ThrowsAsync<ToolException>(() =>
            delete.PlanAsync(JsonElement.Parse("""{ "name": "one" }"""), new(), default));
        Assert.Equal(ToolErrorCode.NotFound, gone.Code);
    }

    [Fact]
    public async Task A_plugin_that_is_replaced_while_the_host_runs_is_loaded_as_it_is_now()
    {
        var before = Open("1.0-preview");
        Assert.StartsWith("There is no note", await RefusalAsync(before), StringComparison.Ordinal);

        var dll = Path.Combine(folder, "1.0-preview", "Acme.Notes.dll");
        var bytes = File.ReadAllBytes(dll);
        Replace(bytes, Encoding.Unicode.GetBytes("There is no note"), Encoding.Unicode.GetBytes("Nobody knows one"));
        var mvid = Guid.Parse(before.Find("notes_delete_note")!.Plugin.Assembly.Mvid);
        Replace(bytes, mvid.ToByteArray(), Guid.NewGuid().ToByteArray());
        File.Move(dll, $"{dll}.before");
        File.WriteAllBytes(dll, bytes);
        var after = BuiltHost.Catalog(config: Path.Combine(folder, "plugins.json"));

        Assert.StartsWith("Nobody knows one", await RefusalAsync(after), StringComparison.Ordinal);
        Assert.StartsWith("There is no note", await RefusalAsync(before), StringComparison.Ordinal);
    }

    [Fact]
    public void Package_assembly_and_documents_say_the_same_version()
    {
        var version = Version().Match(Read("Directory.Build.props")).Groups[1].Value;
        var contract = typeof(IToolModule).Assembly;
        var numbers = version.Split('.', '-');

        Assert.StartsWith(version, contract.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            StringComparison.Ordinal);
        Assert.Equal(new Version($"{numbers[0]}.{numbers[1]}.0.1"), contract.GetName().Version);
        var guide = Read("docs/writing-a-plugin.md");
        Assert.Contains($"This is contract {numbers[0]}.{numbers[1]}.", guide, StringComparison.Ordinal);
        string[] said = [.. Reference().Matches(guide + Read("samples/Acme.Sqs/Directory.Packages.props")).Select(m => m.Groups[1].Value)];
        Assert.Equal(4, said.Length);
        Assert.All(said, s => Assert.Equal(version, s));
    }

    [Fact]
    public void A_command_that_gets_the_program_finds_a_preview_only_as_long_as_there_is_no_other()
    {
        var isPreview = Version().Match(Read("Directory.Build.props")).Groups[1].Value.Contains('-', StringComparison.Ordinal);
        var commands = Getting().Matches(Read("docs/install.md")).Select(m => m.Value).ToList();

        Assert.Equal(2, commands.Count);
        Assert.All(commands, c => Assert.Equal(isPreview, c.Contains(" --prerelease", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_template_and_the_sample_take_the_AWS_packages_of_the_host()
    {
        var core = Core().Match(Read("Directory.Packages.props")).Groups[1].Value;
        var template = JsonElement.Parse(Read("templates/Infra.Templates/content/infra-plugin/.template.config/template.json"));

        Assert.Equal(core, template.GetProperty("symbols").GetProperty("awsVersion").GetProperty("defaultValue").GetString());
        Assert.All(Service().Matches(Read("samples/Acme.Sqs/Directory.Packages.props")), m => Assert.Equal(core, m.Groups[1].Value));
    }

    private static async Task<string> RefusalAsync(PluginCatalog catalog) => (await Assert.ThrowsAsync<ToolException>(() =>
        Tool(catalog, "notes_delete_note").PlanAsync(JsonElement.Parse("""{ "name": "none" }"""), new(), default))).Message;

    private static void Replace(Span<byte> bytes, ReadOnlySpan<byte> what, ReadOnlySpan<byte> by) =>
        by.CopyTo(bytes[bytes.IndexOf(what)..]);

    private static Tool Tool(PluginCatalog catalog, string name)
    {
        var tool = catalog.Find(name)!;
        return tool.Plugin.Get(tool.Manifest);
    }

    private PluginCatalog Open(string kept)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "tests/Host/Catalog/kept", kept)))
            File.Copy(file, Path.Combine(Directory.CreateDirectory(Path.Combine(folder, kept)).FullName, Path.GetFileName(file)));
        var config = Path.Combine(folder, "plugins.json");
        File.WriteAllText(config, $$"""
            {
              "mode": "destructive",
              "plugins": [ { "path": "{{kept}}", "settings": { "folder": {{JsonSerializer.Serialize(folder)}} } } ]
            }
            """);
        return BuiltHost.Catalog(config: config);
    }

    private static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version();

    [GeneratedRegex("Include=\"Infra[.]\\w+\" Version=\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("(dotnet tool install|dnx)[^`]* Infra[.]Mcp[^`]*")]
    private static partial Regex Getting();

    [GeneratedRegex("Include=\"AWSSDK[.]Core\" Version=\"([^\"]+)\"")]
    private static partial Regex Core();

    [GeneratedRegex("Include=\"AWSSDK[.]\\w+\" Version=\"([^\"]+)\"")]
    private static partial Regex Service();
}
