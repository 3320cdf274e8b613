using Infra.Core;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Host.Cli;

/// <summary><c>infra plugins remove PLUGIN</c>.</summary>
internal static class PluginRemoveCommand
{
    public static int Run(SwitchValues flags, string name, bool yes)
    {
        var settings = SettingsReader.Read(flags, Core.Services.Variables());
        var index = Find(settings, name);
        var home = Path.GetDirectoryName(settings.File)!;
        var plugin = settings.Plugins[index];
        var folder = Path.GetFullPath(plugin.Path, home);
        // What was copied here, and nobody's own folder.
        var isOurs = plugin.Files is not null && Path.GetDirectoryName(folder) == Path.Combine(home, PluginAddCommand.Folder)
            && File.Exists(Path.Combine(folder, PluginFiles.ListName));
        Terminal.Print($"{plugin.Path} is taken out of {settings.File}, with its settings.");
        Terminal.Print(isOurs ? $"The folder {folder} is deleted." : $"Its files stay in {folder}.");
        if (!Agreement.Plain(yes, "Remove it?", "it may be removed")) return ExitCode.Refused;

        WholeFile.Alone(settings.File, () =>
        {
            var text = new SettingsText(WholeFile.Read(settings.File)!);
            // Where it is by now: others may have come and gone while a person thought about the question.
            text.Remove(Find(SettingsReader.Read(flags, Core.Services.Variables()), name));
            text.Save(settings.File);
            if (isOurs) Directory.Delete(folder, recursive: true);
        });
        Terminal.Print("Removed. A running server has it until 'infra reload'.");
        return ExitCode.Ok;
    }

    private static int Find(HostSettings settings, string name)
    {
        var names = settings.Plugins.Select(p => Path.GetFileName(Path.TrimEndingDirectorySeparator(p.Path))).ToList();
        var index = settings.Plugins.ToList().FindIndex(p => p.Path == name);
        if (index < 0) index = names.FindIndex(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw new SettingsException(
            $"{settings.File} has no plugin '{name}'.{Nearest.Hint(name, names)} Known: {string.Join(", ", names)}.");
    }
}
