using System.Text.Json;

namespace Infra.Emulator.Lambda;

public sealed class FunctionTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Code = "def lambda_handler(event, context):\n    return event\n";

    [Fact]
    public async Task A_function_lives_from_its_code_to_its_deletion()
    {
        var role = await Surroundings.RoleAsync(Wire, "orders-role");
        var queue = await Surroundings.QueueAsync(Wire, "jobs");
        var create = new
        {
            functionName = "orders",
            roleArn = role,
            runtime = "python3.13",
            source = Code,
            environment = new Dictionary<string, string> { ["MODE"] = "plain-looking-value", ["DB_PASSWORD"] = "hunter2-hunter2" },
            tags = new { team = "shop" },
            wait = true
        };
        Assert.Contains("environment variables: DB_PASSWORD, MODE", Changes(await PlanAsync("lambda_create_function", create)));
        Assert.Equal("Active", (await CallAsync("lambda_create_function", create)).GetProperty("state").GetString());
        Assert.Equal("Conflict", (await FailAsync("lambda_create_function", create)).GetProperty("code").GetString());

        Assert.Equal("orders", Only(await CallAsync("lambda_list_functions", new { name = "ord*" })).GetProperty("name").GetString());
        var function = await CallAsync("lambda_get_function", new { functionName = "orders" });
        Assert.Equal("""["DB_PASSWORD","MODE"]""", function.GetProperty("environmentNames").GetRawText());
        Assert.DoesNotContain("-value", function.GetRawText());
        Assert.False(function.GetRawText().Contains("http", StringComparison.Ordinal), "The link to the code is a credential.");

        var answer = await CallAsync("lambda_invoke", new { functionName = "orders", payload = new { id = 7 } });
        Assert.Equal((200, 7), (answer.GetProperty("status").GetInt32(), answer.GetProperty("payload").GetProperty("id").GetInt32()));

        Assert.Equal(["memory MB: 128 -> 256", "environment: DB_PASSWORD, MODE -> LEVEL (new), MODE"],
            Changes(await PlanAsync("lambda_update_config",
                new
                {
                    functionName = "orders",
                    memoryMb = 256,
                    setEnvironment = new Dictionary<string,
                    string>
                    { ["LEVEL"] = "another-value" },
                    removeEnvironment = new[] { "DB_PASSWORD" }
                })));
        await CallAsync("lambda_update_config",
            new
            {
                functionName = "orders",
                memoryMb = 256,
                setEnvironment = new Dictionary<string, string> { ["LEVEL"] = "another-value" },
                removeEnvironment = new[] { "DB_PASSWORD" }
            });
        function = await CallAsync("lambda_get_function", new { functionName = "orders" });
        Assert.Equal("""["LEVEL","MODE"]""", function.GetProperty("environmentNames").GetRawText());

        var first = await CallAsync("lambda_publish_version", new { functionName = "orders" });
        Assert.Equal("1", first.GetProperty("version").GetString());
        await CallAsync("lambda_update_code", new { functionName = "orders", source = Code + "# two\n", publish = true, wait = true });
        Assert.Equal("none",
            (await PlanAsync("lambda_update_code", new { functionName = "orders", source = Code + "# two\n" })).GetProperty("changes")[0]
                .GetProperty("kind").GetString());
        Assert.Equal(3, (await CallAsync("lambda_list_versions", new { functionName = "orders" })).GetProperty("items").GetArrayLength());

        await CallAsync("lambda_create_alias", new { functionName = "orders", name = "live", version = "1" });
        await CallAsync("lambda_update_alias", new { functionName = "orders", name = "live", canaryVersion = "2", canaryPercent = 10 });
        Assert.Equal(10,
            Only(await CallAsync("lambda_list_aliases", new { functionName = "orders" })).GetProperty("canaryPercent").GetDouble());
        await ConfirmAsync("lambda_delete_alias", new { functionName = "orders", name = "live" });

        await CallAsync("lambda_create_event_source", new { functionName = "orders", sourceArn = queue, batchSize = 5 });
        var mapping = Only(await CallAsync("lambda_list_event_sources", new { functionName = "orders" }));
        Assert.Equal(queue, mapping.GetProperty("sourceArn").GetString());
        Assert.Contains($"{queue} is no longer read",
            (await PlanAsync("lambda_delete_function", new { functionName = "orders" })).GetProperty("changes").ToString(),
            StringComparison.Ordinal);
        await ConfirmAsync("lambda_delete_event_source", new { id = mapping.GetProperty("id").GetString() });

        await ConfirmAsync("lambda_delete_function", new { functionName = "orders" });
        Assert.Equal("NotFound", (await FailAsync("lambda_get_function", new { functionName = "orders" })).GetProperty("code").GetString());

        var journal = Server.ReadJournal();
        Assert.Contains("lambda_create_function", journal);
        Assert.DoesNotContain("plain-looking-value", journal);
        Assert.DoesNotContain("another-value", journal);
    }

    [Fact]
    public async Task Who_may_invoke_a_function_is_added_shown_and_removed()
    {
        var role = await Surroundings.RoleAsync(Wire, "orders-role");
        await CallAsync("lambda_create_function", new { functionName = "orders", roleArn = role, runtime = "python3.13", source = Code });

        Assert.Contains("Anyone in the world may do this.",
            (await PlanAsync("lambda_add_permission", new { functionName = "orders", statementId = "all", principal = "*" }))
                .GetProperty("warnings").ToString(), StringComparison.Ordinal);
        await CallAsync("lambda_add_permission",
            new { functionName = "orders", statementId = "s3", principal = "s3.amazonaws.com", sourceArn = "arn:aws:s3:::uploads" });
        var policy = await CallAsync("lambda_get_policy", new { functionName = "orders" });
        Assert.Equal("s3.amazonaws.com", policy.GetProperty("statements")[0].GetProperty("principal").GetString());
        Assert.False(policy.GetProperty("public").GetBoolean());

        await ConfirmAsync("lambda_remove_permission", new { functionName = "orders", statementId = "s3" });
        Assert.Equal(0, (await CallAsync("lambda_get_policy", new { functionName = "orders" })).GetProperty("statements").GetArrayLength());
    }

    private static JsonElement Only(JsonElement page) => Assert.Single(page.GetProperty("items").EnumerateArray());

    /// <summary>The properties of a plan's changes, as a person reads them.</summary>
    private static List<string> Changes(JsonElement plan) =>
    [
        .. from c in plan.GetProperty("changes").EnumerateArray()
           where c.TryGetProperty("property", out _)
           let old = c.TryGetProperty("from", out var value) ? $"{value} -> " : ""
           select $"{c.GetProperty("property")}: {old}{c.GetProperty("to")}",
    ];
}
