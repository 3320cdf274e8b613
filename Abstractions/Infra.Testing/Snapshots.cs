using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Manifest;

namespace Infra.Testing;

/// <summary>The approved public face of each tool, a file each, so that a reviewer sees it change.</summary>
/// <param name="folder">Where the files are.</param>
internal sealed class Snapshots(string folder)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private static bool Update => Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1";

    /// <exception cref="ToolTestException">The tool is not as approved.</exception>
    public void Check(ToolManifest tool)
    {
        var path = Path.Combine(folder, $"{tool.Name}.json");
        var now = JsonSerializer.Serialize(tool, Json) + "\n";
        if (Update)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, now);
        }

        Proof.That(File.Exists(path), $"{tool.Name} has no snapshot {path}; run with UPDATE_SNAPSHOTS=1 and commit it.");
        var (old, @new) = (File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n'), now.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(old.Length, @new.Length))
            .FirstOrDefault(i => old.ElementAtOrDefault(i) != @new.ElementAtOrDefault(i), -1);
        Proof.That(line < 0,
            $"{path}, line {line + 1}: approved is '{old.ElementAtOrDefault(line)}', and the tool has '{@new.ElementAtOrDefault(line)}'. "
            + "If that is meant, run with UPDATE_SNAPSHOTS=1 and commit it.");
    }

    /// <exception cref="ToolTestException">There is one of a tool that does not exist.</exception>
    public void NoneIsLeftOver(IEnumerable<string> tools)
    {
        if (!Directory.Exists(folder)) return;
        var left = Directory.GetFiles(folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Except(tools).ToList();
        if (Update) left.ForEach(name => File.Delete(Path.Combine(folder, $"{name}.json")));
        Proof.That(Update || left.Count == 0, $"{folder} has snapshots of tools that do not exist: {string.Join(", ", left)}.");
    }
}
