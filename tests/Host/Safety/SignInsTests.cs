using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Calls.Steps;

namespace Infra.Core.Safety;

/// <summary>Which session a person signs in to, and what somebody is told who cannot.</summary>
[Collection(nameof(RunOverTargetsTests))] // The environment is one.
public sealed class SignInsTests : IDisposable
{
    private const string Sso = "sso_start_url = https://a.example/start\nsso_region = eu-west-1\n";

    private readonly string file = Path.GetTempFileName();
    private readonly Dictionary<string, string?> before = [];

    public void Dispose()
    {
        foreach (var (name, value) in before) Environment.SetEnvironmentVariable(name, value);
        File.Delete(file);
    }

    [Theory]
    [InlineData("", ToolErrorCode.InvalidInput, "The AWS profile 'x' is not in the AWS configuration files.",
        "There are none yet; 'aws configure sso' makes one.")]
    [InlineData("[profile b]\nregion = eu-west-1\n[profile a]\nregion = eu-west-1\n", ToolErrorCode.InvalidInput,
        "The AWS profile 'x' is not in the AWS configuration files.", "Profiles: a, b.")]
    [InlineData("[profile x]\naws_access_key_id = AKIA\naws_secret_access_key = s\n", ToolErrorCode.InvalidInput,
        "The AWS profile 'x' (static) needs no sign-in.", "Renew the credentials that it builds upon.")]
    [InlineData("[profile x]\nlogin_session = arn:aws:iam::1:user/a\n", ToolErrorCode.NotSupported,
        "The AWS profile 'x' is signed in to with the AWS CLI.", "Run 'aws login --profile x' in a terminal.")]
    [InlineData("[profile b]\naws_access_key_id = AKIA\naws_secret_access_key = s\n[profile x]\nrole_arn = r\nsource_profile = b\n"
        + "mfa_serial = m\n", ToolErrorCode.NotSupported, "The role of the AWS profile 'x' demands a code of an MFA device",
        "Ask the person to run 'infra sign-in x' in a terminal, then go on.")]
    public void A_profile_without_a_session_to_sign_in_to_says_what_to_do(string config, ToolErrorCode code, string message, string hint)
    {
        Use(config);

        var refused = Assert.Throws<ToolException>(() => SignIns.SessionOf("x"));

        Assert.Equal((code, hint), (refused.Code, refused.Hint));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_is_that_at_the_end_of_the_chain_and_a_person_is_needed()
    {
        Use($"[profile x]\nrole_arn = r\nsource_profile = y\n[profile y]\nrole_arn = s\nsource_profile = z\n[profile z]\n{Sso}");

        var session = SignIns.SessionOf("x");
        var unattended = await Assert.ThrowsAsync<ToolException>(() => new SignIns().WithPersonAsync("x", new Caller("c"), default));
        var incomplete = await Assert.ThrowsAsync<ToolException>(() => SignIns.BeginAsync(session));

        Assert.Equal(("z", "sso"), (session.Name, session.Kind()));
        Assert.Equal("Ask them to run 'infra sign-in z' in a terminal, then go on.", unattended.Hint);
        Assert.Equal((ToolErrorCode.NoCredentials, "The AWS profile 'z' lacks sso_account_id."), (incomplete.Code, incomplete.Message));
    }

    private void Use(string config)
    {
        File.WriteAllText(file, config);
        foreach (var (name, value) in new[]
            { ("AWS_CONFIG_FILE", file), ("AWS_SHARED_CREDENTIALS_FILE", file + "-none"), ("AWS_PROFILE", null) })
        {
            before.TryAdd(name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
