using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>One call over several accounts and regions, with roles that the server really assumes.</summary>
[Collection(EmulatorFixture.Name)]
public sealed class TargetTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private const string Accounts = """
        "mode": "write", "confirm": { "for": "never" }, "aws": { "region": "us-east-1", "accounts": {
            "web": { "roleArn": "arn:aws:iam::111111111111:role/infra", "externalId": "east", "sessionTags": { "team": "ops" } },
            "data": { "roleArn": "arn:aws:iam::222222222222:role/infra" },
            "locked": { "roleArn": "arn:aws:iam::333333333333:role/infra" } } }
        """;

    public async Task InitializeAsync()
    {
        fixture.Wire.Forget();
        await fixture.Moto.ResetAsync();
        fixture.Wire.Answer(r => r.Operation == "AssumeRole" && r.Body.Contains("333333333333", StringComparison.Ordinal),
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized to perform: "
                + "sts:AssumeRole</Message></Error><RequestId>1</RequestId></ErrorResponse>", 403);
        fixture.Wire.Answer("/listRegions",
            """{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},{"RegionName":"eu-west-1","RegionOptStatus":"ENABLED"}]}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task One_call_goes_over_accounts_and_regions_and_tells_what_is_missing()
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, Accounts);
        await Done(server, "ec2_create_volume",
            new { account = "web", region = "eu-west-1", availabilityZone = "eu-west-1a", sizeGib = 8 });
        await Done(server, "ec2_create_volume",
            new { account = "data", region = "us-east-1", availabilityZone = "us-east-1a", sizeGib = 9 });

        var volumes = await Done(server, "ec2_list_volumes", new { account = "all", region = "all" });

        Assert.Equal([("data", "us-east-1"), ("web", "eu-west-1")],
            volumes.GetProperty("items").EnumerateArray()
                .Select(v => (v.GetProperty("account").GetString(), v.GetProperty("region").GetString())));
        var missing = Assert.Single(volumes.GetProperty("missing").EnumerateArray());
        Assert.Equal(("AccessDenied", """["locked"]"""),
            (missing.GetProperty("code").GetString(), missing.GetProperty("targets").GetRawText()));
        Assert.False(volumes.GetProperty("complete").GetBoolean());
        // Each role was assumed once for all of its calls and regions; the one that refuses was asked once too.
        Assert.Equal(3, fixture.Wire.Seen.Where(r => r.Operation == "AssumeRole").Select(r => r.Body).Distinct().Count());
        var web = fixture.Wire.Seen.Single(r => r.Operation == "AssumeRole"
            && r.Body.Contains("111111111111", StringComparison.Ordinal)).Body;
        Assert.Contains("ExternalId=east", web, StringComparison.Ordinal);
        Assert.Contains("Tags.member.1.Key=team", web, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_global_service_is_asked_once_an_account_and_a_write_goes_to_exactly_one()
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, Accounts);

        var roles = await Done(server, "iam_list_roles", new { account = "web,data" });
        var many = await Error(server, "ec2_create_volume", new { account = "web,data", availabilityZone = "us-east-1a", sizeGib = 8 });
        var unknown = await Error(server, "ec2_list_volumes", new { account = "wbe" });
        var region = await Error(server, "ec2_list_volumes", new { account = "web", region = "ap-*" });

        Assert.True(roles.GetProperty("complete").GetBoolean());
        Assert.Equal(2, fixture.Wire.Seen.Count(r => r.Operation == "ListRoles"));
        Assert.Contains("exactly one account", many.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("Did you mean 'web'?", unknown.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("Enabled: eu-west-1, us-east-1.", region.GetProperty("hint").GetString());
    }

    [Fact]
    public async Task A_write_does_not_go_to_all_that_one_name_stands_for()
    {
        await OrganizationAsync("CreateOrganization", new { FeatureSet = "ALL" });
        await OrganizationAsync("CreateAccount", new { AccountName = "shop", Email = "shop@example.com" });
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, """
            "mode": "write", "confirm": { "for": "never" }, "aws": { "region": "us-east-1", "accounts": {
                "web": { "roleArn": "arn:aws:iam::111111111111:role/infra" },
                "web-admin": { "roleArn": "arn:aws:iam::111111111111:role/admin" },
                "corp": { "organization": { "roleName": "infra" } } } }
            """);

        foreach (var account in new[] { "111111111111", "corp" })
        {
            var refused = await Error(server, "ec2_create_volume", new { account, availabilityZone = "us-east-1a", sizeGib = 8 });
            Assert.Equal($"ec2_create_volume changes something, so it takes exactly one account; got '{account}'.",
                refused.GetProperty("message").GetString());
        }

        Assert.DoesNotContain(fixture.Wire.Seen, r => r.Operation == "CreateVolume");
        await Done(server, "ec2_create_volume", new { account = "web", availabilityZone = "us-east-1a", sizeGib = 8 });
        Assert.Single((await Done(server, "ec2_list_volumes", new { account = "web", region = "us-east-1," }))
            .GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_region_that_is_not_enabled_is_told_beside_those_that_are_and_spoils_none_of_them()
    {
        fixture.Wire.Answer(r => r.Operation == "DescribeVolumes" && r.Region == "af-south-1",
            "<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access "
                + "credentials</Message></Error></Errors><RequestID>1</RequestID></Response>", 401);
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, Accounts);

        var volumes = await Done(server, "ec2_list_volumes", new { account = "web", region = "af-south-1,eu-west-1" });
        var alone = await Error(server, "ec2_list_volumes", new { account = "web", region = "af-south-1" });

        var missing = Assert.Single(volumes.GetProperty("missing").EnumerateArray());
        Assert.Equal("""["af-south-1"]""", missing.GetProperty("targets").GetRawText());
        foreach (var told in new[] { (missing, "reason"), (alone, "message") })
            Assert.Equal("The account has not enabled the region af-south-1.", told.Item1.GetProperty(told.Item2).GetString());
        Assert.Equal("Enabled: eu-west-1, us-east-1.", alone.GetProperty("hint").GetString());
    }

    [Fact]
    public async Task The_rows_of_tools_that_a_tool_asks_are_not_printed_as_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        var counted = await Cli.InfraCommand.RunAsync(fixture.Wire.Url, ["account", "inventory", "--account", "all"],
            config: await InfraServer.WriteConfigAsync(folder, Accounts));
        var listed = await Cli.InfraCommand.RunAsync(fixture.Wire.Url, ["list", "vpc", "--account", "all", "-o", "ids"],
            config: Path.Combine(folder, "plugins.json"));
        Directory.Delete(folder, recursive: true);

        var rows = JsonElement.Parse(counted.Out).GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.True(r.TryGetProperty("kind", out _) && r.TryGetProperty("count", out _), r.GetRawText()));
        Assert.Equal(5, listed.Exit);
        Assert.Contains("infra: no answer from locked: ", listed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("table")]
    public async Task A_column_that_there_is_not_is_told_and_is_no_defect_also_where_rows_come_by_and_by(string output)
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        var listed = await Cli.InfraCommand.RunAsync(fixture.Wire.Url,
            ["list", "vpc", "--account", "web,data", "--columns", "account,regoin", "-o", output],
            config: await InfraServer.WriteConfigAsync(folder, Accounts));
        Directory.Delete(folder, recursive: true);

        Assert.Equal((2, ""), (listed.Exit, listed.Out));
        Assert.StartsWith("infra: There is no column 'regoin'.", listed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_only_rows_of_several_accounts_have_is_one_also_where_there_is_no_row()
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        var listed = await Cli.InfraCommand.RunAsync(fixture.Wire.Url,
            ["list", "ec2", "--account", "web,data", "--name", "no-such-*", "--columns", "account,id", "-o", "csv"],
            config: await InfraServer.WriteConfigAsync(folder, Accounts));
        Directory.Delete(folder, recursive: true);

        Assert.True(listed.Exit == 0, listed.Error);
        Assert.Equal("account,id", listed.Out.Trim());
    }

    [Fact]
    public async Task The_role_of_an_account_that_cannot_be_assumed_is_named_and_not_taken_for_a_missing_permission()
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, Accounts);

        foreach (var region in new[] { "us-east-1", "all" })
        {
            var refused = await Error(server, "ec2_list_volumes", new { account = "locked", region });
            Assert.StartsWith("The role arn:aws:iam::333333333333:role/infra cannot be assumed: Not authorized to perform: sts:AssumeRole",
                refused.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("ListRegions", refused.GetProperty("hint").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_members_of_an_organization_are_listed_and_filtered()
    {
        await OrganizationAsync("CreateOrganization", new { FeatureSet = "ALL" });
        foreach (var name in new[] { "prod-a", "prod-b", "sandbox" })
            await OrganizationAsync("CreateAccount", new { AccountName = name, Email = $"{name}@example.com" });
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url,
            """ "aws": { "region": "us-east-1", "accounts": { "corp": { "organization": { "roleName": "infra", "names": ["prod-*"] } } } } """);

        var vpcs = await Done(server, "vpc_list_vpcs", new { account = "all" });
        await Done(server, "vpc_list_vpcs", new { account = "corp" });

        Assert.Equal(["prod-a", "prod-b"],
            vpcs.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("account").GetString()).Distinct());
        // Listed once, in however many pages.
        Assert.Single(fixture.Wire.Seen, r => r.Operation == "ListAccounts" && !r.Body.Contains("NextToken", StringComparison.Ordinal));
        Assert.Contains("\"account\":\"prod-a\"", server.ReadJournal(), StringComparison.Ordinal);
        Assert.Contains("prod-b", (await Error(server, "vpc_list_vpcs", new { account = "prod-c" })).GetProperty("hint").GetString(),
            StringComparison.Ordinal);
    }

    private async Task<JsonElement> Done(InfraServer server, string tool, object arguments)
    {
        // A client thinks between two calls.
        fixture.Wire.Settle();
        var answer = await server.CallAsync(tool, arguments);
        Assert.True(answer.IsError is not true, Text(answer));
        return answer.StructuredContent!.Value;
    }

    private static async Task<JsonElement> Error(InfraServer server, string tool, object arguments)
    {
        var answer = await server.CallAsync(tool, arguments);
        Assert.True(answer.IsError, Text(answer));
        return JsonElement.Parse(Text(answer)).GetProperty("error");
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;

    private async Task OrganizationAsync(string operation, object input)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, fixture.Moto.Url);
        request.Content = new StringContent(JsonSerializer.Serialize(input), Encoding.UTF8, "application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"AWSOrganizationsV20161128.{operation}");
        request.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=0");
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
