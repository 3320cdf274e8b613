using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.SharedInterfaces;
using Amazon.Signin;
using Amazon.Signin.Model;

namespace Infra.Sdk.Tests.Signin;

/// <summary>
/// Profiles with <c>login_session</c>: AWSSDK.Core finds the stand-in by its name and refreshes with it what 'aws login' has cached,
/// as botocore does with the same files. SDK-S4
/// </summary>
public sealed class LoginSessionTests
{
    private const string Refreshed = """
        {"accessToken":{"accessKeyId":"ASIANEW","secretAccessKey":"new secret","sessionToken":"new session"},
         "expiresIn":900,"refreshToken":"new refresh token","tokenType":"aws_sigv4"}
        """;

    private const string Expired = """{"error":"TOKEN_EXPIRED","message":"The session is over."}""";

    [Fact]
    public async Task Cached_credentials_that_are_valid_are_used_as_they_are()
    {
        using var endpoint = new SigninEndpoint(static () => (500, "{}"));
        Session.Create(DateTime.UtcNow.AddMinutes(14));
        var found = await Session.Credentials().GetCredentialsAsync();
        Assert.Equal(("ASIAOLD", "old secret", "old session", "123456789012"),
            (found.AccessKey, found.SecretKey, found.Token, found.AccountId));
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task An_expired_session_is_refreshed_as_botocore_refreshes_it()
    {
        using var endpoint = new SigninEndpoint(static () => (200, Refreshed));
        var session = Session.Create(DateTime.UtcNow.AddMinutes(-5));
        var botocore = await Session.RunBotocoreAsync();
        var byBotocore = session.Read();
        Assert.Equal("ASIANEW", (string?)botocore["key"]);

        session.Write(DateTime.UtcNow.AddMinutes(-5));
        var credentials = Session.Credentials();
        var found = await credentials.GetCredentialsAsync();
        var bySdk = session.Read();

        Assert.Equal(
            ((string?)botocore["key"], (string?)botocore["secret"], (string?)botocore["token"], (string?)botocore["account"]),
            (found.AccessKey, found.SecretKey, found.Token, found.AccountId));
        Assert.InRange((TakeExpiry(bySdk) - TakeExpiry(byBotocore)).TotalSeconds, -60, 60);
        Assert.True(JsonNode.DeepEquals(byBotocore, bySdk), $"botocore: {byBotocore}\nhere: {bySdk}");
        Assert.Equal("kept", (string?)bySdk["somethingNewer"]);

        Assert.Equal(2, endpoint.Requests.Count);
        Assert.Equal(endpoint.Requests[0].Path, endpoint.Requests[1].Path);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(endpoint.Requests[0].Body), JsonNode.Parse(endpoint.Requests[1].Body)));
        Assert.All(endpoint.Requests, request => session.CheckProof(request.Proof));

        Assert.Equal("ASIANEW", (await credentials.GetCredentialsAsync()).AccessKey);
        Assert.Equal("ASIANEW", (await Session.Credentials().GetCredentialsAsync()).AccessKey);
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_session_that_is_over_fails_with_its_cause_and_stays_in_the_cache()
    {
        using var endpoint = new SigninEndpoint(static () => (401, Expired));
        var session = Session.Create(DateTime.UtcNow.AddMinutes(-5));
        var before = session.Read();
        var error = await Assert.ThrowsAsync<AmazonClientException>(() => Session.Credentials().GetCredentialsAsync());
        var cause = Assert.IsType<AccessDeniedException>(error.InnerException);
        Assert.Equal("TOKEN_EXPIRED", cause.Error);
        Assert.Contains("The session is over.", error.Message, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(before, session.Read()));
        Assert.Equal("LoginRefreshRequired", (string?)(await Session.RunBotocoreAsync())["error"]);
    }

    [Fact]
    public async Task A_session_that_was_never_started_fails_without_a_request()
    {
        using var endpoint = new SigninEndpoint(static () => (200, Refreshed));
        var session = Session.Create(DateTime.UtcNow);
        File.Delete(session.CacheFile);
        var error = await Assert.ThrowsAsync<AmazonClientException>(() => Session.Credentials().GetCredentialsAsync());
        Assert.Contains("No valid Login Token", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
        Assert.Equal("LoginTokenLoadError", (string?)(await Session.RunBotocoreAsync())["error"]);
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_fails_without_a_request_and_is_not_shown()
    {
        using var endpoint = new SigninEndpoint(static () => (200, Refreshed));
        Session.Create(DateTime.UtcNow.AddMinutes(-5), key: "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n");
        var error = await Assert.ThrowsAsync<AmazonClientException>(() => Session.Credentials().GetCredentialsAsync());
        Assert.Contains("aws login", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task The_cache_file_can_be_read_by_its_owner_alone_and_nothing_else_is_left()
    {
        using var endpoint = new SigninEndpoint(static () => (200, Refreshed));
        var session = Session.Create(DateTime.UtcNow.AddMinutes(-5));
        await Session.Credentials().GetCredentialsAsync();
        Assert.Equal("new refresh token", (string?)session.Read()["refreshToken"]);
        Assert.Empty(Directory.GetFiles(SigninEndpoint.Cache, "*.tmp"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(session.CacheFile));
        }
    }

    [Fact]
    public void The_endpoint_is_that_of_the_region()
    {
        var config = new AmazonSigninConfig { RegionEndpoint = Amazon.RegionEndpoint.EUWest1, IgnoreConfiguredEndpointUrls = true };
        using var client = new AmazonSigninClient(new AnonymousAWSCredentials(), config);
        Assert.Equal("https://eu-west-1.signin.aws.amazon.com", ((ICoreAmazonSignin)client).GetBaseEndpoint().TrimEnd('/'));
    }

    [Fact]
    public async Task Signing_in_itself_is_left_to_the_command_line()
    {
        using var client = new AmazonSigninClient(new AnonymousAWSCredentials(), Amazon.RegionEndpoint.EUWest1);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.CreateOAuth2TokenAsync(
            new CreateOAuth2TokenRequest
            {
                TokenInput =
                new CreateOAuth2TokenRequestBody { ClientId = "c", GrantType = "authorization_code" }
            }));
    }

    private static DateTimeOffset TakeExpiry(JsonNode file)
    {
        var token = file["accessToken"]!.AsObject();
        var expiry = DateTimeOffset.Parse((string)token["expiresAt"]!, CultureInfo.InvariantCulture);
        token.Remove("expiresAt");
        return expiry;
    }

    /// <summary>A profile and what 'aws login' has put into the cache for it.</summary>
    private sealed class Session
    {
        private const string ClientId = "arn:aws:signin:::devtools/same-device";

        private readonly string _name = $"arn:aws:iam::123456789012:user/{Guid.NewGuid():N}";
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly string _refreshToken = $"refresh token {Guid.NewGuid():N}";
        private string _pem = "";

        public string CacheFile => Path.Combine(
            SigninEndpoint.Cache, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_name))) + ".json");

        public static Session Create(DateTime expiry, string? key = null)
        {
            var session = new Session();
            session._pem = key ?? session._key.ExportECPrivateKeyPem();
            session.Write(expiry);
            File.WriteAllText(SigninEndpoint.ConfigFile, $"[profile login]\nregion = eu-west-1\nlogin_session = {session._name}\n");
            return session;
        }

        public void Write(DateTime expiry) => File.WriteAllText(CacheFile, new JsonObject
        {
            ["accessToken"] = new JsonObject
            {
                ["accessKeyId"] = "ASIAOLD",
                ["secretAccessKey"] = "old secret",
                ["sessionToken"] = "old session",
                ["accountId"] = "123456789012",
                ["expiresAt"] = expiry.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            },
            ["tokenType"] = "aws_sigv4",
            ["refreshToken"] = _refreshToken,
            ["clientId"] = ClientId,
            ["dpopKey"] = _pem,
            ["somethingNewer"] = "kept",
        }.ToJsonString());

        public JsonNode Read() => JsonNode.Parse(File.ReadAllText(CacheFile))!;

        public static AWSCredentials Credentials()
        {
            var chain = new CredentialProfileStoreChain();
            Assert.True(chain.TryGetProfile("login", out var profile), "The profile was not found.");
            return AWSCredentialsFactory.GetAWSCredentials(profile, chain);
        }

        public static async Task<JsonNode> RunBotocoreAsync()
        {
            var start = new ProcessStartInfo("python3",
                [Path.Combine(TestFiles.RepositoryRoot, "tests", "Sdk", "Signin", "botocore_login.py")])
            {
                RedirectStandardOutput = true,
            };
            start.Environment["AWS_PROFILE"] = "login";
            using var process = Process.Start(start)!;
            string text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return JsonNode.Parse(text)!;
        }

        /// <summary>As the service does it: the proof is for this request, new, and signed with the key of the session.</summary>
        public void CheckProof(string proof)
        {
            string[] parts = proof.Split('.');
            Assert.Equal(3, parts.Length);
            var header = JsonNode.Parse(Decode(parts[0]))!;
            var claims = JsonNode.Parse(Decode(parts[1]))!;
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            Assert.Equal(("dpop+jwt", "ES256", "EC", "P-256"),
                ((string?)header["typ"], (string?)header["alg"], (string?)header["jwk"]!["kty"], (string?)header["jwk"]!["crv"]));
            Assert.Equal(point.X, Decode((string)header["jwk"]!["x"]!));
            Assert.Equal(point.Y, Decode((string)header["jwk"]!["y"]!));
            Assert.Equal(("POST", SigninEndpoint.TokenAddress), ((string?)claims["htm"], (string?)claims["htu"]));
            Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (long)claims["iat"]!, -5, 120);
            Assert.True(Guid.TryParse((string?)claims["jti"], out _));
            Assert.True(_key.VerifyData(Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256));
        }

        private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
    }
}
