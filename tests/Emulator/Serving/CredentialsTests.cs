using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>Credentials are found as AWS's own tools find them, inside a plugin's load context.</summary>
[Collection(EmulatorFixture.Name)]
public sealed class CredentialsTests(EmulatorFixture fixture) : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    private Task<InfraServer> StartAsync(string config, string settings = "\"mode\": \"destructive\"", Dictionary<string, string?>? environment = null)
    {
        File.WriteAllText(Path.Combine(home, "config"), config);
        File.WriteAllText(Path.Combine(home, "credentials"), "[base]\naws_access_key_id = base\naws_secret_access_key = base\n");
        var all = new Dictionary<string, string?>
        {
            ["AWS_ACCESS_KEY_ID"] = null,
            ["AWS_SECRET_ACCESS_KEY"] = null,
            ["AWS_REGION"] = null,
            ["HOME"] = home,
            ["USERPROFILE"] = home,
            ["AWS_CONFIG_FILE"] = Path.Combine(home, "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(home, "credentials"),
        };
        foreach (var (name, value) in environment ?? []) all[name] = value;
        fixture.Wire.Forget();
        return InfraServer.StartAsync(fixture.Wire.Url, settings, environment: all);
    }

    [Fact]
    public async Task A_profile_that_assumes_a_role_works_inside_a_plugin()
    {
        await using var server = await StartAsync("[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = base\nregion = eu-west-1\n", "\"aws\": { \"profile\": \"dev\" }");

        var answer = await server.CallAsync("ec2_list_instances", new { });

        Assert.True(answer.IsError is not true, Text(answer));
        Assert.Contains(fixture.Wire.Seen, r => r.Operation == "AssumeRole");
        // The SDK's own request for credentials is in the journal beside the tool's.
        Assert.Contains("\"operation\":\"AssumeRole\"", server.ReadJournal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_SSO_profile_with_a_cached_token_works_inside_a_plugin()
    {
        WriteSsoToken(DateTime.UtcNow.AddHours(1));
        await using var server = await StartAsync(SsoConfig, "\"aws\": { \"profile\": \"corp\" }");
        fixture.Wire.Answer("/federation/credentials", """{"roleCredentials":{"accessKeyId":"ASIAEXAMPLE","secretAccessKey":"secret","sessionToken":"token","expiration":4102444800000}}""");

        var answer = await server.CallAsync("ec2_list_instances", new { });

        Assert.True(answer.IsError is not true, Text(answer));
        Assert.Contains(fixture.Wire.Seen, r => r.Path.StartsWith("/federation/credentials?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_SSO_session_names_the_command_to_run()
    {
        WriteSsoToken(DateTime.UtcNow.AddHours(-1));
        await using var server = await StartAsync(SsoConfig, "\"aws\": { \"profile\": \"corp\" }");

        var error = Error(await server.CallAsync("ec2_list_instances", new { }));

        Assert.Equal("CredentialsExpired", error.GetProperty("code").GetString());
        Assert.Contains("aws sso login --profile corp", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_the_answer_says_how_to_get_some()
    {
        await using var server = await StartAsync("", environment: new() { ["AWS_REGION"] = "eu-west-1" });

        var error = Error(await server.CallAsync("ec2_list_instances", new { }));

        Assert.Equal("NoCredentials", error.GetProperty("code").GetString());
        Assert.Contains("aws sso login", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_region_nothing_is_guessed()
    {
        await using var server = await StartAsync("", environment: new() { ["AWS_ACCESS_KEY_ID"] = "a", ["AWS_SECRET_ACCESS_KEY"] = "b", ["AWS_ENDPOINT_URL"] = null });

        Assert.Equal("NoRegion", Error(await server.CallAsync("ec2_list_instances", new { })).GetProperty("code").GetString());
        Assert.Empty(fixture.Wire.Seen);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_named_as_that()
    {
        await using var server = await StartAsync("", environment: new() { ["AWS_ACCESS_KEY_ID"] = "a", ["AWS_SECRET_ACCESS_KEY"] = "b", ["AWS_REGION"] = "eu-west-1", ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1" });

        var error = Error(await server.CallAsync("ec2_list_instances", new { }));

        Assert.Equal("Unavailable", error.GetProperty("code").GetString());
        Assert.Contains("AWS_ENDPOINT_URL", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_profiles_that_the_configuration_allows_can_be_named()
    {
        await using var server = await StartAsync("[profile other]\nregion = eu-west-1\n", "\"aws\": { \"profile\": \"base\", \"profiles\": [\"base\"], \"region\": \"eu-west-1\" }");

        Assert.True((await server.CallAsync("ec2_list_instances", new { profile = "base" })).IsError is not true);
        Assert.Contains("must be one of base", Error(await server.CallAsync("ec2_list_instances", new { profile = "other" })).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_role_signs_everything_with_the_policy_of_the_enabled_tools()
    {
        await using var server = await StartAsync("", "\"aws\": { \"profile\": \"base\", \"region\": \"eu-west-1\", \"roleArn\": \"arn:aws:iam::123456789012:role/ops\", \"sessionPolicy\": true }",
            new() { ["INFRA_MODULES"] = "ec2,vpc" });

        Assert.True((await server.CallAsync("ec2_list_instances", new { })).IsError is not true);
        await server.CallAsync("vpc_list_vpcs", new { });

        var assume = Assert.Single(fixture.Wire.Seen, r => r.Operation == "AssumeRole");
        var policy = Uri.UnescapeDataString(assume.Body.Split('&').Single(p => p.StartsWith("Policy=", StringComparison.Ordinal))["Policy=".Length..]);
        Assert.Contains("ec2:Describe*", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("Terminate", policy, StringComparison.Ordinal);
        Assert.All(fixture.Wire.Seen.Where(r => r.Operation != "AssumeRole"), r => Assert.NotEqual("base", r.AccessKey));
    }

    private const string SsoConfig = """
        [profile corp]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Dev
        region = eu-west-1

        [sso-session corp]
        sso_region = us-east-1
        sso_start_url = https://corp.awsapps.com/start
        sso_registration_scopes = sso:account:access
        """;

    // As 'aws sso login' leaves it.
    private void WriteSsoToken(DateTime expires)
    {
        var cache = Directory.CreateDirectory(Path.Combine(home, ".aws", "sso", "cache")).FullName;
#pragma warning disable CA5350 // The name that AWS gives the file.
        var name = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("corp")));
#pragma warning restore CA5350
        File.WriteAllText(Path.Combine(cache, $"{name}.json"),
            JsonSerializer.Serialize(new { accessToken = "token", expiresAt = expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), region = "us-east-1", startUrl = "https://corp.awsapps.com/start" }));
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;

    private static JsonElement Error(CallToolResult answer)
    {
        Assert.True(answer.IsError is true, Text(answer));
        return JsonElement.Parse(Text(answer)).GetProperty("error");
    }
}
