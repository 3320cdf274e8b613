using System.Text.Json;
using Infra.Emulator.Cli;
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
        var changes = (await server.CallAsync("inventory_changes", new { table = "ec2_instances" })).StructuredContent!.Value;
        Called["inventory_changes"] = true;
        Assert.Contains(changes.GetProperty("items").EnumerateArray(), row => row.GetProperty("change").GetString() is "changed"
            && row.GetProperty("fields").EnumerateArray().Any(f => f.GetProperty("name").GetString() is "state"));
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
