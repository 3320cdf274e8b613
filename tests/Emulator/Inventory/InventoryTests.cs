using System.Diagnostics;
using System.Text.Json;
using Infra.Emulator.Cli;
using Infra.Strict.Layers;
using ModelContextProtocol;

namespace Infra.Emulator.Inventory;

/// <summary><c>infra inventory</c> on a world in moto: what a person runs, and what a model then asks.</summary>
public sealed class InventoryTests(EmulatorFixture fixture) : EmulatorTest(fixture), IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-inventory-").FullName;

    [Fact]
    public async Task The_tables_of_a_world_answer_questions_and_tell_changes()
    {
        var images = await CallAsync("ec2_list_images", new { owners = new[] { "amazon" }, name = "amzn2-ami-hvm*", limit = 1 });
        var image = images.GetProperty("items")[0].GetProperty("id").GetString();
        await CallAsync("ec2_run_instances",
            new { imageId = image, instanceType = "t3.micro", name = "web", tags = new { Owner = "shop" } });
        // For up to three reads what was made is not there.
        for (var i = 0; i < 4; i++) await CallAsync("ec2_list_instances");

        var sync = await RunAsync();
        Assert.True(sync.Exit is 0 or 5, sync.Error);
        Assert.NotEmpty(Files());

        await using var server = await ServerAsync();
        var instance = Assert.Single(await RowsAsync(server, "SELECT region, name, id FROM ec2_instances"));
        Assert.StartsWith("us-east-1 web i-", instance, StringComparison.Ordinal);
        Assert.NotEmpty(await RowsAsync(server, "SELECT r.id FROM vpc_rules r WHERE r.direction = 'outbound'"));
        Assert.Equal(["123456789012"], await RowsAsync(server, "SELECT DISTINCT account FROM vpc_vpcs"));

        await CallAsync("ec2_stop_instances", new { instanceIds = new[] { instance.Split(' ')[2] }, wait = true });
        for (var i = 0; i < 4; i++) await CallAsync("ec2_list_instances");
        Assert.Equal(0, (await RunAsync("--tables", "ec2_instances")).Exit);
        var changes = await AnswerAsync(server, "inventory_changes", new { table = "ec2_instances" });
        Assert.Contains(changes.GetProperty("items").EnumerateArray(), row => row.GetProperty("change").GetString() is "changed"
            && row.GetProperty("fields").EnumerateArray().Any(f => f.GetProperty("name").GetString() is "state"));
    }

    [Fact]
    public async Task What_is_wrong_is_told_before_anything_is_asked()
    {
        Assert.Contains("ec2_instances", (await RunAsync("--tables", "ec2_instance")).Error, StringComparison.Ordinal);
        Assert.Contains("3/8", (await RunAsync("--shard", "9/8")).Error, StringComparison.Ordinal);
        Assert.Contains("us-east-1", (await InfraAsync("sync", "--region", "mars-*")).Error, StringComparison.Ordinal);
        foreach (var place in new[] { "bucket/infra", "s3://No_Bucket/x", "s3://bucket/a b", "s3://bucket/it's" })
        {
            var no = await RunAsync("--to", place);
            Assert.Equal(2, no.Exit);
            Assert.Contains("s3://bucket/inventory", no.Error, StringComparison.Ordinal);
        }

        var missing = await RunAsync("--to", "s3://no-such-bucket-of-ours/infra");
        Assert.Equal(4, missing.Exit);
        Assert.Contains("There is no bucket no-such-bucket-of-ours", missing.Error, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task The_tables_are_defined_for_Athena_and_those_that_no_tool_offers_are_among_them()
    {
        var ddl = await InfraAsync("athena-ddl", "--location", "s3://my-bucket/infra");
        Assert.True(ddl.Exit == 0, ddl.Error);
        Assert.Contains("LOCATION 's3://my-bucket/infra/kind=vpc_rules/'", ddl.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("vpc_list_rules", Server.Tools.Keys);
        await Assert.ThrowsAsync<McpProtocolException>(async () => await Server.Client.CallToolAsync("vpc_list_rules"));
    }

    [Fact]
    public async Task A_run_that_is_killed_is_gone_on_with_and_the_bucket_has_the_whole_history_as_it_lies_here()
    {
        await CallAsync("s3_create_bucket", new { bucket = "inventory-history" });
        string[] what = ["--tables", "ec2_instances,ec2_volumes", "--to", "s3://inventory-history/infra"];
        Wire.Break("DescribeVolumes", Fault.Slow(TimeSpan.FromSeconds(30)));
        using (var killed = Start(what))
        {
            var reading = killed.StandardError.ReadToEndAsync();
            for (var i = 0; Files().Count == 0; i++)
            {
                Assert.True(i < 600 && !killed.HasExited, killed.HasExited ? await reading : "nothing was read");
                await Task.Delay(100);
            }

            killed.Kill();
            await killed.WaitForExitAsync();
        }

        Wire.Mend();
        var again = await RunAsync(what);
        Assert.True(again.Exit == 0, again.Error);
        Assert.Contains("going on with the snapshot", again.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 2 parts are there", again.Error, StringComparison.Ordinal);
        Assert.Contains("2 files sent to s3://inventory-history/infra", again.Out, StringComparison.Ordinal);

        var third = await RunAsync(what);
        Assert.Contains("2 files sent", third.Out, StringComparison.Ordinal);
        foreach (var _ in Enumerable.Range(0, 4)) await CallAsync("s3_list_objects", new { bucket = "inventory-history" });
        var objects = await CallAsync("s3_list_objects", new { bucket = "inventory-history", limit = 100 });
        Assert.Equal(
            Files().Select(f => (Name: Path.GetRelativePath(Path.Combine(folder, "history"), f).Replace('\\', '/'), new FileInfo(f).Length))
                .Select(f => $"infra/{f.Name} {f.Length}").Order(StringComparer.Ordinal),
            objects.GetProperty("items").EnumerateArray()
                .Select(o => $"{o.GetProperty("key").GetString()} {o.GetProperty("size").GetInt64()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_bucket_that_takes_nothing_costs_no_row_here_and_the_next_run_sends_what_is_missing()
    {
        await CallAsync("s3_create_bucket", new { bucket = "inventory-closed" });
        var closed = true;
        Wire.Answer(r => closed && r.Method == "PUT" && r.Path.Contains("ec2_instances", StringComparison.Ordinal),
            "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", 403);
        string[] what = ["--tables", "ec2_instances", "--to", "s3://inventory-closed"];

        var refused = await RunAsync(what);
        closed = false;
        var sent = await RunAsync(what);

        Assert.Equal(5, refused.Exit);
        Assert.Contains("The next run sends what is missing", refused.Error, StringComparison.Ordinal);
        Assert.Contains("in 1 table of 1 account", refused.Out, StringComparison.Ordinal);
        Assert.True(sent.Exit == 0, sent.Error);
        Assert.Contains("2 files sent to s3://inventory-closed", sent.Out, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(InfraServer server, string sql)
    {
        var answer = await AnswerAsync(server, "inventory_query", new { sql });
        return [.. answer.GetProperty("rows").EnumerateArray()
            .Select(r => string.Join(' ', r.EnumerateObject().Select(p => p.Value.ToString())))];
    }

    private static async Task<JsonElement> AnswerAsync(InfraServer server, string tool, object arguments)
    {
        var answer = await server.CallAsync(tool, arguments);
        Assert.True(answer.IsError is not true, TextOf(answer));
        Called[tool] = true;
        var content = answer.StructuredContent!.Value;
        Recordings.Take(tool, arguments, content, moto: true);
        return content;
    }

    private List<string> Files() => Directory.Exists(Path.Combine(folder, "history"))
        ? [.. Directory.EnumerateFiles(Path.Combine(folder, "history"), "*.parquet", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f).StartsWith('_'))] : [];

    private Task<InfraCommand> RunAsync(params string[] arguments) => InfraAsync(["sync", "--region", "us-east-1", .. arguments]);

    private Task<InfraCommand> InfraAsync(params string[] arguments) =>
        InfraCommand.RunAsync(Wire.Url, ["inventory", .. arguments], config: Config());

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(InfraProcess.Runtime, [InfraProcess.Program, "--config", Config(), "--journal",
            Path.Combine(folder, "journal"), "inventory", "sync", "--region", "us-east-1", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in InfraProcess.Variables(folder, Wire.Url)) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private Task<InfraServer> ServerAsync() => InfraServer.StartAsync(Wire.Url, config: Config());

    // All plugins, and the inventory in the folder of the test.
    private string Config()
    {
        var path = Path.Combine(folder, "plugins.json");
        var plugins = Directory.GetDirectories(Path.Combine(InfraServer.HostFolder, "plugins")).Order(StringComparer.Ordinal).Select(p =>
            $$"""{ "path": {{JsonSerializer.Serialize(p)}}{{(Path.GetFileName(p) is "Inventory"
                ? $$""", "settings": { "folder": {{JsonSerializer.Serialize(folder)}} }""" : "")}} }""");
        File.WriteAllText(path, $$"""{ "plugins": [ {{string.Join(", ", plugins)}} ] }""");
        return path;
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
