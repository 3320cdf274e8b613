using System.Text.Json.Nodes;

namespace Infra.Emulator.Cli;

/// <summary><c>infra install</c> as a user of each client types it, in a home of its own.</summary>
public sealed class InstallTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly string home = Directory.CreateTempSubdirectory("infra-home-").FullName;

    /// <summary>The clients, the file below the home of this test, and a setting of the user's own in the client's form.</summary>
    public static TheoryData<string, string, string> Clients => new()
    {
        { "claude-code", ".claude.json", """{ "theme": "dark", "mcpServers": { "notes": { "command": "notes" } } }""" },
        { "claude-desktop", Programs("Claude/claude_desktop_config.json"), """{ "globalShortcut": "Ctrl+Space" }""" },
        { "cursor", ".cursor/mcp.json", """{ "mcpServers": { "notes": { "url": "https://example.com/mcp" } } }""" },
        { "vscode", Programs("Code/User/mcp.json"), """{ "inputs": [], "servers": { "notes": { "command": "notes" } } }""" },
        { "codex", ".codex/config.toml", "model = \"gpt\" # mine\n\n[mcp_servers.notes]\ncommand = \"notes\"\n" },
        { "gemini", ".gemini/settings.json", """{ "theme": "GitHub" }""" },
        { "amazon-q", ".aws/amazonq/mcp.json", """{ "mcpServers": {} }""" },
        { "kiro", ".kiro/settings/mcp.json", """{ "mcpServers": { "notes": { "command": "notes", "disabled": true } } }""" },
    };

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_entry_is_shown_written_beside_what_is_there_and_taken_back(string client, string file, string own)
    {
        var path = Path.Combine(home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, own);

        var printed = await InstallAsync(client, "--print");
        var refused = await InstallAsync(client);

        Assert.Equal(0, printed.Exit);
        Assert.Contains("infra.dll", printed.Out, StringComparison.Ordinal);
        // Nobody is there to ask.
        Assert.NotEqual(0, refused.Exit);
        Assert.Equal(own, await File.ReadAllTextAsync(path));

        var written = await InstallAsync(client, "--yes");

        Assert.True(written.Exit is 0, written.Error);
        Assert.Contains(path, written.Out, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(path);
        if (Path.GetExtension(file) is ".toml")
        {
            Assert.StartsWith(own, text, StringComparison.Ordinal);
            Assert.Contains("[mcp_servers.aws]\ncommand = \"", text, StringComparison.Ordinal);
            Assert.Contains("infra.dll\", \"serve\"", text, StringComparison.Ordinal);
        }
        else
        {
            var (before, after) = (JsonNode.Parse(own)!.AsObject(), JsonNode.Parse(text)!.AsObject());
            var servers = client is "vscode" ? "servers" : "mcpServers";
            var entry = after[servers]!["aws"]!;
            Assert.True(File.Exists(entry["command"]!.GetValue<string>()) || entry["command"]!.GetValue<string>() is "dotnet");
            Assert.Contains("serve", entry["args"]!.AsArray().Select(a => a!.GetValue<string>()));
            foreach (var (name, value) in before.Where(p => p.Key != servers)) Assert.True(JsonNode.DeepEquals(value, after[name]), name);
            foreach (var (name, value) in before[servers]?.AsObject() ?? [])
                Assert.True(JsonNode.DeepEquals(value, after[servers]![name]), name);
        }

        var undone = await InstallAsync(client, "--undo", "--yes");

        Assert.True(undone.Exit is 0, undone.Error);
        Assert.Equal(own, await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Theory]
    [InlineData("{ \"mcpServers\": {", "it is not JSON")]
    [InlineData("{\n  // mine\n  \"mcpServers\": {}\n}", "it has comments")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{ \"mcpServers\": [] }", "'mcpServers' is no object")]
    public async Task A_file_that_would_lose_something_stays_as_it_is_and_the_way_on_is_named(string text, string why)
    {
        var path = Path.Combine(home, ".cursor", "mcp.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);

        var refused = await InstallAsync("cursor", "--yes");

        Assert.NotEqual(0, refused.Exit);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        Assert.Contains("--print", refused.Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task A_client_that_nobody_knows_is_refused_with_the_nearest_one()
    {
        var refused = await InstallAsync("curser", "--yes");

        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("cursor", refused.Error, StringComparison.Ordinal);
    }

    private static string Programs(string file) =>
        OperatingSystem.IsWindows() ? $"AppData/Roaming/{file}"
        : OperatingSystem.IsMacOS() ? $"Library/Application Support/{file}" : $".config/{file}";

    private Task<InfraCommand> InstallAsync(params string[] arguments) => InfraCommand.RunAsync(Nowhere, ["install", .. arguments], new()
    {
        ["HOME"] = home,
        ["USERPROFILE"] = home,
        ["APPDATA"] = Path.Combine(home, "AppData", "Roaming"),
        ["XDG_CONFIG_HOME"] = null,
        ["CODEX_HOME"] = null,
    });
}
