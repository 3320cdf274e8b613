using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>An expired session is renewed by the person, and the model sees nothing of it.</summary>
[Collection(EmulatorFixture.Name)]
public sealed class SignInTests(EmulatorFixture fixture) : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    private const string Ended =
        """{"__type":"com.amazonaws.switchboard.portal#UnauthorizedException","message":"Session token not found or invalid"}""";

    private const string TwoAccounts = """
        "aws": { "region": "us-east-1", "accounts": { "shop": { "profile": "corp" }, "data": { "profile": "corp-data" } } }
        """;

    private Task<InfraServer> StartAsync(Func<ElicitRequestParams?, ElicitResult>? person = null,
        string settings = "\"aws\": { \"profile\": \"corp\" }")
    {
        File.WriteAllText(Path.Combine(home, "config"), """
            [profile corp]
            sso_session = s
            sso_account_id = 123456789012
            sso_role_name = Dev
            region = eu-west-1
            [profile corp-data]
            sso_session = s
            sso_account_id = 210987654321
            sso_role_name = Dev
            region = eu-west-1
            [profile keys]
            aws_access_key_id = a
            aws_secret_access_key = b
            [sso-session s]
            sso_region = us-east-1
            sso_start_url = https://corp.awsapps.com/start
            """);
        fixture.Wire.Forget();
        AnswerFlow();
        var client = person is null ? null : new McpClientOptions
        {
            Capabilities = new() { Elicitation = new() { Form = new() } },
            Handlers = new() { ElicitationHandler = (asked, _) => ValueTask.FromResult(person(asked)) },
        };
        return InfraServer.StartAsync(fixture.Wire.Url, settings, client: client, environment: new()
        {
            ["AWS_ACCESS_KEY_ID"] = null,
            ["AWS_SECRET_ACCESS_KEY"] = null,
            ["AWS_REGION"] = null,
            ["HOME"] = home,
            ["USERPROFILE"] = home,
            ["AWS_CONFIG_FILE"] = Path.Combine(home, "config"),
        });
    }

    private void AnswerFlow()
    {
        fixture.Wire.Answer("/client/register",
            """{"clientId":"client","clientSecret":"very-secret","clientIdIssuedAt":1,"clientSecretExpiresAt":4102444800}""");
        fixture.Wire.Answer("/device_authorization",
            """{"deviceCode":"device","userCode":"WXYZ-1234","verificationUri":"https://device.sso/","verificationUriComplete":"https://device.sso/?user_code=WXYZ-1234","expiresIn":600,"interval":1}""");
        fixture.Wire.Answer("/token",
            """{"accessToken":"the-access-token","tokenType":"Bearer","expiresIn":3600,"refreshToken":"the-refresh-token"}""");
        fixture.Wire.Answer("/federation/credentials",
            """{"roleCredentials":{"accessKeyId":"ASIAEXAMPLE","secretAccessKey":"secret","sessionToken":"token","expiration":4102444800000}}""");
    }

    [Fact]
    public async Task The_person_sees_address_and_code_and_calls_work_again()
    {
        ElicitRequestParams? asked = null;
        await using var server = await StartAsync(request =>
        {
            asked = request;
            return new() { Action = "accept", Content = new Dictionary<string, JsonElement> { ["approve"] = JsonElement.Parse("true") } };
        });
        var expired = await server.CallAsync("ec2_list_instances", new { });

        var signed = await server.CallAsync("account_sign_in", new { });
        EmulatorTest.Note("account_sign_in", new { }, signed, moto: false);
        var after = await server.CallAsync("ec2_list_instances", new { });

        Assert.Contains("CredentialsExpired", Text(expired), StringComparison.Ordinal);
        Assert.Contains("'infra sign-in corp' in a terminal", Text(expired), StringComparison.Ordinal);
        Assert.Contains("Here, account_sign_in shows the person what to do.", Text(expired), StringComparison.Ordinal);
        Assert.Equal("""{"profile":"corp","status":"signed-in"}""", Text(signed));
        Assert.True(after.IsError is not true, Text(after));
        Assert.Contains("https://device.sso/?user_code=WXYZ-1234", asked!.Message, StringComparison.Ordinal);
        foreach (var secret in new[] { "the-access-token", "the-refresh-token", "very-secret", "WXYZ" })
            Assert.DoesNotContain(secret, $"{Text(signed)}{server.ReadJournal()}{server.Errors}", StringComparison.Ordinal);
        Assert.Contains("\"operation\":\"StartDeviceAuthorization\"", server.ReadJournal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_cannot_ask_is_told_what_a_person_can_run_and_other_profiles_need_none()
    {
        await using var server = await StartAsync();

        Assert.DoesNotContain("account_sign_in", Text(await server.CallAsync("ec2_list_instances", new { })), StringComparison.Ordinal);
        Assert.Contains("infra sign-in corp", Text(await server.CallAsync("account_sign_in", new { })), StringComparison.Ordinal);
        Assert.Contains("needs no sign-in", Text(await server.CallAsync("account_sign_in", new { profileName = "keys" })),
            StringComparison.Ordinal);
        Assert.Empty(fixture.Wire.Seen);
    }

    [Fact]
    public async Task A_session_that_ends_during_a_call_is_renewed_once_for_all_regions_of_an_account()
    {
        await using var server = await StartAsync(Agreeing, TwoAccounts);
        await server.CallAsync("account_sign_in", new { profileName = "corp" });
        fixture.Wire.Forget();
        AnswerKeys(renewed: true);

        var all = await server.CallAsync("ec2_list_instances", new { account = "all", region = "us-east-1,eu-west-1,eu-central-1" });

        Assert.True(JsonElement.Parse(Text(all)).GetProperty("complete").GetBoolean(), Text(all));
        // Each account's keys were got once, and once more for its three regions.
        Assert.Equal(4, fixture.Wire.Seen.Count(r => r.Path.StartsWith("/federation/credentials", StringComparison.Ordinal)));
        Assert.Equal(6, fixture.Wire.Seen.Count(r => r.AccessKey.StartsWith("ASIANEW", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_session_that_cannot_be_renewed_names_the_accounts_and_how_to_sign_in_and_the_next_call_works()
    {
        await using var server = await StartAsync(Agreeing, TwoAccounts);
        await server.CallAsync("account_sign_in", new { profileName = "corp" });
        fixture.Wire.Forget();
        AnswerKeys(renewed: false);

        var ended = JsonElement.Parse(Text(
            await server.CallAsync("ec2_list_instances", new { account = "all", region = "us-east-1,eu-west-1" })));
        var missing = ended.GetProperty("missing").EnumerateArray().ToDictionary(m => m.GetProperty("targets").GetRawText());
        fixture.Wire.Forget();
        AnswerFlow();
        // The token on disk has not expired, and AWS takes none but a new one.
        fixture.Wire.Answer(r => r.Path.StartsWith("/federation/credentials", StringComparison.Ordinal)
            && !fixture.Wire.Seen.Any(s => s.Path.StartsWith("/token", StringComparison.Ordinal)), Ended, 401);
        var signed = await server.CallAsync("account_sign_in", new { profileName = "corp" });
        Assert.True(signed.IsError is not true, Text(signed));
        var after = await server.CallAsync("ec2_list_instances", new { account = "all" });

        Assert.Equal(["[\"data\"]", "[\"shop\"]"], missing.Keys.Order(StringComparer.Ordinal));
        Assert.All(missing.Values, m => Assert.Equal("CredentialsExpired", m.GetProperty("code").GetString()));
        Assert.StartsWith("Run 'infra sign-in corp-data' in a terminal", missing["[\"data\"]"].GetProperty("hint").GetString(),
            StringComparison.Ordinal);
        Assert.EndsWith("Here, account_sign_in shows the person what to do.", missing["[\"shop\"]"].GetProperty("hint").GetString(),
            StringComparison.Ordinal);
        Assert.True(JsonElement.Parse(Text(after)).GetProperty("complete").GetBoolean(), Text(after));
    }

    private static ElicitResult Agreeing(ElicitRequestParams? asked) =>
        new() { Action = "accept", Content = new Dictionary<string, JsonElement> { ["approve"] = JsonElement.Parse("true") } };

    // The keys that each account gets first are refused by EC2, as it refuses those of a session that has ended.
    private void AnswerKeys(bool renewed)
    {
        const string end =
            "<Response><Errors><Error><Code>ExpiredToken</Code><Message>The token has expired.</Message></Error></Errors></Response>";
        fixture.Wire.Answer(r => r.AccessKey.StartsWith("ASIAOLD", StringComparison.Ordinal), end, 400);
        foreach (var account in new[] { "123456789012", "210987654321" })
        {
            bool First(WireRequest r) => r.Path.StartsWith("/federation/credentials", StringComparison.Ordinal)
                && r.Path.Contains(account, StringComparison.Ordinal);
            bool Again(WireRequest r) => First(r) && fixture.Wire.Seen.Any(s => s.AccessKey == $"ASIAOLD{account}");
            fixture.Wire.Answer(r => First(r) && !Again(r), Keys($"ASIAOLD{account}"));
            if (renewed) fixture.Wire.Answer(Again, Keys($"ASIANEW{account}"));
            else
                fixture.Wire.Answer(Again, Ended, 401);
        }

        static string Keys(string id) =>
            $$$"""{"roleCredentials":{"accessKeyId":"{{{id}}}","secretAccessKey":"secret","sessionToken":"token","expiration":4102444800000}}""";
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;
}
