using System.Globalization;
using System.Text.Json;
using Infra.Core;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Host.Cli;

/// <summary>
/// <c>infra plugins add FOLDER</c>: shows what a plugin brings, asks, copies it beside plugins.json and pins all its files. Nothing of
/// it is loaded.
/// </summary>
internal static class PluginAddCommand
{
    /// <summary>The folder beside plugins.json for what is added.</summary>
    public const string Folder = "plugins";

    public static int Run(SwitchValues flags, string from, string? keyFile, bool yes)
    {
        var settings = SettingsReader.Read(flags, Core.Services.Variables());
        var home = Path.GetDirectoryName(settings.File)!;
        var (assembly, manifest) = Open(from);
        var source = Path.GetDirectoryName(assembly.FilePath)!;
        var name = Path.GetFileNameWithoutExtension(assembly.FilePath);
        var target = Path.Combine(home, Folder, name);
        if (target.StartsWith(source + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new PluginException($"{source} holds {target}, where the plugin would be copied to; publish it into its own folder.");
        var old = At(settings, target);
        CheckModules(settings, home, manifest, old);

        var key = keyFile is null ? old?.PublicKey : PluginKey.ReadPublic(keyFile);
        var isListed = File.Exists(Path.Combine(source, PluginFiles.ListName));
        if (isListed || key is not null) PluginFiles.Check(source, null, key);
        var list = isListed ? File.ReadAllBytes(Path.Combine(source, PluginFiles.ListName)) : PluginFiles.List(source);

        Show(name, assembly, manifest, source, list, key);
        if (Directory.Exists(target) && source != target) ShowChanges(target, manifest);
        if (!Agreement.Plain(yes, $"Install it in {target}?", "it may be installed")) return ExitCode.Refused;

        WholeFile.Alone(settings.File, () =>
        {
            // Another may have been installed or removed while a person thought about the question.
            settings = SettingsReader.Read(flags, Core.Services.Variables());
            old = At(settings, target);
            CheckModules(settings, home, manifest, old);
            var text = new SettingsText(WholeFile.Read(settings.File)!);
            var pin = JsonSerializer.Serialize(PluginFiles.Hash(list));
            if (old is null)
            {
                text.Add($$"""{ "path": {{JsonSerializer.Serialize($"{Folder}/{name}", Clients.ClientFile.Text)}}, "files": {{pin}}{{(
                    key is null ? "" : $", \"publicKey\": \"{key}\"")}} }""");
            }
            else
            {
                var index = settings.Plugins.ToList().IndexOf(old);
                text.Set(index, "files", pin);
                text.Set(index, "sha256", null);
                if (keyFile is not null) text.Set(index, "publicKey", $"\"{key}\"");
            }

            Install(source, target, list, key, () => text.Save(settings.File));
        });
        Terminal.Print($"Installed, and pinned in {settings.File}. A running server has it after 'infra reload'.");
        return ExitCode.Ok;
    }

    private static PluginSettings? At(HostSettings settings, string folder) =>
        settings.Plugins.FirstOrDefault(p => Path.GetFullPath(p.Path, Path.GetDirectoryName(settings.File)!) == folder);

    /// <summary>A plugin that can be installed, with its manifest.</summary>
    /// <exception cref="PluginException">Why not.</exception>
    public static (PluginAssembly Assembly, PluginManifest Manifest) Open(string folder)
    {
        var assembly = PluginAssembly.At(folder);
        assembly.CheckLoadable();
        var manifest = PluginManifest.Read(assembly.FilePath) ?? throw new PluginException(
            $"{assembly.FilePath} has no readable manifest beside it. A build with the packages Infra.Abstractions or Infra.Aws and "
            + "EnableDynamicLoading makes one; 'dotnet publish' copies it.");
        return manifest.Mvid == assembly.Mvid ? (assembly, manifest)
            : throw new PluginException($"{assembly.FilePath} was changed after its manifest was made: build it again.");
    }

    private static void CheckModules(HostSettings settings, string home, PluginManifest manifest, PluginSettings? old)
    {
        foreach (var other in settings.Plugins.Where(p => p.Enabled && p != old))
        {
            try
            {
                var modules = PluginManifest.Read(PluginAssembly.At(Path.Combine(home, other.Path)).FilePath)?.Modules ?? [];
                if (modules.FirstOrDefault(m => manifest.Modules.Any(n => n.Name == m.Name)) is { } twice)
                    throw new SettingsException($"The module '{twice.Name}' is there already, from {other.Path}. Remove that one, or set "
                        + "its \"enabled\" to false.");
            }
            catch (PluginException)
            {
                // 'infra plugins list' tells what is wrong with it.
            }
        }
    }

    private static void Show(string name, PluginAssembly assembly, PluginManifest manifest, string source, byte[] list, string? key)
    {
        var files = list.Count(b => b is (byte)'\n');
        Terminal.Print($"{name}, for contract {assembly.Contract.ToString(2)}, {files} files from {source}");
        Terminal.Print($"SHA-256 of their list: {PluginFiles.Hash(list)}");
        Terminal.Print(key is not null ? "Signed by the key that is trusted."
            : File.Exists(Path.Combine(source, PluginFiles.SignatureName))
                ? "Signed, but by whom was not checked: --key names the public key of whoever made it." : "Not signed.");
        foreach (var module in manifest.Modules)
        {
            Terminal.Print($"Module {module.Name}: {module.Description}");
            var width = module.Tools.Max(t => t.Name.Length);
            foreach (var tool in module.Tools)
                Terminal.Print($"  {PluginCatalog.Word(tool.Kind),-11}  {tool.Name.PadRight(width)}  {string.Join(", ", tool.IamActions)}"
                    + (tool.Secret ? "  (tells secrets)" : ""));
        }

        Terminal.Print("A plugin runs with all rights of the server: install it only if you would run it as a program.");
    }

    private static void ShowChanges(string target, PluginManifest manifest)
    {
        Terminal.Print($"It replaces the one in {target}.");
        Dictionary<string, ToolManifest> before;
        try
        {
            before = Tools(Open(target).Manifest);
        }
        catch (PluginException e)
        {
            // Adding a plugin again is how a damaged one is mended.
            Terminal.Print($"That one cannot be used, so that nothing can be said of what changes: {e.Message}");
            return;
        }

        var now = Tools(manifest);
        Tell("Tools that are new", now.Keys.Except(before.Keys));
        Tell("Tools that are gone", before.Keys.Except(now.Keys));
        Tell("Tools of another kind", now.Where(t => before.TryGetValue(t.Key, out var b) && b.Kind != t.Value.Kind).Select(t =>
            $"{t.Key} ({PluginCatalog.Word(before[t.Key].Kind)} before)"));
        Tell("IAM actions that are new", now.Values.SelectMany(t => t.IamActions).Except(before.Values.SelectMany(t => t.IamActions)));

        static Dictionary<string, ToolManifest> Tools(PluginManifest plugin) =>
            plugin.Modules.SelectMany(m => m.Tools).ToDictionary(t => t.Name);

        static void Tell(string what, IEnumerable<string> which)
        {
            var all = string.Join(", ", which.Distinct());
            if (all.Length > 0) Terminal.Print($"{what}: {all}");
        }
    }

    // First a whole copy that is as the list says, then two renames with the settings between them: whatever fails, one of both is there.
    private static void Install(string source, string target, byte[] list, string? key, Action save)
    {
        if (source == target)
        {
            File.WriteAllBytes(Path.Combine(target, PluginFiles.ListName), list);
            save();
            return;
        }

        var draft = Beside(target);
        var former = Directory.Exists(target) ? Beside(target) : null;
        try
        {
            Copy(source, draft);
            File.WriteAllBytes(Path.Combine(draft, PluginFiles.ListName), list);
            PluginFiles.Check(draft, PluginFiles.Hash(list), key);
            if (former is not null) Directory.Move(target, former);
            try
            {
                Directory.Move(draft, target);
                save();
            }
            catch
            {
                if (Directory.Exists(target)) Directory.Move(target, draft);
                if (former is not null) Directory.Move(former, target);
                throw;
            }

            if (former is not null) Directory.Delete(former, recursive: true);
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    private static string Beside(string target) => Path.Combine(Path.GetDirectoryName(target)!,
        string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(target)}.{Guid.NewGuid():n}"));

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (var file in Directory.EnumerateFiles(source, "*", all))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
