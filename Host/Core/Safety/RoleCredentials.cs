using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Infra.Aws;
using Infra.Core.Targets;
using StsCredentials = Amazon.SecurityToken.Model.Credentials;

namespace Infra.Core.Safety;

/// <summary>What to ask STS for.</summary>
internal sealed record RoleRequest(string Arn)
{
    public string? SessionName { get; init; }
    public string? ExternalId { get; init; }
    public string? Policy { get; init; }
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The MFA device whose code the role demands.</summary>
    public string? MfaSerial { get; init; }

    /// <summary>The command that asks a person for the device's code.</summary>
    public string? SignIn { get; init; }

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
        var file = role.MfaSerial is null ? null : AwsRoleCache.FileOf(Parameters(role));
        if (file is not null && AwsRoleCache.Find(file) is var (keys, end))
            return new(keys.AccessKey, keys.SecretKey, keys.Token, end.UtcDateTime);
        var code = role.MfaSerial is { } device
            ? await OneTimeCode.ReadAsync(device, role.Arn, role.SignIn).ConfigureAwait(false) : null;
        using var sts = new AmazonSecurityTokenServiceClient(source, Config(target));
        var answer = await sts.AssumeRoleAsync(new()
        {
            SerialNumber = role.MfaSerial,
            TokenCode = code,
            Tags = role.Tags is { Count: > 0 } tags
                ? [.. tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new Tag { Key = t.Key, Value = t.Value })] : null,
            RoleArn = role.Arn,
            RoleSessionName = role.SessionName ?? SessionName,
            ExternalId = role.ExternalId,
            Policy = role.Policy,
            DurationSeconds = role.Seconds,
        }).ConfigureAwait(false);
        if (file is not null) Keep(file, answer);
        return answer.Credentials;
    });

    /// <summary>A session for the holder of a token, which is read again for each session.</summary>
    public static RoleCredentials ByToken(string file, string roleArn, string? sessionName, int? seconds, AwsTarget target) =>
        new(async () =>
    {
        string token;
        try
        {
            token = NamedFile.ReadAllText(file).Trim();
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
        var region = Partitions.HomeRegion(target) ?? "us-east-1";
        return (target with { Region = region }).Configure<AmazonSecurityTokenServiceConfig>();
    }

    private static IEnumerable<KeyValuePair<string, object?>> Parameters(RoleRequest role) =>
    [
        new("RoleArn", role.Arn), new("SerialNumber", role.MfaSerial), new("ExternalId", role.ExternalId),
        new("RoleSessionName", role.SessionName), new("DurationSeconds", role.Seconds), new("Policy", role.Policy),
        new("Tags", role.Tags is { Count: > 0 } tags
            ? tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}").ToArray() : null),
    ];

    // As the AWS CLI writes it. What cannot be kept is good for this process alone.
    private static void Keep(string file, AssumeRoleResponse answer)
    {
        if (answer.Credentials is not { AccessKeyId: not null, SecretAccessKey: not null, Expiration: { } end } keys) return;
        try
        {
            PrivateFile.Replace(file, HostJson.Text(new JsonObject
            {
                ["Credentials"] = new JsonObject
                {
                    ["AccessKeyId"] = keys.AccessKeyId,
                    ["SecretAccessKey"] = keys.SecretAccessKey,
                    ["SessionToken"] = keys.SessionToken,
                    ["Expiration"] = end.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss+00:00", CultureInfo.InvariantCulture),
                },
                ["AssumedRoleUser"] = new JsonObject
                {
                    ["AssumedRoleId"] = answer.AssumedRoleUser?.AssumedRoleId,
                    ["Arn"] = answer.AssumedRoleUser?.Arn,
                },
            }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
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
