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
    public async Task A_file_that_there_was_not_is_gone_again()
    {
        Assert.Equal(0, (await InstallAsync("claude-code", "--approve-reads", "--yes")).Exit);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(home, ".claude", "settings.json")))!;
        Assert.Contains("mcp__aws__ec2_list_instances", settings["permissions"]!["allow"]!.AsArray().Select(n => n!.GetValue<string>()));

        Assert.Equal(0, (await InstallAsync("claude-code", "--undo", "--yes")).Exit);

        Assert.Empty(Directory.GetFiles(home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Permissions_of_others_are_to_the_letter_as_they_were()
    {
        const string own = "{\n\t\"permissions\": { \"allow\": [\"Bash(ls:*)\"],\n\t\t\"deny\": [ ] }\n}";
        var path = Path.Combine(home, ".claude", "settings.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, own);

        Assert.Equal(0, (await InstallAsync("claude-code", "--approve-reads", "--yes")).Exit);
        Assert.Equal(0, (await InstallAsync("claude-code", "--undo", "--yes")).Exit);

        Assert.Equal(own, await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Theory]
    [InlineData("prod", "aws")]
    [InlineData("aws", "prod")]
    public async Task What_one_server_replaced_outlasts_that_another_is_taken_out(string first, string second)
    {
        const string own = """{ "mcpServers": { "aws": { "command": "mine" }, "prod": { "command": "other" } } }""";
        var path = Path.Combine(home, ".cursor", "mcp.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, own);

        foreach (var name in new[] { "aws", "prod" }) Assert.Equal(0, (await InstallAsync("cursor", "--name", name, "--yes")).Exit);
        foreach (var name in new[] { first, second })
            Assert.Equal(0, (await InstallAsync("cursor", "--name", name, "--undo", "--yes")).Exit);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(own), JsonNode.Parse(await File.ReadAllTextAsync(path))));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task Several_installs_at_once_all_count()
    {
        string[] names = ["one", "two", "three", "four", "five"];

        var all = await Task.WhenAll(names.Select(n => InstallAsync("cursor", "--name", n, "--yes")));

        Assert.All(all, one => Assert.True(one.Exit is 0, one.Error));
        var servers = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(home, ".cursor", "mcp.json")))!["mcpServers"]!.AsObject();
        Assert.Equal(names.Order(), servers.Select(s => s.Key).Order());
    }

    [Fact]
    public async Task Bytes_that_no_text_shows_stay_and_text_that_is_not_UTF_8_is_left_alone()
    {
        var path = Path.Combine(home, ".cursor", "mcp.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] marked = [0xEF, 0xBB, 0xBF, .. "{\r\n  \"mcpServers\": {}\r\n}\r\n"u8];
        await File.WriteAllBytesAsync(path, marked);

        Assert.Equal(0, (await InstallAsync("cursor", "--yes")).Exit);
        var written = await File.ReadAllBytesAsync(path);
        Assert.Equal(marked[..3], written[..3]);
        Assert.Equal(written.Count(b => b is (byte)'\n'), written.Count(b => b is (byte)'\r'));
        Assert.Equal(0, (await InstallAsync("cursor", "--undo", "--yes")).Exit);
        Assert.Equal(marked, await File.ReadAllBytesAsync(path));

        var wide = System.Text.Encoding.Unicode.GetBytes("\uFEFF{ \"mcpServers\": {} }");
        await File.WriteAllBytesAsync(path, wide);
        var refused = await InstallAsync("cursor", "--yes");
        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("UTF-8", refused.Error, StringComparison.Ordinal);
        Assert.Equal(wide, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_file_that_is_read_only_stops_all_of_it_and_a_link_stays_one()
    {
        var permissions = Path.Combine(home, ".claude", "settings.json");
        Directory.CreateDirectory(Path.GetDirectoryName(permissions)!);
        await File.WriteAllTextAsync(permissions, "{}");
        File.SetAttributes(permissions, FileAttributes.ReadOnly);

        var refused = await InstallAsync("claude-code", "--approve-reads", "--yes");

        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("read-only", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(home, ".claude.json")));
        Assert.Equal("{}", await File.ReadAllTextAsync(permissions));
        Assert.Equal([permissions], Directory.GetFiles(home, "*", SearchOption.AllDirectories));
        File.SetAttributes(permissions, FileAttributes.Normal);

        if (OperatingSystem.IsWindows()) return;
        var real = Path.Combine(home, "dotfiles.json");
        await File.WriteAllTextAsync(real, "{}");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Path.Combine(home, ".claude.json"), real);
        Assert.Equal(0, (await InstallAsync("claude-code", "--yes")).Exit);
        Assert.Equal(real, new FileInfo(Path.Combine(home, ".claude.json")).LinkTarget);
        Assert.Contains("aws", await File.ReadAllTextAsync(real), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
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
