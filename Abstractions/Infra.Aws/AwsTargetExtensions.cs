using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace Infra.Aws;

/// <summary>From a target to a client's configuration.</summary>
public static class AwsTargetExtensions
{
    /// <summary>
    /// The configuration of a client for this target. What the target leaves open, AWS's own rules decide: environment, shared
    /// profiles, SSO, assumed roles, container and instance roles, AWS_ENDPOINT_URL and its forms for one service.
    /// </summary>
    public static TConfig Configure<TConfig>(this AwsTarget target) where TConfig : ClientConfig, new()
    {
        // Adaptive mode fails a fresh client that is throttled at once, so it is never the default.
        var config = new TConfig { RetryMode = RequestRetryMode.Standard };
        if (target.Profile is { } profile) config.Profile = new Profile(profile);
        if ((target.Region ?? ProfileRegion(target)) is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            // With an endpoint from the environment the SDK would sign for us-east-1, and act there. Asked only after the region
            // is set: the other way round the SDK forgets that endpoint and calls AWS itself.
            if (config.ServiceURL is not null) config.AuthenticationRegion = region;
        }

        else if (target.EndpointUrl is not null || HasEndpointVariable())
        {
            // For an endpoint of its own the SDK would take us-east-1 without a word.
            throw new ToolException(ToolErrorCode.NoRegion, "No AWS region was named.", AwsErrors.NameRegion);
        }

        if (target.EndpointUrl is { } url)
        {
            // Setting the URL unsets the region, which the signature still needs.
            config.ServiceURL = url;
            config.AuthenticationRegion = target.Region ?? ProfileRegion(target);
        }

        return config;
    }

    private static string? ProfileRegion(AwsTarget target)
    {
        var name = target.Profile ?? Environment.GetEnvironmentVariable("AWS_PROFILE") ?? "default";
        return new CredentialProfileStoreChain().TryGetProfile(name, out var profile) ? profile.Region?.SystemName : null;
    }

    private static bool HasEndpointVariable() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(k => k.StartsWith("AWS_ENDPOINT_URL", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The credentials that AWS's rules find for a configuration. Only for clients that look for some while they are made and
    /// forget the profile on the way, as EC2's does; all others find theirs at the first call.
    /// </summary>
    /// <exception cref="AmazonClientException">There are none.</exception>
    public static AWSCredentials Credentials(this ClientConfig config) => DefaultAWSCredentialsIdentityResolver.GetCredentials(config);
}
