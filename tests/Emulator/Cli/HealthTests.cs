using System.Text.Json;

namespace Infra.Emulator.Cli;

/// <summary>What monitoring and a person who looks for a fault see.</summary>
public sealed class HealthTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYDOCTORTEST0";

    [Fact]
    public async Task Monitoring_tells_a_module_that_is_denied_from_those_that_work()
    {
        Wire.Answer("DescribeDBInstances",
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>", 403);

        var checkedAll = await InfraAsync("health-check", "--modules", "ec2,s3,rds", "--timeout", "60");

        Assert.True(checkedAll.Exit == 5, checkedAll.Error);
        Assert.Equal(["ec2 ok", "rds denied", "s3 ok"], Rows(checkedAll).Select(r => $"{Text(r, "module")} {Text(r, "status")}"));
        Assert.Equal(0, (await InfraAsync("health-check", "--modules", "ec2,s3", "--timeout", "60")).Exit);
    }

    [Fact]
    public async Task A_connection_is_tried_in_each_region_and_missing_keys_are_told_with_what_to_do()
    {
        var tried = await InfraAsync("test-connection", "--region", "us-east-1,eu-west-1");
        Assert.True(tried.Exit == 0, tried.Error);
        Assert.Equal(["eu-west-1 123456789012", "us-east-1 123456789012"], Rows(tried).Select(r => $"{Text(r, "region")} {Text(r, "id")}"));

        var keyless = await InfraCommand.RunAsync(Wire.Url, ["test-connection"],
            new() { ["AWS_ACCESS_KEY_ID"] = null, ["AWS_SECRET_ACCESS_KEY"] = null });
        var row = Assert.Single(Rows(keyless));
        Assert.Equal((4, "no-credentials"), (keyless.Exit, Text(row, "status")));
        Assert.Contains("aws.profile", Text(row, "hint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_examines_everything_within_its_time_and_prints_no_secret()
    {
        Wire.Settle();
        var examined = await InfraCommand.RunAsync(Wire.Url, ["doctor", "--timeout", "60"],
            new() { ["AWS_SECRET_ACCESS_KEY"] = Secret, ["HOME"] = Path.GetTempPath() });

        var found = Rows(examined).ToLookup(r => Text(r, "check"), r => Text(r, "status"));
        Assert.True(examined.Exit == 0, examined.Out + examined.Error);
        // The double tells no date, so nothing is known of the clock.
        foreach (var check in new[] { "settings", "plugin", "region", "credentials", "identity", "endpoint", "journal",
            "MCP 2025-11-25", "MCP 2026-07-28" })
            Assert.All(found[check].DefaultIfEmpty("missing"), status => Assert.Equal("ok", status));
        Assert.DoesNotContain(Secret, examined.Out + examined.Error, StringComparison.Ordinal);
        Assert.All(Rows(examined), r => Assert.True(Text(r, "status") is "ok" or "off" || Text(r, "hint").Length > 0, r.GetRawText()));
    }

    [Fact]
    public async Task Without_a_region_the_doctor_still_examines_what_needs_none()
    {
        Wire.Settle();
        var examined = await InfraCommand.RunAsync(Wire.Url, ["doctor", "--timeout", "60"],
            new() { ["AWS_REGION"] = null, ["HOME"] = Path.GetTempPath() });

        var found = Rows(examined).ToLookup(r => Text(r, "check"));
        Assert.Equal(1, examined.Exit);
        Assert.Equal("failed", Text(Assert.Single(found["region"]), "status"));
        foreach (var check in new[] { "credentials", "identity", "endpoint" })
            Assert.Equal("ok", Text(Assert.Single(found[check]), "status"));
        Assert.DoesNotContain(found["plugin"], r => Text(r, "found").Contains("[redacted]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named_without_its_password()
    {
        var examined = await InfraCommand.RunAsync(new("http://sts.example.com"), ["doctor", "--timeout", "60"], new()
        {
            ["HTTP_PROXY"] = "http://somebody:proxy-password@127.0.0.1:1",
            ["NO_PROXY"] = null,
            ["HOME"] = Path.GetTempPath(),
        });

        var found = Rows(examined).ToLookup(r => Text(r, "check"));
        Assert.Equal(1, examined.Exit);
        Assert.StartsWith("http://127.0.0.1:1 ", Text(Assert.Single(found["proxy"]), "found"), StringComparison.Ordinal);
        var endpoint = Assert.Single(found["endpoint"]);
        Assert.Equal("http://sts.example.com cannot be reached: the proxy http://127.0.0.1:1 is not there.", Text(endpoint, "found"));
        Assert.Equal("Check HTTPS_PROXY.", Text(endpoint, "hint"));
        Assert.DoesNotContain("proxy-password", examined.Out + examined.Error, StringComparison.Ordinal);
    }

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static List<JsonElement> Rows(InfraCommand command) =>
        [.. JsonElement.Parse(command.Out).GetProperty("items").EnumerateArray()];

    private Task<InfraCommand> InfraAsync(params string[] arguments)
    {
        Wire.Settle();
        return InfraCommand.RunAsync(Wire.Url, arguments);
    }
}
