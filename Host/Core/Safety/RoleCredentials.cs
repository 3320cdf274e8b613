using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Infra.Aws;
using StsCredentials = Amazon.SecurityToken.Model.Credentials;

namespace Infra.Core.Safety;

/// <summary>What to ask STS for.</summary>
internal sealed record RoleRequest(string Arn)
{
    public string? SessionName { get; init; }
    public string? ExternalId { get; init; }
    public string? Policy { get; init; }

    /// <summary>How long the session lives; null for STS's hour.</summary>
    public int? Seconds { get; init; }
}

/// <summary>A session of a role. STS is asked in the region and at the endpoint of the target, with all settings of its profile.</summary>
internal sealed class RoleCredentials : RefreshingAWSCredentials
{
    private const string SessionName = "infra";
    private readonly Func<Task<StsCredentials>> ask;

    private RoleCredentials(Func<Task<StsCredentials>> ask) => this.ask = ask;

    /// <summary>A session that other keys assume.</summary>
    public static RoleCredentials ByKeys(AWSCredentials source, RoleRequest role, AwsTarget target) => new(async () =>
    {
        using var sts = new AmazonSecurityTokenServiceClient(source, Config(target));
        var answer = await sts.AssumeRoleAsync(new()
        {
            RoleArn = role.Arn,
            RoleSessionName = role.SessionName ?? SessionName,
            ExternalId = role.ExternalId,
            Policy = role.Policy,
            DurationSeconds = role.Seconds,
        }).ConfigureAwait(false);
        return answer.Credentials;
    });

    /// <summary>A session for the holder of a token, which is read again for each session.</summary>
    public static RoleCredentials ByToken(string file, string roleArn, string? sessionName, int? seconds, AwsTarget target) =>
        new(async () =>
    {
        string token;
        try
        {
            token = (await File.ReadAllTextAsync(file).ConfigureAwait(false)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.NoCredentials, $"The web identity token file {file} cannot be read.",
                "Check AWS_WEB_IDENTITY_TOKEN_FILE or web_identity_token_file.", e);
        }

        using var sts = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), Config(target));
        var answer = await sts.AssumeRoleWithWebIdentityAsync(new()
        {
            RoleArn = roleArn,
            RoleSessionName = sessionName ?? SessionName,
            WebIdentityToken = token,
            DurationSeconds = seconds,
        }).ConfigureAwait(false);
        return answer.Credentials;
    });

    /// <summary>
    /// STS's configuration for a target. STS exists in every region, so where none is named any will do; the tool complains itself.
    /// </summary>
    public static AmazonSecurityTokenServiceConfig Config(AwsTarget target)
    {
        var region = target.Region ?? AwsEnvironment.Region ?? AwsProfiles.Load().Named(target.Profile)["region"] ?? "us-east-1";
        return (target with { Region = region }).Configure<AmazonSecurityTokenServiceConfig>();
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => Task.Run(GenerateNewCredentialsAsync).GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var keys = await ask().ConfigureAwait(false);
        if (keys is not { AccessKeyId: not null, SecretAccessKey: not null, Expiration: { } end })
            throw new ToolException(ToolErrorCode.Unavailable, "STS answered without credentials.",
                "Check the proxy and AWS_ENDPOINT_URL: what answered is not AWS.");
        return new(new(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), end);
    }
}
