namespace Infra.Core.Settings;

/// <summary>The text of a plugins.json, with changes to its list of plugins.</summary>
/// <param name="text">A text that the schema has accepted.</param>
internal sealed class SettingsText(string text) : JsonText(text)
{
    private const string Plugins = "plugins";

    /// <summary>Replaces the file by this text, if that is one for a server.</summary>
    /// <param name="file">The plugins.json.</param>
    /// <exception cref="SettingsException">The text is not as the schema wants it; nothing was written.</exception>
    /// <exception cref="IOException">It cannot be written; the old one is as it was.</exception>
    public void Save(string file)
    {
        SettingsReader.Check(file, Json);
        WholeFile.Replace(file, ToString());
    }

    /// <summary>Adds an entry at the end.</summary>
    /// <param name="entry">An object, as JSON.</param>
    public void Add(string entry) => Add(entry, Plugins);

    /// <summary>Takes an entry out.</summary>
    /// <param name="index">Which, from 0.</param>
    public void Remove(int index) => Set(null, Plugins, $"{index}");

    /// <summary>Sets a key of an entry, or takes it out.</summary>
    /// <param name="index">Which entry, from 0.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value as JSON; null for none.</param>
    public void Set(int index, string key, string? value) => Set(value, Plugins, $"{index}", key);
}
