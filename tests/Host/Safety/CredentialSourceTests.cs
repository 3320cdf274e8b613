using Infra.Aws;
using Infra.Core.Calls.Steps;

namespace Infra.Core.Safety;

/// <summary>Whoever names a way to keys is told what that way lacks; nothing else is tried in its place.</summary>
[Collection(nameof(RunOverTargetsTests))] // The environment is one.
public sealed class CredentialSourceTests : IDisposable
{
    private static readonly AwsTarget Target = new(Region: "eu-west-1");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("infra-sources-");
    private readonly Dictionary<string, string?> before = [];

    public void Dispose()
    {
        foreach (var (name, value) in before) Environment.SetEnvironmentVariable(name, value);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("role_arn = r", "'x' lacks source_profile or credential_source.", "Correct the profile in ")]
    [InlineData("role_arn = r\ncredential_source = Nowhere", "the unknown credential_source 'Nowhere'", "Correct the profile in ")]
    [InlineData("role_arn = r\ncredential_source = Environment", "from the environment, which does not set AWS_ACCESS_KEY_ID.",
        "Start the server where it is set")]
    [InlineData("role_arn = r\ncredential_source = EcsContainer", "which does not set AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or ",
        "Start the server where it is set")]
    [InlineData("role_arn = r\nsource_profile = x", "names itself as its source_profile and has no keys", "Correct the profile in ")]
    [InlineData("role_arn = r\nsource_profile = gone", "the profile 'gone', which is not", "'aws configure list-profiles'")]
    [InlineData("role_arn = r\nweb_identity_token_file = /gone", "does not exist: /gone.", "Correct the profile in ")]
    [InlineData("sso_session = s\nsso_account_id = 1\nsso_role_name = r", "lacks sso_start_url.", "Correct the profile in ")]
    [InlineData("aws_access_key_id = a", "lacks aws_secret_access_key.", "Correct the profile in ")]
    [InlineData("output = json", "'x' names no credentials.", "'aws configure sso --profile x'")]
    public void A_profile_that_lacks_something_says_where_to_mend_it(string settings, string message, string hint)
    {
        Set("AWS_ACCESS_KEY_ID", null);
        var file = Path.Combine(folder.FullName, "config");
        File.WriteAllText(file, $"[profile x]\n{settings}\n");

        var failure = Assert.Throws<ToolException>(() => CredentialSource.Find("x", AwsProfiles.Load(file, file + "-none"), Target));

        Assert.Equal(ToolErrorCode.NoCredentials, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(hint, failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_the_configuration_is_no_empty_configuration() =>
        Assert.Equal("It is a folder.", Assert.Throws<ToolException>(() => AwsProfiles.Load(folder.FullName, "/none")).Hint);

    [Fact]
    public void A_token_without_a_role_is_an_error_and_not_the_role_of_the_machine()
    {
        Set("AWS_ACCESS_KEY_ID", null);
        Set("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");

        var failure = Assert.Throws<ToolException>(() => CredentialSource.Find(null, AwsProfiles.Load("/none", "/none"), Target));

        Assert.Equal("The environment has AWS_WEB_IDENTITY_TOKEN_FILE without AWS_ROLE_ARN.", failure.Message);
    }

    [Fact]
    public void A_container_that_gives_nothing_is_told_with_its_variables()
    {
        Set("AWS_ACCESS_KEY_ID", null);
        Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://198.51.100.1/credentials");
        CredentialSource Find() => CredentialSource.Find(null, AwsProfiles.Load("/none", "/none"), Target);

        var foreign = Assert.Throws<ToolException>(Find);
        Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/credentials");
        var silent = Find().Explain(new HttpRequestException("refused"));

        Assert.Contains("http://198.51.100.1/credentials", foreign.Message, StringComparison.Ordinal);
        Assert.StartsWith("Check AWS_CONTAINER_CREDENTIALS_FULL_URI", foreign.Hint, StringComparison.Ordinal);
        Assert.Equal(ToolErrorCode.Unavailable, silent.Code);
        Assert.StartsWith("The credentials of the container role could not be fetched", silent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_a_container_that_is_none_is_named()
    {
        Set("AWS_ACCESS_KEY_ID", null);
        Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "nonsense");

        var failure = Assert.Throws<ToolException>(() => CredentialSource.Find(null, AwsProfiles.Load("/none", "/none"), Target));

        Assert.Equal((ToolErrorCode.NoCredentials, "AWS_CONTAINER_CREDENTIALS_FULL_URI is 'nonsense', which is no address."),
            (failure.Code, failure.Message));
    }

    // As a mounted secret has them that was made with echo.
    [Fact]
    public void Keys_of_the_environment_lose_the_line_break_behind_them()
    {
        Set("AWS_ACCESS_KEY_ID", "AKIAX\n");
        Set("AWS_SECRET_ACCESS_KEY", " secret\r\n");
        Set("AWS_SESSION_TOKEN", "token\n");

        var keys = CredentialSource.Find(null, AwsProfiles.Load("/none", "/none"), Target).Keys.GetCredentials();

        Assert.Equal(("AKIAX", "secret", "token"), (keys.AccessKey, keys.SecretKey, keys.Token));
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "yes", "must be true or false")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "1", "must be true or false")]
    [InlineData("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "on", "must be true or false")]
    [InlineData("AWS_RETRY_MODE", "adaptiv", "must be legacy, standard or adaptive")]
    public void A_setting_that_cannot_be_understood_is_named_and_not_passed_over(string variable, string value, string said)
    {
        Set(variable, value);

        var failure = Assert.Throws<ToolException>(() => Target.Configure<Amazon.EC2.AmazonEC2Config>());

        Assert.Equal(ToolErrorCode.InvalidInput, failure.Code);
        Assert.StartsWith($"{variable} is '{value}'; it {said}", failure.Message, StringComparison.Ordinal);
        Set(variable, variable is "AWS_RETRY_MODE" ? "Standard" : "True");
        Target.Configure<Amazon.EC2.AmazonEC2Config>();
    }

    // A region is in the profile, so that of one that does not exist is missed first.
    [Fact]
    public void A_misspelt_profile_is_told_before_the_region_that_it_would_have()
    {
        Set("AWS_REGION", null);
        Set("AWS_DEFAULT_REGION", null);
        Set("AWS_PROFILE", null);
        Set("AWS_CONFIG_FILE", Path.Combine(folder.FullName, "config"));
        File.WriteAllText(Path.Combine(folder.FullName, "config"), "[profile here]\noutput = json\n");
        ToolException Failure(string? profile) => Assert.Throws<ToolException>(
            () => new AwsTarget(profile, EndpointUrl: "http://127.0.0.1:1").Configure<Amazon.EC2.AmazonEC2Config>());

        Assert.Equal("The AWS profile 'heer' is not in the AWS configuration files.", Failure("heer").Message);
        Assert.Equal((ToolErrorCode.NoRegion, ToolErrorCode.NoRegion), (Failure("here").Code, Failure(null).Code));
        Set("AWS_PROFILE", "heer");
        Assert.Equal(ToolErrorCode.NoCredentials, Failure(null).Code);
    }

    [Theory]
    [InlineData("not a region", null, "'not a region' is not the name of a region.", ToolErrorCode.NoRegion)]
    [InlineData("eu-west-1", "localhost:4566", "The endpoint 'localhost:4566' is no address of the form https://HOST or http://HOST:PORT.",
        ToolErrorCode.InvalidInput)]
    [InlineData("eu-west-1", "moto", "The endpoint 'moto' is no address", ToolErrorCode.InvalidInput)]
    [InlineData("eu-west-1", "http://localhost:4566/?a=b", "The endpoint 'http://localhost:4566/?a=b' is no", ToolErrorCode.InvalidInput)]
    public void A_region_or_endpoint_that_is_none_is_named(string region, string? endpoint, string said, ToolErrorCode code)
    {
        var failure = Assert.Throws<ToolException>(
            () => new AwsTarget(Region: region, EndpointUrl: endpoint).Configure<Amazon.EC2.AmazonEC2Config>());

        Assert.Equal(code, failure.Code);
        Assert.StartsWith(said, failure.Message, StringComparison.Ordinal);
        if (endpoint is null)
            Assert.StartsWith(said, Assert.Throws<ToolException>(() => Targets.Partitions.GlobalRegion(region)).Message,
                StringComparison.Ordinal);
    }

    private void Set(string name, string? value)
    {
        before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
