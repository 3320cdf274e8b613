using System.Text.Json;

namespace Infra.Emulator.Cli;

/// <summary>The demo's whole story, and a later run that finds what it left.</summary>
public sealed class DemoTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task What_a_demo_leaves_is_found_by_its_tag_and_removed_by_another_run()
    {
        var told = await InfraCommand.RunAsync(Wire.Url, ["demo", "--keep"]);
        Assert.True(told.Exit == 0, told.Out + told.Error);
        Wire.Settle();
        Assert.Equal(2, (await ListAsync("vpc_list_subnets")).GetArrayLength());

        var planned = await InfraCommand.RunAsync(Wire.Url, ["demo", "--clean-up"]);
        Assert.Equal(3, planned.Exit);
        Assert.Equal(2, (await ListAsync("vpc_list_subnets")).GetArrayLength());

        Wire.Settle();
        var cleaned = await InfraCommand.RunAsync(Wire.Url, ["demo", "--clean-up", "--yes"]);
        Assert.True(cleaned.Exit == 0, cleaned.Out + cleaned.Error);
        Wire.Settle();
        Assert.Equal(0, (await ListAsync("vpc_list_vpcs")).GetArrayLength());
        foreach (var list in new[] { "s3_list_buckets", "rds_list_instances", "rds_list_subnet_groups", "lambda_list_functions",
            "cloudwatch_list_alarms", "route53_list_zones" })
            Assert.Equal(0, Items(await CallAsync(list, new { })).GetArrayLength());
        Assert.DoesNotContain("infra-demo", Items(await CallAsync("iam_list_roles", new { })).GetRawText(), StringComparison.Ordinal);

        var again = await InfraCommand.RunAsync(Wire.Url, ["demo", "--clean-up", "--yes"]);
        // A terminated instance is listed with its tag for an hour.
        Assert.DoesNotContain(" removed ", again.Out, StringComparison.Ordinal);
    }

    private async Task<JsonElement> ListAsync(string tool) =>
        Items(await CallAsync(tool, new { tags = new Dictionary<string, string> { ["infra-demo"] = "" } }));

    private static JsonElement Items(JsonElement answer) => answer.GetProperty("items");
}
