using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary>
/// <c>infra sign-in</c> as a script runs it; what a person types at a terminal is in tests/full/terminal, and what an assistant asks for in
/// tests/Emulator.
/// </summary>
public sealed class SignInCommandTests : IDisposable
{
    private const string Profiles = """
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
        [sso-session s]
        sso_region = us-east-1
        sso_start_url = https://corp.awsapps.com/start
        [profile keys]
        aws_access_key_id = a
        aws_secret_access_key = b
        [profile console]
        login_session = arn:aws:iam::123456789012:user/ann
        [profile careful]
        role_arn = arn:aws:iam::123456789012:role/Admin
        source_profile = keys
        mfa_serial = arn:aws:iam::123456789012:mfa/ann
        region = eu-west-1
        """;

    private readonly Home home = new();

    public SignInCommandTests() => home.Write(Path.Combine(".aws", "config"), Profiles);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_address_and_the_code_are_shown_once_and_the_session_serves_every_account_that_builds_upon_it()
    {
        Loopback? aws = null;
        using var service = aws = new(n => new(200, aws!.Requests[n - 1].Split(' ')[1].Split('?')[0] switch
        {
            "/client/register" =>
                """{"clientId":"client","clientSecret":"very-secret","clientIdIssuedAt":1,"clientSecretExpiresAt":4102444800}""",
            "/device_authorization" =>
                """
                {"deviceCode":"device","userCode":"WXYZ-1234","verificationUri":"https://device.sso/",
                "verificationUriComplete":"https://device.sso/?user_code=WXYZ-1234","expiresIn":600,"interval":1}
                """,
            "/token" => """{"accessToken":"the-access-token","tokenType":"Bearer","expiresIn":3600,"refreshToken":"the-refresh-token"}""",
            _ => """{"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}""",
        }, "application/json"));
        home["AWS_ENDPOINT_URL"] = service.Url;
        home.Configure(""" "aws": { "accounts": { "shop": { "profile": "corp" }, "data": { "profile": "corp-data" } } }, """);

        var signed = await home.RunAsync("sign-in", "--account", "all");
        var again = await home.RunAsync("sign-in", "corp");

        Assert.True(signed.Exit == 0, signed.Error);
        Assert.Single(service.Requests, r => r.Contains("/device_authorization", StringComparison.Ordinal));
        Assert.Contains("https://device.sso/?user_code=WXYZ-1234", signed.Error, StringComparison.Ordinal);
        Assert.Equal("Signed in: profile 'corp-data'.\nThe session of profile 'corp' is still good.\n", signed.Out);
        Assert.Equal((0, "The session of profile 'corp' is still good.\n", ""), (again.Exit, again.Out, again.Error));
        foreach (var secret in new[] { "the-access-token", "the-refresh-token", "very-secret" })
            Assert.DoesNotContain(secret, signed.Out + signed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corp --account shop", 2, "Name a profile or --account, not both.")]
    [InlineData("gone", 2, "Profiles: careful, console, corp, corp-data, keys.")]
    [InlineData("keys", 2, "The AWS profile 'keys' (static) needs no sign-in.")]
    [InlineData("console", 4, "Run 'aws login --profile console' in a terminal.")]
    [InlineData("careful", 4, "Run 'infra sign-in careful' in a terminal")]
    [InlineData("--account shp", 2, "shop")]
    public async Task Where_nobody_can_sign_in_the_reason_and_what_to_do_are_told(string typed, int exit, string said)
    {
        using var aws = new Loopback(_ => Loopback.Close);
        home["AWS_ENDPOINT_URL"] = aws.Url;
        home.Configure("""
            "aws": { "profiles": ["gone", "keys", "console", "careful", "corp"], "accounts": { "shop": { "profile": "keys" } } },
            """);

        var ended = await home.RunAsync(["sign-in", .. typed.Split(' ')]);

        Assert.True((exit, "") == (ended.Exit, ended.Out), $"{ended.Exit} {ended.Out} {ended.Error}");
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
        Assert.Empty(aws.Requests);
    }

    [Fact]
    public async Task An_account_of_plain_keys_needs_none_and_is_no_failure()
    {
        home.Configure(""" "aws": { "accounts": { "shop": { "profile": "keys" } } }, """);

        var ended = await home.RunAsync("sign-in", "--account", "shop");

        Assert.Equal((0, "", "infra: account 'shop' needs no sign-in: profile 'keys' is of the kind static.\n"),
            (ended.Exit, ended.Out, ended.Error));
    }
}
