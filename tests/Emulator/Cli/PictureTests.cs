using System.Globalization;
using System.Text.Json;

namespace Infra.Emulator.Cli;

/// <summary>Pictures of what is in the account.</summary>
public sealed class PictureTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_metric_is_drawn_into_a_pipe_and_into_files_and_beside_the_rows_of_a_list()
    {
        await CallAsync("s3_create_bucket", new { bucket = "cli-chart" });
        await CallAsync("s3_create_bucket", new { bucket = "cli-quiet" });
        await CallAsync("cloudwatch_put_metric_data", new
        {
            @namespace = "Acme/Jobs",
            data = Enumerable.Range(1, 6).Select(i => new
            {
                name = "QueueBytes",
                value = 1000 * i,
                at = DateTime.UtcNow.AddMinutes(-20 * i).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                dimensions = new { bucket = "cli-chart" },
            }),
        });

        var drawn = await InfraAsync("chart", "Acme/Jobs", "QueueBytes", "bucket=cli-chart", "--from", "3h", "-o", "text");
        Assert.True(drawn.Exit == 0, drawn.Error);
        Assert.Contains("max 6 kB", drawn.Out, StringComparison.Ordinal);
        Assert.Matches("[\u2801-\u28ff]", drawn.Out);
        // A pipe gets what the tool said.
        var answer = JsonElement.Parse((await InfraAsync("chart", "Acme/Jobs", "QueueBytes", "bucket=cli-chart")).Out);
        Assert.Equal(6, answer.GetProperty("series")[0].GetProperty("count").GetInt32());

        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        try
        {
            var (png, svg) = (Path.Combine(folder, "a.png"), Path.Combine(folder, "a.svg"));
            Assert.Equal((0, ""), await FileAsync("chart", "Acme/Jobs", "QueueBytes", "bucket=cli-chart", "-o", png));
            Assert.Equal("\u0089PNG", string.Concat((await File.ReadAllBytesAsync(png)).Take(4).Select(b => (char)b)));
            Assert.Equal((0, ""), await FileAsync("chart", "Acme/Jobs", "QueueBytes", "bucket=cli-chart", "-o", svg));
            Assert.Contains("QueueBytes bucket=cli-chart", await File.ReadAllTextAsync(svg), StringComparison.Ordinal);
            Assert.Equal(2, (await InfraAsync("chart", "Acme/Jobs", "QueueBytes", "-o", Path.Combine(folder, "none", "a.svg"))).Exit);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var rows = JsonElement.Parse((await InfraAsync("list", "s3", "--spark", "QueueBytes:Maximum")).Out).GetProperty("items")
            .EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!);
        Assert.Equal(6000, rows["cli-chart"].GetProperty("QueueBytes").EnumerateArray()
            .Where(v => v.ValueKind is JsonValueKind.Number).Max(v => v.GetDouble()));
        Assert.All(rows["cli-quiet"].GetProperty("QueueBytes").EnumerateArray(), v => Assert.Equal(JsonValueKind.Null, v.ValueKind));
        Assert.Contains("6 kB", (await InfraAsync("list", "s3", "--spark", "QueueBytes", "-o", "table")).Out, StringComparison.Ordinal);
        var unknown = await InfraAsync("list", "s3", "--spark", "NoSuchMetric");
        Assert.Equal((0, true), (unknown.Exit, unknown.Error.Contains("no metric 'NoSuchMetric'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_network_is_drawn_as_a_tree_and_as_a_file()
    {
        var vpc = (await CallAsync("vpc_create_vpc", new { cidrBlock = "10.30.0.0/16", name = "cli-map" })).GetProperty("id").GetString()!;
        var subnet = (await CallAsync("vpc_create_subnet", new { vpcId = vpc, cidrBlock = "10.30.1.0/24", name = "one" }))
            .GetProperty("id").GetString()!;

        var tree = await InfraAsync("map", "vpc", vpc, "-o", "text");
        Assert.True(tree.Exit == 0, tree.Error);
        Assert.StartsWith($"{vpc}  cli-map  10.30.0.0/16", tree.Out, StringComparison.Ordinal);
        Assert.Contains($"─ {subnet}  one  isolated  10.30.1.0/24", tree.Out, StringComparison.Ordinal);
        // More than the tool's answer has room for.
        foreach (var n in Enumerable.Range(2, 20)) await CallAsync("vpc_create_subnet", new { vpcId = vpc, cidrBlock = $"10.30.{n}.0/24" });
        tree = await InfraAsync("map", "vpc", vpc, "-o", "text");
        Assert.Equal((21, 21), (Lines("10.30."), Lines("isolated")));
        Assert.DoesNotContain("Shown", tree.Out, StringComparison.Ordinal);

        var saved = Path.Combine(Path.GetTempPath(), $"infra-{Guid.NewGuid():n}");
        try
        {
            await File.WriteAllTextAsync($"{saved}.json", (await InfraAsync("map", "vpc", vpc)).Out);
            Assert.Equal((0, ""), await FileAsync("map", $"{saved}.json", "-o", $"{saved}.svg"));
            Assert.Contains(subnet, await File.ReadAllTextAsync($"{saved}.svg"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete($"{saved}.json");
            File.Delete($"{saved}.svg");
        }

        Assert.Equal(4, (await InfraAsync("map", "vpc", "vpc-0123456789abcdef0")).Exit);
        Assert.Equal(2, (await InfraAsync("map", "vpc")).Exit);
        Assert.Equal(2, (await InfraAsync("map", "s3", "x")).Exit);

        int Lines(string text) => tree.Out.Split('\n').Skip(1).Count(l => l.Contains(text, StringComparison.Ordinal));
    }

    private async Task<(int Exit, string Out)> FileAsync(params string[] arguments)
    {
        var run = await InfraAsync(arguments);
        return (run.Exit, run.Exit == 0 ? run.Out : run.Error);
    }

    private Task<InfraCommand> InfraAsync(params string[] arguments)
    {
        Wire.Settle();
        return InfraCommand.RunAsync(Wire.Url, arguments);
    }
}
