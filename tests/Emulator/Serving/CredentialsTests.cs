using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Infra.Strict.Layers;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>Credentials are found as AWS's own tools find them, inside a plugin's load context.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class CredentialsTests(EmulatorFixture fixture) : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    private Task<InfraServer> StartAsync(string config, string settings = "\"mode\": \"destructive\"",
        Dictionary<string, string?>? environment = null)
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
        await using var server = await StartAsync(
            "[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = base\nregion = eu-west-1\n",
            "\"aws\": { \"profile\": \"dev\" }");

        var answer = await server.CallAsync("ec2_list_instances", new { });

        Assert.True(answer.IsError is not true, Text(answer));
        Assert.Contains(fixture.Wire.Seen, r => r.Operation == "AssumeRole");
        // The SDK's own request for credentials is in the journal beside the tool's.
        Assert.Contains("\"operation\":\"AssumeRole\"", server.ReadJournal(), StringComparison.Ordinal);
    }

    [Fact] // SAF-H2
    public async Task A_credential_process_that_reads_its_input_gets_none_of_the_protocol()
    {
        if (OperatingSystem.IsWindows()) return;
        var script = Path.Combine(home, "ask.sh");
        await File.WriteAllTextAsync(script,
            $$"""
            cat > '{{home}}/taken'
            echo '{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"s"}'
            """);
        await using var server = await StartAsync($"[profile asks]\nregion = eu-west-1\ncredential_process = sh {script}\n",
            "\"aws\": { \"profile\": \"asks\" }");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            n % 2 == 0 ? server.CallAsync("ec2_list_instances", new { }) : server.CallAsync("account_list_profiles", new { })));

        Assert.All(answers, a => Assert.True(a.IsError is not true, Text(a)));
        Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(home, "taken")));
        Assert.Contains(fixture.Wire.Seen, r => r.AccessKey == "AKIAPROCESS");
    }

    [Fact] // SAF-H4
    public async Task A_credential_process_that_does_not_end_holds_no_call_that_is_cancelled()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var server = await StartAsync("[profile hangs]\nregion = eu-west-1\ncredential_process = sleep 60\n",
            "\"aws\": { \"profile\": \"hangs\" }");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await server.Client.CallToolAsync("ec2_list_instances", cancellationToken: patience.Token));
        for (var n = 0; n < 50 && !server.ReadJournal().Contains("cancelled", StringComparison.Ordinal); n++) await Task.Delay(100);

        Assert.Contains("\"outcome\":\"cancelled\"", server.ReadJournal(), StringComparison.Ordinal);
    }

    [Theory] // SDK-S2
    [InlineData("max_attempts = 1", 1)]
    [InlineData("max_attempts = 4", 4)]
    public async Task A_profile_given_by_argument_brings_all_its_settings_and_those_of_another_do_not_count(string setting, int attempts)
    {
        await using var server = await StartAsync(
            $"[profile other]\nregion = eu-west-1\nmax_attempts = 2\nuse_fips_endpoint = true\n[profile mine]\nregion = eu-west-1\n"
            + $"aws_access_key_id = AKIAMINE\naws_secret_access_key = s\n{setting}\n",
            "\"mode\": \"read\", \"aws\": { \"profiles\": [\"mine\"] }", new() { ["AWS_PROFILE"] = "other", ["AWS_MAX_ATTEMPTS"] = null });
        fixture.Wire.Break("DescribeVpcs", Fault.Status(500));

        var error = Error(await server.CallAsync("vpc_list_vpcs", new { profile = "mine" }));

        fixture.Wire.Mend();
        Assert.Equal("Unavailable", error.GetProperty("code").GetString());
        Assert.Equal(attempts, fixture.Wire.Seen.Count(r => r is { Operation: "DescribeVpcs", AccessKey: "AKIAMINE" }));
    }

    [Theory] // SDK-S2: the AWS CLI reads these, and the SDK's own reader of the files does not.
    [InlineData("[profile dev] # work\nregion = eu-west-1\n")]
    [InlineData("[profile dev] ; work\nregion = eu-west-1\n")]
    [InlineData("[profile dev]\nregion: eu-west-1\n")]
    public async Task Files_are_read_as_the_AWS_CLI_reads_them(string config)
    {
        await using var server = await StartAsync(config + "aws_access_key_id = AKIADEV\naws_secret_access_key = s\n",
            "\"mode\": \"read\"", new() { ["AWS_PROFILE"] = "dev" });

        foreach (var tool in new[] { "ec2_list_instances", "iam_list_users", "s3_list_buckets", "rds_list_instances" })
        {
            var answer = await server.CallAsync(tool, new { });
            Assert.True(answer.IsError is not true, Text(answer));
        }

        Assert.All(fixture.Wire.Seen, r => Assert.Equal("AKIADEV", r.AccessKey));
    }

    [Theory] // S3-B4
    [InlineData("eusc-de-east-1")]
    [InlineData("us-isof-south-1")]
    [InlineData("cn-northwest-1")]
    [InlineData("ap-southeast-7")]
    public async Task A_region_is_taken_in_every_partition_as_argument_and_as_setting(string region)
    {
        foreach (var byArgument in new[] { true, false })
        {
            await using var server = await StartAsync("[default]\nregion = eu-west-1\n",
                byArgument ? "\"mode\": \"read\"" : $$""" "mode": "read", "aws": { "region": "{{region}}" } """,
                new() { ["AWS_ACCESS_KEY_ID"] = "testing", ["AWS_SECRET_ACCESS_KEY"] = "testing" });
            fixture.Wire.Answer("DescribeVpcs", "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>");

            var answer = await (byArgument ? server.CallAsync("vpc_list_vpcs", new { region })
                : server.CallAsync("vpc_list_vpcs", new { }));

            Assert.True(answer.IsError is not true, Text(answer));
        }
    }

    [Fact]
    public async Task An_SSO_profile_with_a_cached_token_works_inside_a_plugin()
    {
        WriteSsoToken(DateTime.UtcNow.AddHours(1));
        await using var server = await StartAsync(SsoConfig, "\"aws\": { \"profile\": \"corp\" }");
        fixture.Wire.Answer("/federation/credentials",
            """{"roleCredentials":{"accessKeyId":"ASIAEXAMPLE","secretAccessKey":"secret","sessionToken":"token","expiration":4102444800000}}""");

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
        Assert.Contains("infra sign-in corp", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_the_answer_says_how_to_get_some()
    {
        await using var server = await StartAsync("", environment: new() { ["AWS_REGION"] = "eu-west-1" });

        var error = Error(await server.CallAsync("ec2_list_instances", new { }));

        Assert.Equal("NoCredentials", error.GetProperty("code").GetString());
        Assert.Contains("infra sign-in", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_region_nothing_is_guessed()
    {
        await using var server = await StartAsync("",
            environment: new() { ["AWS_ACCESS_KEY_ID"] = "a", ["AWS_SECRET_ACCESS_KEY"] = "b", ["AWS_ENDPOINT_URL"] = null });

        Assert.Equal("NoRegion", Error(await server.CallAsync("ec2_list_instances", new { })).GetProperty("code").GetString());
        Assert.Empty(fixture.Wire.Seen);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_named_as_that()
    {
        await using var server = await StartAsync("",
            environment: new()
            {
                ["AWS_ACCESS_KEY_ID"] = "a",
                ["AWS_SECRET_ACCESS_KEY"] = "b",
                ["AWS_REGION"] = "eu-west-1",
                ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"
            });

        var error = Error(await server.CallAsync("ec2_list_instances", new { }));

        Assert.Equal("Unavailable", error.GetProperty("code").GetString());
        Assert.Contains("AWS_ENDPOINT_URL", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_profiles_that_the_configuration_allows_can_be_named()
    {
        await using var server = await StartAsync("[profile other]\nregion = eu-west-1\n",
            "\"aws\": { \"profile\": \"base\", \"profiles\": [\"base\"], \"region\": \"eu-west-1\" }");

        Assert.True((await server.CallAsync("ec2_list_instances", new { profile = "base" })).IsError is not true);
        Assert.Contains("must be one of base", Error(await server.CallAsync("ec2_list_instances", new { profile = "other" }))
            .GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_role_signs_everything_with_the_policy_of_the_enabled_tools()
    {
        await using var server = await StartAsync("",
            "\"aws\": { \"profile\": \"base\", \"region\": \"eu-west-1\", \"roleArn\": \"arn:aws:iam::123456789012:role/ops\", "
            + "\"sessionPolicy\": true }",
            new() { ["INFRA_MODULES"] = "ec2,vpc" });

        Assert.True((await server.CallAsync("ec2_list_instances", new { })).IsError is not true);
        await server.CallAsync("vpc_list_vpcs", new { });

        var assume = Assert.Single(fixture.Wire.Seen, r => r.Operation == "AssumeRole");
        var policy = Uri.UnescapeDataString(assume.Body.Split('&')
            .Single(p => p.StartsWith("Policy=", StringComparison.Ordinal))["Policy=".Length..]);
        Assert.Contains("ec2:Describe*", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("Terminate", policy, StringComparison.Ordinal);
        Assert.All(fixture.Wire.Seen.Where(r => r.Operation != "AssumeRole"), r => Assert.NotEqual("base", r.AccessKey));
    }

    [Fact] // SAF-H1 a
    public async Task The_account_check_and_the_act_are_signed_by_the_same_keys_after_the_file_changed()
    {
        await using var server = await StartAsync("[default]\nregion = eu-west-1\n",
            Never + """, "pins": { "accounts": ["111111111111"] } """);
        AnswerIdentity("AKIAAAAAAAAAAAAAAAAA", "111111111111");
        AnswerIdentity("AKIABBBBBBBBBBBBBBBB", "111111111111");
        WriteKeys("AKIAAAAAAAAAAAAAAAAA");
        Assert.True((await server.CallAsync("ec2_list_volumes", new { })).IsError is not true);

        WriteKeys("AKIABBBBBBBBBBBBBBBB");
        var answer = await server.CallAsync("ec2_allocate_address", new { });

        Assert.True(answer.IsError is not true, Text(answer));
        Assert.Equal("AKIABBBBBBBBBBBBBBBB", fixture.Wire.Seen.Single(r => r.Operation == "GetCallerIdentity").AccessKey);
        Assert.Equal("AKIABBBBBBBBBBBBBBBB", fixture.Wire.Seen.Single(r => r.Operation == "AllocateAddress").AccessKey);
    }

    [Fact] // SAF-H1 b
    public async Task Keys_of_an_account_that_is_not_pinned_write_nothing_though_others_were_checked_just_before()
    {
        await using var server = await StartAsync("[default]\nregion = eu-west-1\n",
            Never + """, "pins": { "accounts": ["111111111111"] } """);
        AnswerIdentity("AKIAAAAAAAAAAAAAAAAA", "111111111111");
        AnswerIdentity("AKIABBBBBBBBBBBBBBBB", "222222222222");
        WriteKeys("AKIAAAAAAAAAAAAAAAAA");
        var first = await server.CallAsync("iam_create_user", new { userName = "credentials-a" });
        Assert.True(first.IsError is not true, Text(first));

        WriteKeys("AKIABBBBBBBBBBBBBBBB");
        var error = Error(await server.CallAsync("iam_create_user", new { userName = "credentials-b" }));

        Assert.Equal("Refused", error.GetProperty("code").GetString());
        Assert.Contains("222222222222", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("AKIAAAAAAAAAAAAAAAAA", fixture.Wire.Seen.Single(r => r.Operation == "CreateUser").AccessKey);
    }

    [Theory] // SAF-H1 c
    [InlineData("ec2_list_volumes")]
    [InlineData("vpc_list_vpcs")]
    [InlineData("account_list_regions")]
    [InlineData("iam_list_users")]
    [InlineData("s3_list_buckets")]
    public async Task Renewed_keys_sign_the_next_request_of_every_client(string tool)
    {
        await using var server = await StartAsync("[default]\nregion = eu-west-1\n", Never);
        WriteKeys("AKIAAAAAAAAAAAAAAAAA");
        await server.CallAsync(tool, new { });
        Assert.All(fixture.Wire.Seen, r => Assert.Equal("AKIAAAAAAAAAAAAAAAAA", r.AccessKey));

        fixture.Wire.Forget();
        WriteKeys("AKIABBBBBBBBBBBBBBBB");
        await server.CallAsync(tool, new { });

        Assert.NotEmpty(fixture.Wire.Seen);
        Assert.All(fixture.Wire.Seen, r => Assert.Equal("AKIABBBBBBBBBBBBBBBB", r.AccessKey));
    }

    [Fact] // SAF-L2
    public async Task An_answer_of_STS_without_an_account_is_not_kept()
    {
        await using var server = await StartAsync("[default]\nregion = eu-west-1\n",
            Never + """, "pins": { "accounts": ["111111111111"] } """);
        WriteKeys("AKIAAAAAAAAAAAAAAAAA");
        fixture.Wire.Answer("GetCallerIdentity",
            "<GetCallerIdentityResponse "
            + "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult/></GetCallerIdentityResponse>");

        Assert.Equal("Unavailable", Error(await server.CallAsync("ec2_allocate_address", new { })).GetProperty("code").GetString());

        AnswerIdentity("AKIAAAAAAAAAAAAAAAAA", "111111111111");
        Assert.True((await server.CallAsync("ec2_allocate_address", new { })).IsError is not true);
    }

    public static TheoryData<string, string, string, string> Unusable => new()
    {
        { "[profile x]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Dev\n[sso-session s]\nsso_region = "
            + "us-east-1\nsso_start_url = https://s.awsapps.com/start\n", "CredentialsExpired", "not signed in",
            "infra sign-in x" },
        { "[profile x]\nlogin_session = arn:aws:iam::123456789012:user/ann\n", "CredentialsExpired", "not signed in",
            "aws login --profile x" },
        { "[profile x]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = base\nmfa_serial = "
            + "arn:aws:iam::123456789012:mfa/ann\n[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n", "CredentialsExpired",
            "code of an MFA device", "infra sign-in x" },
        { "[profile x]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = gone\n", "NoCredentials", "'gone'",
            "aws configure list" },
        { "[profile x]\nregion = eu-west-1\n", "NoCredentials", "'x' names no credentials", "aws configure sso --profile x" },
        { "[profile y]\nregion = eu-west-1\n", "NoCredentials", "'x' is not in the AWS configuration files", "aws configure list" },
        { "[profile x]\nrole_arn = arn:aws:iam::123456789012:role/dev\ncredential_source = EcsContainer\n", "NoCredentials",
            "which does not set AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI", "credential_source" },
        { "[profile x]\nsource profile is base\n", "NoCredentials", "Line 2", "Correct it" },
    };

    [Theory] // SDK-S3, SDK-S4, S3-B2a
    [MemberData(nameof(Unusable))]
    public async Task A_named_profile_that_cannot_be_used_is_an_error_and_never_the_role_of_the_machine(string config, string code,
        string message, string hint)
    {
        using var machine = new MetadataService();
        foreach (var byArgument in new[] { true, false })
        {
            await using var server = await StartAsync(config,
                byArgument ? """ "mode": "read", "aws": { "profiles": ["x"] } """ : """ "mode": "read" """, new()
                {
                    ["AWS_REGION"] = "eu-west-1",
                    ["AWS_PROFILE"] = byArgument ? null : "x",
                    ["AWS_EC2_METADATA_DISABLED"] = null,
                    ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = machine.Url,
                });

            foreach (var tool in new[] { "ec2_list_instances", "iam_list_users" })
            {
                var error = Error(await (byArgument ? server.CallAsync(tool, new { profile = "x" }) : server.CallAsync(tool, new { })));
                Assert.Equal(code, error.GetProperty("code").GetString());
                Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
                Assert.Contains(hint, error.GetProperty("hint").GetString(), StringComparison.Ordinal);
            }

            Assert.Empty(fixture.Wire.Seen);
        }
    }

    [Fact] // SDK-S3
    public async Task Without_a_profile_the_role_of_the_machine_signs_and_whoami_says_so()
    {
        using var machine = new MetadataService();
        await using var server = await StartAsync("", """ "mode": "read" """, new()
        {
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_EC2_METADATA_DISABLED"] = null,
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = machine.Url,
        });

        var who = JsonElement.Parse(Text(await server.CallAsync("account_whoami", new { })));

        Assert.True(who.TryGetProperty("credentialSource", out var from), who.ToString());
        Assert.Equal("instance role", from.GetString());
        Assert.True(who.TryGetProperty("credentialsExpire", out _));
        Assert.All(fixture.Wire.Seen, r => Assert.Equal(MetadataService.AccessKey, r.AccessKey));
    }

    [Fact]
    public async Task A_session_that_a_person_gave_a_code_for_is_used_by_a_running_server()
    {
        const string config = "[profile x]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = base\nmfa_serial = "
            + "arn:aws:iam::123456789012:mfa/ann\nregion = eu-west-1\n[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n";
        await using var server = await StartAsync(config, "\"aws\": { \"profile\": \"x\" }");
        var before = Error(await server.CallAsync("ec2_list_instances", new { }));
        var cache = Directory.CreateDirectory(Path.Combine(home, ".aws", "cli", "cache")).FullName;
        // As botocore and 'infra sign-in' name it: {"RoleArn": …, "SerialNumber": …}
        File.WriteAllText(Path.Combine(cache, "c4a469d92668c0c5edf7d9554fd0a4dacbef3a57.json"), """
            {"Credentials":{"AccessKeyId":"ASIAMFA","SecretAccessKey":"secret","SessionToken":"token","Expiration":"2099-01-01T00:00:00+00:00"}}
            """);

        var after = await server.CallAsync("ec2_list_instances", new { });

        Assert.Contains("infra sign-in x", before.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.True(after.IsError is not true, Text(after));
        Assert.Equal("ASIAMFA", fixture.Wire.Seen[^1].AccessKey);
    }

    [Fact] // S3-B2b
    public async Task An_SSO_session_that_the_server_ended_names_the_command_to_run()
    {
        WriteSsoToken(DateTime.UtcNow.AddHours(1));
        await using var server = await StartAsync(SsoConfig, "\"aws\": { \"profile\": \"corp\" }");
        fixture.Wire.Answer("/federation/credentials",
            """{"__type":"com.amazonaws.switchboard.portal#UnauthorizedException","message":"Session token not found or invalid"}""", 401);

        var error = Error(await server.CallAsync("iam_list_users", new { }));

        Assert.Equal("CredentialsExpired", error.GetProperty("code").GetString());
        Assert.Contains("infra sign-in corp", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Theory] // PRO-P7
    [InlineData("ec2_list_instances", "NoRegion")]
    [InlineData("rds_list_instances", "NoRegion")]
    [InlineData("iam_list_users", "NoCredentials")]
    [InlineData("s3_list_buckets", "NoCredentials")]
    public async Task Without_region_and_credentials_a_regional_tool_asks_for_the_region_first_and_a_global_one_needs_none(string tool,
        string code)
    {
        await using var server = await StartAsync("", Never, new() { ["AWS_ENDPOINT_URL"] = null });

        Assert.Equal(code, Error(await server.CallAsync(tool, new { })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_presigned_link_is_signed_by_the_keys_of_its_call()
    {
        await using var server = await StartAsync("[default]\nregion = us-east-1\n", Never);
        WriteKeys("AKIAAAAAAAAAAAAAAAAA");
        await server.CallAsync("s3_create_bucket", new { bucket = "credentials-presigned" });
        WriteKeys("AKIABBBBBBBBBBBBBBBB");

        var answer = await server.CallAsync("s3_presign_url", new { bucket = "credentials-presigned", key = "a.txt", method = "put" });

        Assert.Contains("AKIABBBBBBBBBBBBBBBB", Text(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_certificates_to_trust_are_those_that_the_variable_names_or_else_the_profile(bool variable)
    {
        var (named, other) = (Path.Combine(home, "named.pem"), Path.Combine(home, "other.pem"));
        await using var server = await StartAsync(
            $"[profile dev]\nsource_profile = base\nregion = eu-west-1\nca_bundle = {(variable ? other : named)}\n"
            + "aws_access_key_id = a\naws_secret_access_key = b\n",
            "\"aws\": { \"profile\": \"dev\" }",
            new() { ["AWS_ENDPOINT_URL"] = "https://127.0.0.1:1", ["AWS_CA_BUNDLE"] = variable ? named : null });

        var error = Error(await server.CallAsync("ec2_list_instances", new { }));

        Assert.StartsWith(named, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private const string Never = """ "mode": "destructive", "confirm": { "for": "never" } """;

    private void WriteKeys(string accessKey) =>
        File.WriteAllText(Path.Combine(home, "credentials"),
            $"[default]\naws_access_key_id = {accessKey}\naws_secret_access_key = secret-of-{accessKey}\n");

    private void AnswerIdentity(string accessKey, string account) =>
        fixture.Wire.Answer(r => r.Operation == "GetCallerIdentity" && r.AccessKey == accessKey,
        $"""
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::{account}:user/ann</Arn><UserId>AIDA</UserId><Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
        """);

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

    // As a sign-in leaves it.
    private void WriteSsoToken(DateTime expires)
    {
        var cache = Directory.CreateDirectory(Path.Combine(home, ".aws", "sso", "cache")).FullName;
#pragma warning disable CA5350 // The name that AWS gives the file.
        var name = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("corp")));
#pragma warning restore CA5350
        File.WriteAllText(Path.Combine(cache, $"{name}.json"),
            JsonSerializer.Serialize(
                new
                {
                    accessToken = "token",
                    expiresAt = expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
                    region = "us-east-1",
                    startUrl = "https://corp.awsapps.com/start"
                }));
    }

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;

    private static JsonElement Error(CallToolResult answer)
    {
        Assert.True(answer.IsError is true, Text(answer));
        return JsonElement.Parse(Text(answer)).GetProperty("error");
    }
}
