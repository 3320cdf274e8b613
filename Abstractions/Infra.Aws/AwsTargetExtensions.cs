using System.Globalization;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Infra.Aws;

/// <summary>From a target to a client's configuration.</summary>
public static class AwsTargetExtensions
{
    // To one host; more requests than that wait for a connection.
    private const int MostConnections = 128;

    /// <summary>
    /// The configuration of a client for this target: region, endpoint and every other setting of the environment or of the target's
    /// profile, in AWS's order. Within the host its credentials are those of the call in progress, found anew for each request, so a
    /// client may be kept; without one they are those that AWS's rules find.
    /// </summary>
    /// <exception cref="ToolException">No region is named (<see cref="ToolErrorCode.NoRegion"/>), or a setting cannot be
    /// understood.</exception>
    public static TConfig Configure<TConfig>(this AwsTarget target) where TConfig : ClientConfig, new()
    {
        var config = new TConfig();
        var profile = AwsProfiles.Load().Named(target.Profile);
        // Everything is set, also to its default: what is left open the SDK takes from the profile of AWS_PROFILE, whichever was chosen.
        // Of a mode of defaults nothing would be left: what it decides is set here or by the host's deadlines.
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        // Adaptive mode fails a fresh client that is throttled at once, so it is never the default.
        config.RetryMode = Setting(profile, "AWS_RETRY_MODE", "retry_mode")?.ToLowerInvariant() switch
        {
            null or "standard" or "legacy" => RequestRetryMode.Standard,
            "adaptive" => RequestRetryMode.Adaptive,
            var other => throw Wrong(profile, "AWS_RETRY_MODE", "retry_mode", other, "legacy, standard or adaptive"),
        };
        config.MaxConnectionsPerServer = MostConnections;
        config.MaxErrorRetry = Number(profile, "AWS_MAX_ATTEMPTS", "max_attempts", 1, 3) - 1;
        config.UseFIPSEndpoint = Flag(profile, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
        config.UseDualstackEndpoint = Flag(profile, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
        config.RequestChecksumCalculation =
            Choice(profile, "AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation", RequestChecksumCalculation.WHEN_SUPPORTED);
        config.ResponseChecksumValidation =
            Choice(profile, "AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation", ResponseChecksumValidation.WHEN_SUPPORTED);
        config.DisableRequestCompression = Flag(profile, "AWS_DISABLE_REQUEST_COMPRESSION", "disable_request_compression");
        config.DisableClockSkewCorrection = Flag(profile, "AWS_DISABLE_CLOCK_SKEW_CORRECTION", "disable_clock_skew_correction");
        config.RequestMinCompressionSizeBytes =
            Number(profile, "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "request_min_compression_size_bytes", 0, 10240);
        config.AccountIdEndpointMode =
            Choice(profile, "AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode", AccountIdEndpointMode.PREFERRED);
        config.ClientAppId = Setting(profile, "AWS_SDK_UA_APP_ID", "sdk_ua_app_id") ?? "";
        config.AuthSchemePreference = List(profile, "AWS_AUTH_SCHEME_PREFERENCE", "auth_scheme_preference");
        config.SigV4aSigningRegionSet = List(profile, "AWS_SIGV4A_SIGNING_REGION_SET", "sigv4a_signing_region_set");
        config.DefaultAWSCredentials = HostCredentials.Current;
        if (config.DefaultAWSCredentials is null && target.Profile is not null) config.Profile = new Profile(target.Profile);

        var endpoint = target.EndpointUrl ?? ConfiguredEndpoint(profile, config.ServiceId);
        var region = target.Region ?? AwsEnvironment.Region ?? profile["region"];
        config.IgnoreConfiguredEndpointUrls = true;
        if (region is not null) config.RegionEndpoint = ToRegion(region);
        // For an endpoint of its own the SDK would take us-east-1 without a word. Without one it still asks an EC2 instance for its region.
        else if (endpoint is not null || config.RegionEndpoint is null)
            // Of a profile that is misspelt it is the region that is missed first.
            throw (target.Profile ?? AwsEnvironment.Profile) is not null && !profile.Exists ? AwsProfileCheck.Unknown(profile)
                : new ToolException(ToolErrorCode.NoRegion, "No AWS region was named.", AwsErrors.NameRegion);
        if (endpoint is null) return config;

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0)
            throw new ToolException(ToolErrorCode.InvalidInput,
                $"The endpoint '{endpoint}' is no address of the form https://HOST or http://HOST:PORT.",
                "Correct AWS_ENDPOINT_URL, or endpoint_url of the AWS profile.");
        // Setting the URL unsets the region, which the signature still needs.
        config.ServiceURL = endpoint;
        config.AuthenticationRegion = region;
        return config;
    }

    /// <summary>The region of a name, which may be newer than the SDK.</summary>
    /// <exception cref="ToolException">No region can have this name (<see cref="ToolErrorCode.NoRegion"/>).</exception>
    public static RegionEndpoint ToRegion(string name)
    {
        try
        {
            return RegionEndpoint.GetBySystemName(name);
        }
        catch (AmazonClientException e)
        {
            throw new ToolException(ToolErrorCode.NoRegion, $"'{name}' is not the name of a region.", AwsErrors.NameRegion, e);
        }
    }

    /// <summary>A setting in AWS's order: the environment's variable, else that of the profile; null when neither has it.</summary>
    /// <param name="target">Whose profile.</param>
    /// <param name="variable">For example <c>AWS_S3_USE_ARN_REGION</c>.</param>
    /// <param name="setting">For example <c>s3_use_arn_region</c>, or <c>s3.addressing_style</c> for a nested one.</param>
    public static string? Setting(this AwsTarget target, string? variable, string setting) =>
        Setting(AwsProfiles.Load().Named(target.Profile), variable, setting);

    /// <summary>
    /// The credentials that a client of this configuration signs with. Clients made of a configuration alone find them themselves;
    /// this is for code that wants them explicitly.
    /// </summary>
    /// <exception cref="AmazonClientException">There are none.</exception>
    public static AWSCredentials Credentials(this ClientConfig config) =>
        config.DefaultAWSCredentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials(config);

    private static string? ConfiguredEndpoint(AwsProfile profile, string? serviceId)
    {
        if (Flag(profile, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) return null;
        var service = (serviceId ?? "").Replace(' ', '_').Replace('-', '_');
        return AwsEnvironment.Get($"AWS_ENDPOINT_URL_{service.ToUpperInvariant()}") ?? AwsEnvironment.Get("AWS_ENDPOINT_URL")
            ?? profile.Endpoint(service.ToLowerInvariant());
    }

    private static string? Setting(AwsProfile profile, string? variable, string setting) =>
        (variable is null ? null : AwsEnvironment.Get(variable)) ?? profile[setting];

    // "yes" and "1" are not taken for false: that would send to other endpoints than those that were asked for.
    private static bool Flag(AwsProfile profile, string variable, string setting) =>
        Setting(profile, variable, setting) switch
        {
            null => false,
            var text when bool.TryParse(text, out var on) => on,
            var text => throw Wrong(profile, variable, setting, text, "true or false"),
        };

    private static List<string> List(AwsProfile profile, string variable, string setting) =>
        [.. (Setting(profile, variable, setting) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static int Number(AwsProfile profile, string variable, string setting, int least, int otherwise) =>
        Setting(profile, variable, setting) switch
        {
            null => otherwise,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least => number,
            var text => throw Wrong(profile, variable, setting, text, $"a whole number of at least {least}"),
        };

    private static T Choice<T>(AwsProfile profile, string variable, string setting, T otherwise) where T : struct, Enum =>
        Setting(profile, variable, setting) switch
        {
            null => otherwise,
            var text when Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) => value,
            var text => throw Wrong(profile, variable, setting, text, string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()),
        };

    private static ToolException Wrong(AwsProfile profile, string variable, string setting, string value, string wanted) =>
        new(ToolErrorCode.InvalidInput,
            $"{(AwsEnvironment.Get(variable) is null ? $"{setting} of the AWS profile '{profile.Name}'" : variable)} is '{value}'; it "
            + $"must be {wanted}.",
            "Correct the AWS configuration file or the variable.");
}
