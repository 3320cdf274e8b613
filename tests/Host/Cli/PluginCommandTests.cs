using Infra.Core;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Host.Cli;

/// <summary>
/// <c>infra plugins add</c>, <c>remove</c> and <c>sign</c>, with a real plugin and real files. Nobody is at a terminal here.
/// tests/full/plugin-kit does it with a published host.
/// </summary>
public sealed class PluginCommandTests : IDisposable
{
    private const string Settings = """
        {
          // Ours.
          "mode": "write",
          "plugins": [
            // None yet.
          ]
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private readonly string config;
    private readonly string published;

    public PluginCommandTests()
    {
        config = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "config")).FullName, "plugins.json");
        File.WriteAllText(config, Settings);
        published = Path.Combine(folder, "out");
        Directory.CreateDirectory(published);
        foreach (var file in Directory.GetFiles(Path.Combine(BuiltHost.Folder, "plugins", "S3")))
            File.Copy(file, Path.Combine(published, Path.GetFileName(file)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Installed => Path.Combine(folder, "config", "plugins", "Infra.Plugins.S3");

    private SwitchValues Flags => new() { [Switches.Config] = config };

    [Fact]
    public void A_plugin_is_copied_and_pinned_and_goes_without_a_trace()
    {
        Assert.Equal(ExitCode.Ok, Add());

        Assert.Equal(Names(published).Append(PluginFiles.ListName).Order(StringComparer.Ordinal), Names(Installed));
        Assert.Contains("// None yet.\n    { \"path\": \"plugins/Infra.Plugins.S3\", \"files\": \"", File.ReadAllText(config),
            StringComparison.Ordinal);
        Assert.Contains(BuiltHost.Catalog(config: config).Offered, t => t.Name is "s3_list_buckets");

        Assert.Equal(ExitCode.Ok, PluginRemoveCommand.Run(Flags, "infra.plugins.s3", yes: true));
        Assert.Equal(Settings, File.ReadAllText(config));
        Assert.False(Directory.Exists(Installed));
    }

    [Fact]
    public void One_that_is_replaced_keeps_its_settings_and_has_a_new_pin()
    {
        Add();
        var text = File.ReadAllText(config).Replace("\"files\"", "\"enabled\": true /* of course */, \"sha256\": \"" + new string('0', 64)
            + "\", \"files\"", StringComparison.Ordinal);
        File.WriteAllText(config, text);
        File.WriteAllText(Path.Combine(published, "more.txt"), "more");

        Assert.Equal(ExitCode.Ok, Add());

        var catalog = BuiltHost.Catalog(config: config);
        Assert.Empty(catalog.Problems);
        Assert.NotEmpty(catalog.Offered);
        Assert.Contains("\"enabled\": true /* of course */, \"files\"", File.ReadAllText(config), StringComparison.Ordinal);
        Assert.Contains("more.txt", Names(Installed));
        Assert.Equal(["Infra.Plugins.S3"], Directory.GetFileSystemEntries(Path.GetDirectoryName(Installed)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Plugins_that_are_installed_at_once_are_all_there()
    {
        string[] names = ["S3", "Elb", "Route53", "Trail"];

        await Task.WhenAll(names.Select(n => Task.Run(() => Assert.Equal(ExitCode.Ok,
            PluginAddCommand.Run(Flags, Path.Combine(BuiltHost.Folder, "plugins", n), null, yes: true)))));

        var catalog = BuiltHost.Catalog(config: config);
        Assert.Empty(catalog.Problems);
        Assert.Equal(names.Select(n => $"plugins/Infra.Plugins.{n}").Order(), catalog.Settings.Plugins.Select(p => p.Path).Order());
    }

    [Fact]
    public void A_key_that_is_not_there_is_named_with_the_way_to_one()
    {
        var missing = Path.Combine(folder, "none.pem");

        Assert.Contains("--new-key", Assert.Throws<SettingsException>(() => PluginKey.ReadPrivate(missing)).Message,
            StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<SettingsException>(() => PluginKey.ReadPublic(missing)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_yes_nothing_is_changed()
    {
        Assert.Contains("--yes", Assert.Throws<UsageException>(() => PluginAddCommand.Run(Flags, published, null, yes: false)).Message,
            StringComparison.Ordinal);
        IsUntouched();
    }

    [Theory]
    [InlineData("*.manifest.json", "has no readable manifest")]
    [InlineData("Infra.Plugins.S3.dll", "holds 0 plugin assemblies")]
    [InlineData("*", "holds 0 plugin assemblies")]
    public void A_folder_that_is_no_whole_plugin_is_refused(string without, string said)
    {
        foreach (var file in Directory.GetFiles(published, without)) File.Delete(file);

        Assert.Contains(said, Assert.Throws<PluginException>(() => Add()).Message, StringComparison.Ordinal);
        IsUntouched();
    }

    [Fact]
    public void An_archive_and_an_assembly_that_is_cut_short_are_refused()
    {
        var archive = Path.Combine(folder, "out.zip");
        File.WriteAllText(archive, "PK\u0003\u0004, and no more");
        Assert.Contains("Unpack an archive", Assert.Throws<PluginException>(() =>
            PluginAddCommand.Run(Flags, archive, null, yes: true)).Message, StringComparison.Ordinal);
        var assembly = Path.Combine(published, "Infra.Plugins.S3.dll");
        File.WriteAllBytes(assembly, File.ReadAllBytes(assembly)[..1000]);

        Assert.Contains(assembly, Assert.Throws<PluginException>(() => Add()).Message, StringComparison.Ordinal);
        IsUntouched();
    }

    [Theory]
    [InlineData("Infra.Plugins.S3.dll")]
    [InlineData("Infra.Plugins.S3.manifest.json")]
    public void One_that_was_damaged_is_refused_and_mended_by_adding_it_again(string file)
    {
        Add();
        var installed = File.ReadAllBytes(Path.Combine(Installed, file));
        File.WriteAllText(Path.Combine(Installed, file), "{ not what it was");
        Assert.Contains(file, Assert.Single(BuiltHost.Catalog(config: config).Problems).ToString(), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, Add());

        Assert.Equal(installed, File.ReadAllBytes(Path.Combine(Installed, file)));
        Assert.Empty(BuiltHost.Catalog(config: config).Problems);
    }

    [Fact]
    public void A_list_that_the_files_are_not_like_is_refused()
    {
        PluginFiles.Write(published);
        File.AppendAllText(Path.Combine(published, "Infra.Aws.dll"), " ");

        Assert.Contains("Infra.Aws.dll was changed", Assert.Throws<PluginException>(() => Add()).Message, StringComparison.Ordinal);
        IsUntouched();
    }

    [Fact]
    public void A_key_that_was_trusted_once_must_have_signed_whatever_comes_later()
    {
        var (ours, theirs) = (Path.Combine(folder, "ours.pem"), Path.Combine(folder, "theirs.pem"));
        Assert.Equal(ExitCode.Ok, PluginSignCommand.Run(published, ours, isNew: true));
        Assert.Equal(ExitCode.Ok, PluginAddCommand.Run(Flags, published, ours + ".pub", yes: true));
        var pinned = File.ReadAllText(config);

        PluginSignCommand.Run(published, theirs, isNew: true);
        Assert.Contains("by the key that is trusted", Assert.Throws<PluginException>(() => Add()).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(published, PluginFiles.SignatureName));
        Assert.Contains("is not signed", Assert.Throws<PluginException>(() => Add()).Message, StringComparison.Ordinal);

        Assert.Equal(pinned, File.ReadAllText(config));
        Assert.Empty(BuiltHost.Catalog(config: config).Problems);
        Assert.Contains("is there already", Assert.Throws<SettingsException>(() =>
            PluginSignCommand.Run(published, ours, isNew: true)).Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ours));
    }

    [Fact]
    public void A_module_that_another_plugin_brings_is_refused()
    {
        Add();
        var other = Path.Combine(folder, "other");
        Directory.CreateDirectory(other);
        foreach (var file in Directory.GetFiles(published))
            File.Copy(file, Path.Combine(other, Path.GetFileName(file).Replace("Plugins.S3", "Plugins.Other", StringComparison.Ordinal)));

        Assert.Contains("The module 's3' is there already, from plugins/Infra.Plugins.S3",
            Assert.Throws<SettingsException>(() => PluginAddCommand.Run(Flags, other, null, yes: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_cannot_be_removed_and_the_nearest_is_named()
    {
        Add();

        Assert.Contains("Did you mean 'Infra.Plugins.S3'?", Assert.Throws<SettingsException>(() =>
            PluginRemoveCommand.Run(Flags, "Infra.Plugin.S3", yes: true)).Message, StringComparison.Ordinal);
    }

    private int Add() => PluginAddCommand.Run(Flags, published, null, yes: true);

    private void IsUntouched()
    {
        Assert.Equal(Settings, File.ReadAllText(config));
        Assert.False(Directory.Exists(Path.Combine(folder, "config", "plugins")));
    }

    private static IEnumerable<string> Names(string path) =>
        Directory.GetFiles(path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
}
