using System.Net;
using Amazon.EC2;
using Infra.Core.Calls.Steps;

namespace Infra.Core.Safety;

/// <summary>What somebody is told whose keys do not come, with what STS really answers.</summary>
[Collection(nameof(RunOverTargetsTests))] // The environment is one.
public sealed class CredentialsTests : IDisposable
{
    private const string Role = "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n"
        + "[profile x]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = base\n";

    private const string Web = "[profile x]\nrole_arn = arn:aws:iam::111122223333:role/r\nweb_identity_token_file = TOKEN\n"
        + "role_session_name = pod-7\nduration_seconds = 900\n";

    private const string Pod = "";

    private readonly string folder = Directory.CreateTempSubdirectory("infra-keys-").FullName;
    private readonly Dictionary<string, string?> before = [];

    public void Dispose()
    {
        foreach (var (name, value) in before) Environment.SetEnvironmentVariable(name, value);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(Role, 403, "AccessDenied", ToolErrorCode.AccessDenied, "AWS gives profile 'x' no credentials: No.",
        "Check the role's trust policy and the source profile")]
    [InlineData(Role, 403, "ExpiredToken", ToolErrorCode.CredentialsExpired, "The credentials of profile 'x' could not be renewed: No.",
        "Renew the credentials that it builds upon")]
    [InlineData(Role, 403, "InvalidClientTokenId", ToolErrorCode.CredentialsExpired, "The credentials of profile 'x' could not be renewed",
        "Renew the credentials that it builds upon")]
    [InlineData(Role, 400, "ValidationError", ToolErrorCode.NoCredentials, "AWS gives profile 'x' no credentials: No.",
        "'aws configure list --profile x' shows its settings.")]
    [InlineData(Role, 400, "Throttling", ToolErrorCode.Throttled, "The credentials of profile 'x' could not be fetched: No.",
        "AWS limits the rate of calls.")]
    [InlineData(Role, 500, "InternalFailure", ToolErrorCode.Unavailable, "The credentials of profile 'x' could not be fetched: No.",
        "The service could not answer")]
    [InlineData(Pod, 503, "ServiceUnavailable", ToolErrorCode.Unavailable,
        "The credentials of the web identity, role pod could not be fetched: No.", "The service could not answer")]
    [InlineData(Web, 400, "ExpiredTokenException", ToolErrorCode.CredentialsExpired,
        "The credentials of profile 'x' could not be renewed: No.", "Renew the credentials that it builds upon")]
    [InlineData(Web, 400, "InvalidIdentityToken", ToolErrorCode.CredentialsExpired,
        "The credentials of profile 'x' could not be renewed: No.", "Renew the credentials that it builds upon")]
    [InlineData(Web, 403, "AccessDenied", ToolErrorCode.AccessDenied, "AWS gives profile 'x' no credentials: No.",
        "Check the role's trust policy")]
    [InlineData(Pod, 403, "AccessDenied", ToolErrorCode.AccessDenied,
        "AWS gives the web identity, role pod no credentials: No.", "Check the role's trust policy")]
    [InlineData(Pod, 400, "ValidationError", ToolErrorCode.NoCredentials,
        "AWS gives the web identity, role pod no credentials: No.",
        "Check AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN.")]
    [InlineData(Role, 0, "", ToolErrorCode.Unavailable, "The credentials of profile 'x' could not be fetched",
        "Check the network, the proxy and AWS_ENDPOINT_URL")]
    [InlineData(Pod, 0, "", ToolErrorCode.Unavailable, "The credentials of the web identity, role pod could not be fetched",
        "Check the network, the proxy and AWS_ENDPOINT_URL")]
    public async Task Why_STS_gives_no_keys_is_told_with_what_to_do(string config, int status, string code, ToolErrorCode expected,
        string message, string hint)
    {
        using var sts = new Loopback(_ => status is 0 ? Loopback.Close : Reply.Query(status, code));

        var failure = await FailAsync(config, sts);

        Assert.Equal(expected, failure.Code);
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(hint, failure.Hint, StringComparison.Ordinal);
        // Nothing of it looks like a secret, which would be taken out on its way.
        Assert.Equal(failure.Message, Redactor.Clean(failure.Message));
        Assert.NotEmpty(sts.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Credentials><AccessKeyId>ASIA</AccessKeyId></Credentials>")]
    public async Task What_answers_in_the_place_of_STS_without_keys_is_named(string keys)
    {
        using var sts = new Loopback(_ =>
            new(200, $"<AssumeRoleResponse><AssumeRoleResult>{keys}</AssumeRoleResult></AssumeRoleResponse>"));

        var failure = await FailAsync(Role, sts);

        Assert.Equal((ToolErrorCode.Unavailable, "STS answered without credentials."), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_role_of_the_configuration_that_STS_has_no_time_for_is_throttled_and_not_without_credentials()
    {
        using var sts = new Loopback(_ => Reply.Query(400, "Throttling", "Rate exceeded"));
        Set("AWS_ACCESS_KEY_ID", "AKIAX");
        Set("AWS_SECRET_ACCESS_KEY", "s");

        var failure = await FailAsync(Pod, sts, new("arn:aws:iam::111122223333:role/busy"));

        Assert.Equal((ToolErrorCode.Throttled, "Throttling", "The role arn:aws:iam::111122223333:role/busy was not assumed: Rate exceeded"),
            (failure.Code, failure.AwsErrorCode, failure.Message));
    }

    [Fact]
    public async Task A_role_of_the_configuration_that_cannot_be_assumed_is_named()
    {
        using var sts = new Loopback(_ => Reply.Query(403, "AccessDenied", "User is not authorized"));
        Set("AWS_ACCESS_KEY_ID", "AKIAX");
        Set("AWS_SECRET_ACCESS_KEY", "s");

        var failure = await FailAsync(Pod, sts, new("arn:aws:iam::111122223333:role/gone"));

        Assert.Equal((ToolErrorCode.AccessDenied, "The role arn:aws:iam::111122223333:role/gone cannot be assumed: User is not authorized"),
            (failure.Code, failure.Message));
        Assert.Contains("trust policy, and the external id in plugins.json", failure.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Web, "profile x (web-identity)", "pod-7", "&DurationSeconds=900")]
    [InlineData(Pod, "web identity, role arn:aws:iam::111122223333:role/pod", "infra", "")]
    public async Task A_token_is_read_anew_for_each_session_and_changed_for_keys(string config, string source, string session, string more)
    {
        using var sts = new Loopback(_ => new(200, $"""
            <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAONE</AccessKeyId>
            <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
            <Expiration>{DateTime.UtcNow.AddHours(1):O}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """));
        var (credentials, target) = Prepare(config, sts);

        var found = await credentials.FindAsync(target, inPipeline: false);
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "second-token\n");
        await credentials.FindAsync(target, inPipeline: false);
        Assert.Single(sts.Requests);
        credentials.Heed(new AmazonEC2Exception("Ended.") { ErrorCode = "ExpiredToken", StatusCode = HttpStatusCode.Forbidden }, target,
            found.From);
        await credentials.FindAsync(target, inPipeline: false);

        Assert.Equal(("ASIAONE", source), (found.Keys.AccessKey, found.Source));
        Assert.Contains($"&RoleSessionName={session}", sts.Requests[0], StringComparison.Ordinal);
        Assert.Contains("WebIdentityToken=first-token", sts.Requests[0], StringComparison.Ordinal);
        Assert.Contains(more, sts.Requests[0], StringComparison.Ordinal);
        Assert.Contains("WebIdentityToken=second-token", sts.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_is_named()
    {
        using var sts = new Loopback(_ => new(200, ""));
        var (credentials, target) = Prepare(Pod, sts);
        File.Delete(Path.Combine(folder, "token"));

        var failure = await Assert.ThrowsAsync<ToolException>(() => credentials.FindAsync(target, inPipeline: false));

        Assert.Equal($"The web identity token file {Path.Combine(folder, "token")} cannot be read.", failure.Message);
        Assert.Empty(sts.Requests);
    }

    [Theory]
    [InlineData("899")]
    [InlineData("43201")]
    [InlineData("1h")]
    public async Task A_duration_that_no_session_has_is_named(string seconds)
    {
        using var sts = new Loopback(_ => new(200, ""));

        var failure = await FailAsync($"{Role}duration_seconds = {seconds}\n", sts);

        Assert.Equal("duration_seconds of the AWS profile 'x' must be a number from 900 to 43200.", failure.Message);
        Assert.Empty(sts.Requests);
    }

    private async Task<ToolException> FailAsync(string config, Loopback sts, RoleRequest? account = null)
    {
        var (credentials, target) = Prepare(config, sts, account);
        return await Assert.ThrowsAsync<ToolException>(() => credentials.FindAsync(target, inPipeline: false));
    }

    private (Credentials, AwsTarget) Prepare(string config, Loopback sts, RoleRequest? account = null)
    {
        var (file, token) = (Path.Combine(folder, "config"), Path.Combine(folder, "token"));
        File.WriteAllText(file, config.Replace("TOKEN", token, StringComparison.Ordinal));
        File.WriteAllText(token, "first-token\n");
        Set("AWS_CONFIG_FILE", file);
        Set("AWS_SHARED_CREDENTIALS_FILE", file + "-none");
        Set("AWS_MAX_ATTEMPTS", "1");
        Set("AWS_PROFILE", null);
        if (account is null)
        {
            Set("AWS_ACCESS_KEY_ID", null);
            Set("AWS_SECRET_ACCESS_KEY", null);
            Set("AWS_WEB_IDENTITY_TOKEN_FILE", config.Length == 0 ? token : null);
            Set("AWS_ROLE_ARN", config.Length == 0 ? "arn:aws:iam::111122223333:role/pod" : null);
        }

        return (new(role: account is null ? null : _ => account),
            new(config.Length == 0 ? null : "x", "eu-west-1", sts.Url) { Account = account is null ? null : "prod" });
    }

    private void Set(string name, string? value)
    {
        before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
