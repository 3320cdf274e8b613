using System.Diagnostics;
using System.Text.Json;
using Infra.Emulator.Cli;
using ModelContextProtocol;

namespace Infra.Emulator.Inventory;

/// <summary><c>infra inventory</c> on a world in moto: what a person runs, and what a model then asks.</summary>
public sealed class InventoryTests(EmulatorFixture fixture) : EmulatorTest(fixture), IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-inventory-").FullName;

    [Fact]
    public async Task A_sync_that_was_killed_is_gone_on_with_and_its_tables_answer_questions_and_tell_changes()
    {
        var images = await CallAsync("ec2_list_images", new { owners = new[] { "amazon" }, name = "amzn2-ami-hvm*", limit = 1 });
        var image = images.GetProperty("items")[0].GetProperty("id").GetString();
        await CallAsync("ec2_run_instances",
            new { imageId = image, instanceType = "t3.micro", name = "web", tags = new { Owner = "shop" } });
        await CallAsync("iam_create_role", new { roleName = "deleter", service = "ec2.amazonaws.com" });
        await CallAsync("iam_put_inline_policy", new
        {
            roleName = "deleter",
            policyName = "delete",
            policyDocument = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:DeleteBucket","Resource":"*"}}""",
        });

        using (var first = Start())
        {
            while (!first.HasExited && Files().Count < 3) await Task.Delay(20);
            Assert.False(first.HasExited, await first.StandardError.ReadToEndAsync());
            first.Kill();
            await first.WaitForExitAsync();
        }

        var before = Files().ToDictionary(f => f, File.GetLastWriteTimeUtc);
        var sync = await RunAsync();
        Assert.True(sync.Exit is 0 or 5, sync.Error);
        Assert.Contains("going on with the snapshot", sync.Error, StringComparison.Ordinal);
        Assert.All(before, f => Assert.Equal(f.Value, File.GetLastWriteTimeUtc(f.Key)));

        await using var server = await ServerAsync();
        Assert.Equal(["us-east-1 web running shop"], await RowsAsync(server, """
            SELECT i.region, i.name, i.state, t.value FROM ec2_instances i
            JOIN ec2_tags t ON t.account = i.account AND t.region = i.region AND t.resource_id = i.id AND t.key = 'Owner'
            """));
        Assert.Equal(["deleter delete s3:DeleteBucket"],
            await RowsAsync(server, "SELECT s.owner, s.policy, a.action FROM iam_statements s CROSS JOIN UNNEST(s.actions) AS a (action)"));
        Assert.NotEmpty(await RowsAsync(server, "SELECT r.id FROM vpc_rules r WHERE r.direction = 'outbound'"));
        Assert.Equal(["123456789012"], await RowsAsync(server, "SELECT DISTINCT account FROM vpc_vpcs"));

        var id = (await RowsAsync(server, "SELECT id FROM ec2_instances")).Single();
        await CallAsync("ec2_stop_instances", new { instanceIds = new[] { id } });
        Assert.True((await RunAsync("--tables", "ec2_instances")).Exit == 0);
        var changes = (await server.CallAsync("inventory_changes", new { table = "ec2_instances" })).StructuredContent!.Value;
        Called["inventory_changes"] = true;
        var row = Assert.Single(changes.GetProperty("items").EnumerateArray());
        Assert.Equal(("changed", id), (row.GetProperty("change").GetString(), row.GetProperty("key").GetString()));
        Assert.Contains(row.GetProperty("fields").EnumerateArray(), f => f.GetProperty("name").GetString() == "state");
    }

    [Fact]
    public async Task What_is_wrong_is_told_before_anything_is_asked()
    {
        Assert.Contains("ec2_instances", (await RunAsync("--tables", "ec2_instance")).Error, StringComparison.Ordinal);
        Assert.Contains("3/8", (await RunAsync("--shard", "9/8")).Error, StringComparison.Ordinal);
        Assert.Contains("us-east-1", (await InfraAsync("sync", "--region", "mars-*")).Error, StringComparison.Ordinal);
        var bucket = await RunAsync("--to", "s3://bucket");
        Assert.Equal(2, bucket.Exit);
        Assert.Contains("aws s3 sync", bucket.Error, StringComparison.Ordinal);
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

    private static async Task<IReadOnlyList<string>> RowsAsync(InfraServer server, string sql)
    {
        var answer = await server.CallAsync("inventory_query", new { sql });
        Assert.True(answer.IsError is not true, TextOf(answer));
        Called["inventory_query"] = true;
        return [.. answer.StructuredContent!.Value.GetProperty("rows").EnumerateArray()
            .Select(r => string.Join(' ', r.EnumerateObject().Select(p => p.Value.ToString())))];
    }

    private List<string> Files() => Directory.Exists(Path.Combine(folder, "history"))
        ? [.. Directory.EnumerateFiles(Path.Combine(folder, "history"), "*.parquet", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f).StartsWith('_'))] : [];

    private Task<InfraCommand> RunAsync(params string[] arguments) => InfraAsync(["sync", "--region", "us-east-1", .. arguments]);

    private Task<InfraCommand> InfraAsync(params string[] arguments) =>
        InfraCommand.RunAsync(Wire.Url, ["inventory", .. arguments], config: Config());

    private Task<InfraServer> ServerAsync() => InfraServer.StartAsync(Wire.Url, config: Config());

    private Process Start()
    {
        var start = new ProcessStartInfo(InfraProcess.Runtime, [InfraProcess.Program, "--config", Config(), "--journal",
            Path.Combine(folder, "journal"), "inventory", "sync", "--region", "us-east-1"])
        {
            RedirectStandardError = true,
        };
        foreach (var (name, value) in InfraProcess.Variables(folder, Wire.Url)) start.Environment[name] = value;
        return Process.Start(start)!;
    }

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
