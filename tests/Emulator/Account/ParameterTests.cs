namespace Infra.Emulator.Account;

public sealed class ParameterTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Name = "/shop/db/login";
    private const string Value = "correct-horse-battery-staple";

    [Fact]
    public async Task A_parameter_lives_from_its_creation_to_its_deletion()
    {
        await CallAsync("account_put_parameter",
            new { name = Name, value = Value, type = "SecureString", description = "Login of the shop", tags = new { team = "web" } });

        var journal = Server.ReadJournal();
        Assert.Contains(Name, journal, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, journal, StringComparison.Ordinal);

        var row = (await CallAsync("account_list_parameters", new { path = "/shop", tags = new { team = "" } })).GetProperty("items")[0];
        Assert.Equal($"{Name} SecureString 1 Login of the shop",
            $"{row.GetProperty("name")} {row.GetProperty("type")} {row.GetProperty("version")} {row.GetProperty("description")}");

        var hidden = await CallAsync("account_get_parameter", new { name = Name });
        Assert.False(hidden.TryGetProperty("value", out _));
        Assert.Equal("web", hidden.GetProperty("tags").GetProperty("team").GetString());
        Assert.Equal(Value,
            (await CallAsync("account_get_parameter", new { name = Name, decrypt = true })).GetProperty("value").GetString());

        Assert.Equal("Conflict",
            (await FailAsync("account_put_parameter", new { name = Name, value = "new" })).GetProperty("code").GetString());
        var changed = await CallAsync("account_put_parameter", new { name = Name, value = "new", overwrite = true });
        Assert.Equal("SecureString 2", $"{changed.GetProperty("type")} {changed.GetProperty("version")}");
        Assert.Equal(Value,
            (await CallAsync("account_get_parameter", new { name = Name, version = 1, decrypt = true })).GetProperty("value").GetString());

        await ConfirmAsync("account_delete_parameter", new { name = Name });
        Assert.Equal("NotFound", (await FailAsync("account_get_parameter", new { name = Name })).GetProperty("code").GetString());
        Assert.Equal("NotFound", (await FailAsync("account_delete_parameter", new { name = Name })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_plan_changes_nothing_and_says_what_exists()
    {
        await CallAsync("account_put_parameter", new { name = Name, value = Value });

        var plan = await PlanAsync("account_put_parameter", new { name = Name, value = "new", overwrite = true });

        Assert.Equal(("version 1", "version 2"),
            (plan.GetProperty("changes")[0].GetProperty("from").GetString(), plan.GetProperty("changes")[0].GetProperty("to").GetString()));
        Assert.StartsWith("String, version 1, changed ", plan.GetProperty("resources")[0].GetProperty("state").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(Value, (await CallAsync("account_get_parameter", new { name = Name })).GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_label_moves_between_versions_and_a_path_is_read_whole()
    {
        foreach (var value in new[] { "one", "two" }) await CallAsync("account_put_parameter",
            new { name = "/shop/theme", value, overwrite = true });
        await CallAsync("account_set_parameter_labels", new { name = "/shop/theme", version = 1, labels = new[] { "live" } });
        var first = await CallAsync("account_list_parameter_values", new { path = "/shop" });
        await CallAsync("account_set_parameter_labels", new { name = "/shop/theme", version = 2, labels = new[] { "live" } });

        var versions = (await CallAsync("account_list_parameter_versions", new { name = "/shop/theme" })).GetProperty("items")
            .EnumerateArray().ToList();
        Assert.Equal("two", first.GetProperty("items")[0].GetProperty("value").GetString());
        Assert.Equal(2, Assert.Single(versions, v => v.TryGetProperty("labels", out _)).GetProperty("version").GetInt32());
        Assert.Equal("two", (await CallAsync("account_get_parameter", new { name = "/shop/theme:live" })).GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_quota_comes_with_what_is_used_of_it()
    {
        // The emulator has no quotas of the account, and AWS alone publishes what is used.
        Wire.Answer("ListServiceQuotas", """
            { "Quotas": [
              { "ServiceCode": "vpc", "ServiceName": "VPC", "QuotaCode": "L-F678F1CE", "QuotaName": "VPCs per Region", "Value": 5.0, "Adjustable": true,
                "UsageMetric": { "MetricNamespace": "Used", "MetricName": "ResourceCount", "MetricDimensions": { "Resource": "vpc" },
                  "MetricStatisticRecommendation": "Maximum" } },
              { "ServiceCode": "vpc", "ServiceName": "VPC", "QuotaCode": "L-407747CB", "QuotaName": "Subnets per VPC", "Value": 200.0, "Adjustable": true } ] }
            """);
        await CallAsync("cloudwatch_put_metric_data",
            new { @namespace = "Used", data = new[] { new { name = "ResourceCount", value = 4, dimensions = new Dictionary<string,
                string> { ["Resource"] = "vpc" } } } });

        var full = Assert.Single((await CallAsync("account_list_quotas", new { service = "vpc", leastUsed = 50 })).GetProperty("items")
            .EnumerateArray());

        Assert.Equal(("VPCs per Region", 4, 80), (full.GetProperty("name").GetString(), full.GetProperty("used").GetInt32(),
            full.GetProperty("usedPercent").GetInt32()));
    }
}
