using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Infra.Core.Settings;

namespace Infra.Core.Docs;

/// <summary>
/// What the documents and the schema say of the switches follows from <see cref="Switches"/>. UPDATE_SNAPSHOTS=1 writes the table anew.
/// </summary>
public sealed class SwitchDocsTests
{
    private const string Begin = "<!-- switches: made from Host/Core/Settings/Switches.cs -->\n";
    private const string End = "<!-- end of switches -->\n";

    [Fact]
    public void The_table_of_flags_and_variables_is_up_to_date()
    {
        var path = Path.Combine(Folder(), "configuration.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var (before, after) = (text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)],
            text[text.IndexOf(End, StringComparison.Ordinal)..]);
        var table = new StringBuilder("| Flag | Variable | Key | Meaning |\n| --- | --- | --- | --- |\n");
        foreach (var s in Switches.All)
            table.Append(CultureInfo.InvariantCulture,
                $"| `{s.Flag}` | `{s.Variable}` | {(s.Key is null ? "" : $"`{s.Key}`")} | {s.Text} |\n");

        var now = $"{before}{table}{after}";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1") File.WriteAllText(path, now);
        else Assert.Equal(now, text);
    }

    [Fact]
    public void Every_key_of_a_switch_is_in_the_schema()
    {
        foreach (var key in Switches.All.Select(s => s.Key).OfType<string>())
            Assert.Equal("string", key.Split('.')
                .Aggregate(SettingsReader.Schema, (schema, name) => schema.GetProperty("properties").GetProperty(name)).GetProperty("type")
                .GetString());
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../docs"));
}
