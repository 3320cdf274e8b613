namespace Infra.Emulator.Account;

[Collection(EmulatorFixture.Serving)]
public sealed class AccountTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task Whoami_tells_the_caller_and_every_module()
    {
        var me = await CallAsync("account_whoami", new { region = "eu-west-1" });

        Assert.Equal("123456789012 eu-west-1", $"{me.GetProperty("account")} {me.GetProperty("region")}");
        var tools = me.GetProperty("server").GetProperty("modules").EnumerateArray()
            .Sum(m => m.GetProperty("tools").EnumerateObject().Sum(k => k.Value.GetInt32()));
        Assert.Equal(Server.Tools.Count, tools);
    }

    [Fact]
    public async Task Without_credentials_whoami_tells_what_to_do_instead_of_failing()
    {
        await using var server = await InfraServer.StartAsync(Wire.Url,
            environment: new() { ["AWS_ACCESS_KEY_ID"] = null, ["AWS_SECRET_ACCESS_KEY"] = null });

        var me = (await server.CallAsync("account_whoami", new { })).StructuredContent!.Value;

        Assert.Equal("No usable AWS credentials were found.", me.GetProperty("error").GetString());
        Assert.True(me.GetProperty("server").GetProperty("modules").GetArrayLength() > 0);
        Assert.Empty(Wire.Seen);
    }

    [Fact]
    public async Task The_inventory_counts_what_is_there_in_each_region()
    {
        var page = await CallAsync("account_inventory", new { module = "vpc", region = "us-east-1,eu-west-1" });

        Assert.Equal(["eu-west-1 1", "us-east-1 1"], page.GetProperty("items").EnumerateArray()
            .Where(r => r.GetProperty("kind").GetString() == "vpc vpcs")
            .Select(r => $"{r.GetProperty("region")} {r.GetProperty("count")}"));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Regions_and_their_zones_are_listed()
    {
        var regions = await CallAsync("account_list_regions");
        var zones = await CallAsync("account_list_zones", new { region = "eu-west-1" });

        Assert.Contains("eu-west-1", regions.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Equal(["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            zones.GetProperty("items").EnumerateArray().Select(z => z.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Profiles_are_read_from_the_users_files_and_the_configured_one_is_allowed()
    {
        Assert.Empty((await CallAsync("account_list_profiles")).GetProperty("items").EnumerateArray());

        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, """
            [sso-session acme]
            sso_start_url = https://acme.awsapps.com/start
            sso_region = eu-west-1
            [profile dev]
            sso_session = acme
            sso_account_id = 123456789012
            sso_role_name = Reader
            [profile prod]
            role_arn = arn:aws:iam::210987654321:role/Reader
            source_profile = dev
            """);
        await using var server = await InfraServer.StartAsync(Wire.Url, """ "aws": { "profile": "dev" } """,
            environment: new() { ["AWS_CONFIG_FILE"] = config });
        var profiles = (await server.CallAsync("account_list_profiles", new { })).StructuredContent!.Value.GetProperty("items");
        File.Delete(config);

        Assert.Equal("dev sso True, prod role False",
            string.Join(", ",
            profiles.EnumerateArray().Select(p => $"{p.GetProperty("name")} {p.GetProperty("kind")} {p.GetProperty("allowed")}")));
        Assert.Equal("https://acme.awsapps.com/start", profiles[0].GetProperty("ssoStartUrl").GetString());
    }

    [Fact]
    public async Task Access_is_checked_for_the_tools_that_are_enabled()
    {
        // moto does not simulate policies.
        Wire.Answer("SimulatePrincipalPolicy", """
            <SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
              <SimulatePrincipalPolicyResult>
                <IsTruncated>false</IsTruncated>
                <EvaluationResults>
                  <member><EvalActionName>ec2:DescribeInstances</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>allowed</EvalDecision></member>
                  <member><EvalActionName>ec2:TerminateInstances</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>implicitDeny</EvalDecision></member>
                </EvaluationResults>
              </SimulatePrincipalPolicyResult>
              <ResponseMetadata><RequestId>1cdb5b0a-4f15-11e5-b121-bd8c7EXAMPLE</RequestId></ResponseMetadata>
            </SimulatePrincipalPolicyResponse>
            """);

        var access = await CallAsync("account_check_access", new { module = "ec2" });

        Assert.Equal("""[{"tool":"ec2_terminate_instances","missing":["ec2:TerminateInstances"]}]""",
            access.GetProperty("blocked").GetRawText());
        Assert.Contains("ec2_list_instances", access.GetProperty("allowed").EnumerateArray().Select(t => t.GetString()));
        Assert.Contains(Wire.Seen, r =>
            r.Operation == "SimulatePrincipalPolicy" && r.Body.Contains("ec2%3ATerminateInstances", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resources_are_found_by_tags_in_the_region_of_the_call()
    {
        await CallAsync("account_put_parameter",
            new { name = "/shop/host", value = "db", tags = new { team = "web" }, region = "eu-west-1" });
        await CallAsync("account_put_parameter", new { name = "/shop/other", value = "db", region = "eu-west-1" });

        var there = await CallAsync("account_find_resources", new { tags = new { team = "web" }, region = "eu-west-1" });
        var here = await CallAsync("account_find_resources", new { tags = new { team = "web" } });
        var named = await CallAsync("account_find_resources", new { name = "/shop/*", region = "eu-west-1" });

        Assert.Equal("""[{"tool":"account_list_parameters","id":"/shop/host","name":"/shop/host"}]""",
            there.GetProperty("items").GetRawText());
        Assert.Equal(0, here.GetProperty("items").GetArrayLength());
        Assert.Equal(2, named.GetProperty("items").GetArrayLength());
    }
}
