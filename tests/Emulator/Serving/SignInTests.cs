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

    private Task<InfraServer> StartAsync(Func<ElicitRequestParams?, ElicitResult>? person = null)
    {
        File.WriteAllText(Path.Combine(home, "config"), """
            [profile corp]
            sso_session = s
            sso_account_id = 123456789012
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
        fixture.Wire.Answer("/client/register",
            """{"clientId":"client","clientSecret":"very-secret","clientIdIssuedAt":1,"clientSecretExpiresAt":4102444800}""");
        fixture.Wire.Answer("/device_authorization",
            """{"deviceCode":"device","userCode":"WXYZ-1234","verificationUri":"https://device.sso/","verificationUriComplete":"https://device.sso/?user_code=WXYZ-1234","expiresIn":600,"interval":1}""");
        fixture.Wire.Answer("/token",
            """{"accessToken":"the-access-token","tokenType":"Bearer","expiresIn":3600,"refreshToken":"the-refresh-token"}""");
        fixture.Wire.Answer("/federation/credentials",
            """{"roleCredentials":{"accessKeyId":"ASIAEXAMPLE","secretAccessKey":"secret","sessionToken":"token","expiration":4102444800000}}""");
        var client = person is null ? null : new McpClientOptions
        {
            Capabilities = new() { Elicitation = new() { Form = new() } },
            Handlers = new() { ElicitationHandler = (asked, _) => ValueTask.FromResult(person(asked)) },
        };
        return InfraServer.StartAsync(fixture.Wire.Url, "\"aws\": { \"profile\": \"corp\" }", client: client, environment: new()
        {
            ["AWS_ACCESS_KEY_ID"] = null,
            ["AWS_SECRET_ACCESS_KEY"] = null,
            ["AWS_REGION"] = null,
            ["HOME"] = home,
            ["USERPROFILE"] = home,
            ["AWS_CONFIG_FILE"] = Path.Combine(home, "config"),
        });
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

        Assert.Contains("infra sign-in corp", Text(await server.CallAsync("account_sign_in", new { })), StringComparison.Ordinal);
        Assert.Contains("needs no sign-in", Text(await server.CallAsync("account_sign_in", new { profileName = "keys" })),
            StringComparison.Ordinal);
        Assert.Empty(fixture.Wire.Seen);
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;
}
