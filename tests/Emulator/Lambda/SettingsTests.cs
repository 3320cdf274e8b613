namespace Infra.Emulator.Lambda;

public sealed class SettingsTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Code = "def lambda_handler(event, context):\n    return event\n";

    [Fact]
    public async Task A_function_gets_an_address_destinations_tags_and_a_pause()
    {
        var role = await Surroundings.RoleAsync(Wire, "orders-role");
        var queue = await Surroundings.QueueAsync(Wire, "jobs");
        var failed = await Surroundings.QueueAsync(Wire, "failed");
        var arn = (await CallAsync("lambda_create_function",
            new { functionName = "orders", roleArn = role, runtime = "python3.13", source = Code })).GetProperty("arn").GetString();

        var url = await CallAsync("lambda_put_url", new { functionName = "orders" });
        Assert.StartsWith("https://", url.GetProperty("url").GetString(), StringComparison.Ordinal);
        await CallAsync("lambda_put_url", new { functionName = "orders", allowOrigins = new[] { "https://shop.example" } });
        await CallAsync("lambda_put_async_config", new { functionName = "orders", maxRetries = 1, onFailure = failed });
        await CallAsync("lambda_tag_resource", new { arn, tags = new { team = "shop" } });
        await CallAsync("lambda_create_event_source", new { functionName = "orders", sourceArn = queue });
        var mapping = Assert.Single((await CallAsync("lambda_list_event_sources", new { functionName = "orders" })).GetProperty("items")
            .EnumerateArray()).GetProperty("id").GetString();
        await CallAsync("lambda_update_event_source", new { id = mapping, enabled = false });

        var function = await CallAsync("lambda_get_function", new { functionName = "orders" });
        Assert.Equal(("AWS_IAM", 1, "shop"),
            (function.GetProperty("url").GetProperty("authType").GetString(),
                function.GetProperty("async").GetProperty("maxRetries").GetInt32(),
            function.GetProperty("tags").GetProperty("team").GetString()));
        Assert.Equal("2029-06-30T00:00:00Z", function.GetProperty("runtimeEndsAt").GetString());
        Assert.Contains("https://", (await PlanAsync("lambda_delete_url", new { functionName = "orders" })).GetProperty("changes")[0]
            .GetProperty("resource").GetString(), StringComparison.Ordinal);
        await ConfirmAsync("lambda_delete_url", new { functionName = "orders" });
    }

    [Fact]
    public async Task A_layer_is_published_listed_used_and_deleted_and_environments_are_kept_ready()
    {
        var zip = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.zip");
        await using (var archive = await System.IO.Compression.ZipFile.OpenAsync(zip, System.IO.Compression.ZipArchiveMode.Create))
        {
            await using var entry = await archive.CreateEntry("python/lib.py").OpenAsync();
            await entry.WriteAsync("x = 1"u8.ToArray());
        }

        var layer = await CallAsync("lambda_publish_layer", new { layerName = "libs", zipPath = zip, runtimes = new[] { "python3.13" } });
        File.Delete(zip);
        Assert.Equal("libs", Assert.Single((await CallAsync("lambda_list_layers")).GetProperty("items").EnumerateArray())
            .GetProperty("name").GetString());
        var role = await Surroundings.RoleAsync(Wire, "orders-role");
        await CallAsync("lambda_create_function", new { functionName = "orders", roleArn = role, runtime = "python3.13", source = Code });
        Assert.EndsWith(":layer:libs:1", layer.GetProperty("versionArn").GetString(), StringComparison.Ordinal);
        var plan = await PlanAsync("lambda_delete_layer_version", new { layerName = "libs", version = 1 });
        Assert.Equal("layer version libs:1", plan.GetProperty("changes")[0].GetProperty("resource").GetString());
        await ConfirmAsync("lambda_delete_layer_version", new { layerName = "libs", version = 1 });

        // The emulator lacks provisioned concurrency.
        await CallAsync("lambda_publish_version", new { functionName = "orders" });
        Wire.Answer(r => r.Method == "GET" && r.Path.Contains("provisioned-concurrency", StringComparison.Ordinal),
            """{"ProvisionedConcurrencyConfigs":[]}""");
        Wire.Answer(r => r.Method == "PUT" && r.Path.Contains("provisioned-concurrency", StringComparison.Ordinal),
            """{"RequestedProvisionedConcurrentExecutions":5,"AvailableProvisionedConcurrentExecutions":0,"AllocatedProvisionedConcurrentExecutions":0,"Status":"IN_PROGRESS","LastModified":"2026-03-01T04:05:06+0000"}""", 202);
        Assert.Equal("IN_PROGRESS", (await CallAsync("lambda_set_provisioned", new { functionName = "orders:1", count = 5 }))
            .GetProperty("status").GetString());
    }
}
