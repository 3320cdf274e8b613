using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Emulator;

/// <summary>
/// A request and its answer for each tool, which docs/tools shows. With UPDATE_SNAPSHOTS=1 a run writes those that are not there, so
/// that what is there stays as it is; to have one made anew, delete its file and run a test that calls the tool.
/// </summary>
internal static class Recordings
{
    // What is shown should fill some lines and no page.
    private const int BestLength = 1200;
    private const int MostOfASecret = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1";
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Here())!, "recorded");
    private static readonly Dictionary<string, int> Best = [];
    private static readonly Lock Gate = new();

    // The client is not told which tools these are.
    private static readonly Lazy<HashSet<string>> Secret = new(() =>
        [.. Directory.GetFiles(Path.Combine(InfraServer.HostFolder, "plugins"), "*.manifest.json", SearchOption.AllDirectories)
            .SelectMany(f => JsonNode.Parse(File.ReadAllBytes(f))!["modules"]!.AsArray())
            .SelectMany(m => m!["tools"]!.AsArray())
            .Where(t => (bool?)t!["secret"] is true)
            .Select(t => (string)t!["name"]!)]);

    /// <summary>Keeps a call if it is the best of this run to show.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">As they were sent.</param>
    /// <param name="answer">The structured content.</param>
    /// <param name="moto">Whether moto alone answered, and no response that a test made.</param>
    public static void Take(string tool, object arguments, JsonElement answer, bool moto)
    {
        if (!Update) return;
        var node = JsonNode.Parse(answer.GetRawText())!;
        if (Secret.Value.Contains(tool)) Shorten(node);
        var request = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        // Where a machine keeps what a test made is of no interest.
        var text = JsonSerializer.Serialize(new JsonObject { ["arguments"] = request, ["answer"] = node }, Json)
            .Replace(Path.GetTempPath(), "/data/", StringComparison.Ordinal);
        var score = (IsUsual(request, node) ? 2_000_000 : 0) + (moto ? 1_000_000 : 0)
            + (text.Length <= BestLength ? text.Length : 2 * BestLength - text.Length);
        var path = Path.Combine(Folder, $"{tool}.json");
        lock (Gate)
        {
            if (Best.TryGetValue(tool, out var best) ? score <= best : File.Exists(path)) return;
            Best[tool] = score;
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, text + "\n");
        }
    }

    // Not a later page, an empty one, or a code that was refused.
    private static bool IsUsual(JsonObject request, JsonNode answer) =>
        !request.ContainsKey("cursor") && !(request.ContainsKey("confirm") && answer["plan"] is not null)
        && answer["items"] is not JsonArray { Count: 0 };

    // Even a key that opens nothing sets off the alarms of forges.
    private static void Shorten(JsonNode node)
    {
        List<JsonNode?> all = node is JsonObject o ? [.. o.Select(p => p.Value)] : node is JsonArray a ? [.. a] : [];
        foreach (var inner in all)
        {
            if (inner is JsonValue value && value.TryGetValue<string>(out var text))
            {
                if (text.Length > MostOfASecret) value.ReplaceWith($"{text[..MostOfASecret]}…");
            }
            else if (inner is not null) Shorten(inner);
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
