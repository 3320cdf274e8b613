using System.Text.Json;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>Sessions that a code was given for, as the AWS CLI and we leave them for each other.</summary>
public sealed class RoleCacheTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    private static readonly KeyValuePair<string, object?>[] Least =
    [
        new("RoleArn", "arn:aws:iam::444455556666:role/team/dev+x"), new("SerialNumber", "arn:aws:iam::111122223333:mfa/alice"),
        new("ExternalId", null),
    ];

    // botocore 1.43.11: AssumeRoleCredentialFetcher(…)._cache_key
    [Fact]
    public void The_file_has_the_name_that_botocore_gives_it()
    {
        Assert.EndsWith(Path.Combine(".aws", "cli", "cache", "fae6045201b0aba2a10920503fcaf0a752a9d7e3.json"), AwsRoleCache.FileOf(Least),
            StringComparison.Ordinal);
        Assert.EndsWith("aedf1f7380de8fc00917522f43845c3687dbc389.json", AwsRoleCache.FileOf(
            [.. Least[..2], new("ExternalId", "a+b/c=d"), new("RoleSessionName", "me"), new("DurationSeconds", 3600)]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2099-01-01T00:00:00+00:00", true)]
    [InlineData("2099-01-01T00:00:00Z", true)]
    [InlineData("2099-01-01T00:00:00UTC", true)]
    [InlineData("2020-01-01T00:00:00+00:00", false)]
    [InlineData("soon", false)]
    public void A_session_counts_while_it_lasts(string expires, bool found)
    {
        File.WriteAllText(file, $$$"""
            {"Credentials":{"AccessKeyId":"ASIA","SecretAccessKey":"s","SessionToken":"t","Expiration":"{{{expires}}}","AccountId":"1"}}
            """);
        Assert.Equal(found ? "ASIA" : null, AwsRoleCache.Find(file)?.Keys.AccessKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Credentials\":")]
    [InlineData("[]")]
    [InlineData("{\"Credentials\":{\"AccessKeyId\":1,\"Expiration\":\"2099-01-01T00:00:00Z\"}}")]
    [InlineData("{\"Credentials\":{\"AccessKeyId\":null,\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\",\"Expiration\":\"2099-01-01T00:00:00Z\"}}")]
    [InlineData("{\"Credentials\":{\"Expiration\":null}}")]
    public void What_cannot_be_read_is_as_good_as_nothing(string text)
    {
        File.WriteAllText(file, text);
        Assert.Null(AwsRoleCache.Find(file));
        Assert.Null(AwsRoleCache.Find(file + ".gone"));
    }

    [Fact]
    public async Task A_code_is_asked_for_once_and_the_session_is_kept_for_this_user_alone()
    {
        using var sts = new Loopback(_ => new(200, """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAONE</AccessKeyId>
            <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
            <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/dev/infra</Arn><AssumedRoleId>AROA:infra</AssumedRoleId></AssumedRoleUser>
            </AssumeRoleResult></AssumeRoleResponse>
            """));
        var role = new RoleRequest($"arn:aws:iam::444455556666:role/{Guid.NewGuid():n}")
        {
            MfaSerial = "arn:aws:iam::111122223333:mfa/alice",
            SignIn = "infra sign-in dev",
        };
        var kept = AwsRoleCache.FileOf([new("RoleArn", role.Arn), new("SerialNumber", role.MfaSerial)]);
        var target = new AwsTarget(null, "eu-west-1", sts.Url);
        try
        {
            var nobody = await Assert.ThrowsAsync<ToolException>(() => KeysAsync());
            Assert.Contains("'infra sign-in dev'", nobody.Hint, StringComparison.Ordinal);
            var asked = 0;
            OneTimeCode.Ask = _ => Task.FromResult<string?>(++asked == 1 ? "123456" : null);

            Assert.Equal(["ASIAONE", "ASIAONE"], [(await KeysAsync()).AccessKey, (await KeysAsync()).AccessKey]);

            Assert.Equal(1, asked);
            Assert.Contains("TokenCode=123456", Assert.Single(sts.Requests), StringComparison.Ordinal);
            Assert.Equal("2099-01-01T00:00:00+00:00",
                JsonElement.Parse(File.ReadAllText(kept)).GetProperty("Credentials").GetProperty("Expiration").GetString());
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        }
        finally
        {
            OneTimeCode.Ask = null;
            File.Delete(kept);
        }

        async Task<Amazon.Runtime.ImmutableCredentials> KeysAsync()
        {
            using var scope = CallScope.Host(CredentialOperations.All);
            return await RoleCredentials.ByKeys(new Amazon.Runtime.BasicAWSCredentials("a", "b"), role, target).GetCredentialsAsync();
        }
    }
}
