using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Infra.Sdk.Tests;

/// <summary>
/// The wire against botocore's own test cases. They are not part of this repository: they are read from
/// ../shared/protocol-vectors or from the folder that PROTOCOL_VECTORS names, and without either a small set
/// of our own stands in.
/// </summary>
public sealed class ProtocolVectorTests(ITestOutputHelper output)
{
    private static readonly string OwnVectors = Path.Combine(TestFiles.RepositoryRoot, "tests", "Sdk", "vectors");

    private static readonly string[] Protocols = ["query", "rest-xml", "rest-json", "json", "json_1_0"];

    /// <summary>What does not pass and why, beyond the list on which botocore has what it does not pass itself.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["RestJsonIgnoreQueryParamsInResponseNoPayload"] =
            "a body of nothing with status 200 is refused where the answer has members in its body: it would read as \"there are none\"",
    };

    [Theory]
    [InlineData("input")]
    [InlineData("output")]
    public Task Our_own_vectors_pass(string direction) => RunAllAsync(OwnVectors, direction);

    [Theory]
    [InlineData("input")]
    [InlineData("output")]
    public Task All_protocol_vectors_pass_or_stand_on_a_list(string direction) => RunAllAsync(FindVectors(), direction);

    private async Task RunAllAsync(string folder, string direction)
    {
        var ignored = ReadIgnored(folder);
        var files = ReadFiles(folder, direction);
        var assembly = Assembly.Load(
            GeneratedCode.CompileModels($"Vectors.{Guid.NewGuid():N}", files.SelectMany(static file => file.File.Models)));
        var runner = new VectorRunner(assembly);
        var report = new StringBuilder();
        var wrong = new List<string>();
        int passed = 0;
        int total = 0;
        foreach (var (protocol, file) in files)
        {
            int passedHere = 0;
            foreach (var vector in file.Cases)
            {
                string? difference = await RunAsync(runner, vector, direction);
                string? reason = Exceptions.GetValueOrDefault(vector.Id)
                    ?? (ignored(protocol, direction, vector) ? "botocore does not pass it either" : null);
                passedHere += difference is null ? 1 : 0;
                if (difference is not null && reason is not null)
                {
                    report.Append($"  {vector.Id}: {reason}; {difference}\n");
                }
                else if (difference is not null)
                {
                    wrong.Add($"{protocol} {vector.Id}: {difference}");
                }
                else if (Exceptions.ContainsKey(vector.Id))
                {
                    wrong.Add($"{protocol} {vector.Id} passes and must leave the list of exceptions.");
                }
            }

            report.Append($"{direction} {protocol}: {passedHere} of {file.Cases.Count}\n");
            passed += passedHere;
            total += file.Cases.Count;
        }

        output.WriteLine($"{report}{direction}: {passed} of {total} from {Path.GetFileName(folder)}");
        Assert.True(total > 0, $"{folder} holds no vectors.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {total} differ:\n{string.Join('\n', wrong)}");
    }

    private static async Task<string?> RunAsync(VectorRunner runner, VectorCase vector, string direction)
    {
        try
        {
            return direction == "input" ? await runner.RunInputAsync(vector) : await runner.RunOutputAsync(vector);
        }
        catch (Exception unexpected)
        {
            var cause = unexpected.InnerException ?? unexpected;
            return $"{unexpected.GetType().Name}: {unexpected.Message} {cause.GetType().Name}: {cause.Message}";
        }
    }

    private static List<(string Protocol, VectorFile File)> ReadFiles(string folder, string direction)
    {
        var files = new List<(string, VectorFile)>();
        int services = 0;
        foreach (string protocol in Protocols)
        {
            string path = Path.Combine(folder, direction, protocol + ".json");
            if (File.Exists(path))
            {
                var file = new VectorFile(path, services);
                services += file.ServiceCount;
                files.Add((protocol, file));
            }
        }

        return files;
    }

    private static string FindVectors()
    {
        string root = TestFiles.RepositoryRoot;
        string[] places =
        [
            Path.Combine(root, "..", "shared", "protocol-vectors"),
            Environment.GetEnvironmentVariable("PROTOCOL_VECTORS") ?? "",
            OwnVectors,
        ];
        return places.First(Directory.Exists);
    }

    private static Func<string, string, VectorCase, bool> ReadIgnored(string folder)
    {
        string path = Path.Combine(folder, "ignore.json");
        if (!File.Exists(path))
        {
            return static (_, _, _) => false;
        }

        var list = JsonNode.Parse(File.ReadAllText(path))!;
        bool Contains(JsonNode? names, string name) => names is JsonArray array && array.Any(item => (string?)item == name);
        return (protocol, direction, vector) =>
            Contains(list["general"]?[direction]?["suites"], vector.Suite)
            || Contains(list["protocols"]?[protocol]?[direction]?["suites"], vector.Suite)
            || Contains(list["protocols"]?[protocol]?[direction]?["cases"], vector.Id);
    }
}
