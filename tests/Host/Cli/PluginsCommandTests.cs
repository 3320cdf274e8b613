using System.Security.Cryptography;
using System.Text.Json;
using Infra.Core;

namespace Infra.Host.Cli;

/// <summary><c>infra plugins list</c> and <c>verify</c>: what plugins.json names, and whether it is what it should be.</summary>
public sealed class PluginsCommandTests : IDisposable
{
    private readonly Home home = new();
    private readonly string plugin;

    public PluginsCommandTests()
    {
        plugin = Directory.CreateDirectory(Path.Combine(home.Folder, "plugins", "S3")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(BuiltHost.Folder, "plugins", "S3")))
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Each_plugin_is_told_with_its_modules_its_hash_and_its_pin()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(plugin, "Infra.Plugins.S3.dll"))));
        Configure($$"""{ "path": "plugins/S3", "sha256": "{{hash}}" }, { "path": "plugins/Gone", "enabled": false }""");

        var listed = await home.RunAsync("plugins", "list");

        Assert.Equal(1, listed.Exit);
        var rows = JsonElement.Parse(listed.Out).GetProperty("items").EnumerateArray().ToList();
        string[] told = ["path", "status", "modules", "manifest", "pin", "sha256"];
        Assert.Equal(["plugins/S3", "enabled", "s3", "fresh", "ok", hash], told.Select(name => rows[0].GetProperty(name).GetString()));
        Assert.False(rows[0].TryGetProperty("verified", out _));
        Assert.True(rows[0].GetProperty("tools").GetInt32() > 10);
        Assert.Equal("disabled", rows[1].GetProperty("status").GetString());
        Assert.Contains("Gone", rows[1].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_loaded_offers_what_its_manifest_says()
    {
        Configure("""{ "path": "plugins/S3" }""");

        var verified = await home.RunAsync("plugins", "verify");

        Assert.True(verified.Exit == 0, verified.Out + verified.Error);
        var row = Assert.Single(JsonElement.Parse(verified.Out).GetProperty("items").EnumerateArray());
        Assert.Equal(("none", true), (row.GetProperty("pin").GetString(), row.GetProperty("verified").GetBoolean()));
    }

    [Fact]
    public async Task A_manifest_that_says_something_else_than_the_plugin_is_found()
    {
        var manifest = Path.Combine(plugin, "Infra.Plugins.S3.manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest)
            .Replace("\"s3_list_buckets\"", "\"s3_list_pails\"", StringComparison.Ordinal));
        Configure("""{ "path": "plugins/S3" }""");

        var verified = await home.RunAsync("plugins", "verify", "-o", "text", "--columns", "manifest,problem");

        Assert.Equal((1, "fresh\tIts manifest does not say what it offers: run 'infra-manifest' on it, or build it again.\n"),
            (verified.Exit, verified.Out));
    }

    [Fact]
    public async Task One_with_another_hash_than_its_pin_is_a_problem_and_is_not_loaded()
    {
        Configure($$"""{ "path": "plugins/S3", "sha256": "{{new string('0', 64)}}" }""");

        var verified = await home.RunAsync("plugins", "verify");

        Assert.Equal(1, verified.Exit);
        var row = Assert.Single(JsonElement.Parse(verified.Out).GetProperty("items").EnumerateArray());
        Assert.Equal("differs", row.GetProperty("pin").GetString());
        Assert.Contains("not the one that plugins.json pins", row.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.False(row.TryGetProperty("verified", out _));
    }

    private void Configure(string plugins) =>
        home["INFRA_CONFIG"] = home.Write("plugins.json", $$"""{ "plugins": [{{plugins}}] }""");
}
