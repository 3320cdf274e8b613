using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Infra.Plugins;

/// <summary>
/// The public face of each tool, so that a reviewer sees it change. To accept a change, run the tests with UPDATE_SNAPSHOTS=1.
/// </summary>
public sealed class SnapshotTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1";
    private static readonly string Folder = Path.Combine(AllTools.SourceFolder(), "snapshots");

    [Theory]
    [MemberData(nameof(AllTools.Names), MemberType = typeof(AllTools))]
    public void The_public_face_is_the_approved_one(string name)
    {
        var path = Path.Combine(Folder, $"{name}.json");
        var now = JsonSerializer.Serialize(AllTools.Manifest(name), Json) + "\n";
        if (Update)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, now);
        }

        Assert.True(File.Exists(path), $"{name} has no snapshot; run with UPDATE_SNAPSHOTS=1 and commit it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), now);
    }

    [Fact]
    public void No_snapshot_is_left_over()
    {
        var left = Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Except(AllTools.Items.Select(t => $"{t.Module}_{t.Tool.Name}")).ToList();
        if (Update) left.ForEach(name => File.Delete(Path.Combine(Folder, $"{name}.json")));
        Assert.True(Update || left.Count == 0, $"No such tool: {string.Join(", ", left)}");
    }
}
