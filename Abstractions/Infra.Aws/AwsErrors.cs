using System.Net;
using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace Infra.Aws;

/// <summary>AWS failures in the contract's words. The only place that catches an AWS exception.</summary>
public static partial class AwsErrors
{
    /// <summary>Runs a call and turns each failure of the AWS SDK into a <see cref="ToolException"/>.</summary>
    /// <param name="call">Calls AWS.</param>
    /// <param name="target">Where, for the message.</param>
    public static async Task<T> Map<T>(Func<Task<T>> call, AwsTarget target)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e, target) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>The exception in the contract's words; null when it is not a failure of AWS or of the way there.</summary>
    public static ToolException? Translate(Exception exception, AwsTarget target) => exception switch
    {
        // The guard speaks through the pipeline of the SDK, which may wrap what it throws.
        ToolException e => e,
        { InnerException: ToolException e } => e,
        AmazonServiceException { InnerException: HttpRequestException or IOException or TimeoutException } e => Unreachable(e, target),
        AmazonServiceException e => FromService(e, target),
        AmazonClientException e => FromClient(e, target),
        HttpRequestException or IOException { InnerException: not null } or TimeoutException => Unreachable(exception, target),
        TaskCanceledException { InnerException: TimeoutException } e => Unreachable(e, target),
        _ => null,
    };

    private static ToolException FromService(AmazonServiceException e, AwsTarget target)
    {
        var code = Classify(e);
        return new(code, Message(e), Hint(code, e, target), e)
        {
            AwsErrorCode = string.IsNullOrEmpty(e.ErrorCode) ? null : e.ErrorCode,
            RequestId = string.IsNullOrEmpty(e.RequestId) ? null : e.RequestId,
        };
    }

    private static string Message(AmazonServiceException e) =>
        string.IsNullOrWhiteSpace(e.Message) || e.Message.StartsWith("Exception of type", StringComparison.Ordinal) || e.Message.Contains("<html", StringComparison.OrdinalIgnoreCase)
            ? $"AWS answered HTTP {(int)e.StatusCode}{(string.IsNullOrEmpty(e.ErrorCode) ? "" : $" ({e.ErrorCode})")}."
            : e.Message;

    private static ToolErrorCode Classify(AmazonServiceException e) => (e.ErrorCode ?? "") switch
    {
        _ when e.StatusCode is HttpStatusCode.NotImplemented => ToolErrorCode.NotSupported,
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" or "TokenRefreshRequired" => ToolErrorCode.CredentialsExpired,
        "InvalidClientTokenId" or "UnrecognizedClientException" or "AuthFailure" or "InvalidAccessKeyId" or "SignatureDoesNotMatch"
            or "IncompleteSignature" or "MissingAuthenticationToken" or "NotAuthorized" => ToolErrorCode.CredentialsExpired,
        "UnauthorizedOperation" or "Client.UnauthorizedOperation" or "AccessDenied" or "AccessDeniedException" or "AuthorizationError"
            or "UnauthorizedException" or "Forbidden" => ToolErrorCode.AccessDenied,
        "Throttling" or "ThrottlingException" or "ThrottledException" or "RequestThrottled" or "RequestThrottledException" or "TooManyRequestsException"
            or "RequestLimitExceeded" or "BandwidthLimitExceeded" or "SlowDown" or "PriorRequestNotComplete"
            or "ProvisionedThroughputExceededException" or "EC2ThrottledException" => ToolErrorCode.Throttled,
        "DependencyViolation" or "ResourceInUse" or "ResourceInUseException" or "DeleteConflict" or "DeleteConflictException" or "OperationAborted"
            or "IncorrectState" or "InvalidParameterCombination.State" or "ConflictException" or "BucketNotEmpty" or "HostedZoneNotEmpty" => ToolErrorCode.Conflict,
        "OptInRequired" or "ServiceUnavailable" or "ServiceUnavailableException" or "InternalFailure" or "InternalError" or "Unavailable" => ToolErrorCode.Unavailable,
        var code when NotFound().IsMatch(code) => ToolErrorCode.NotFound,
        var code when Conflict().IsMatch(code) => ToolErrorCode.Conflict,
        var code when Limit().IsMatch(code) => ToolErrorCode.LimitExceeded,
        _ => e.StatusCode switch
        {
            HttpStatusCode.NotFound => ToolErrorCode.NotFound,
            HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => ToolErrorCode.Conflict,
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => ToolErrorCode.AccessDenied,
            HttpStatusCode.TooManyRequests => ToolErrorCode.Throttled,
            >= HttpStatusCode.InternalServerError => ToolErrorCode.Unavailable,
            >= HttpStatusCode.BadRequest => ToolErrorCode.InvalidInput,
            // No status: the answer never came, or could not be read.
            _ => ToolErrorCode.Unavailable,
        },
    };

    private static string? Hint(ToolErrorCode code, AmazonServiceException e, AwsTarget target) => code switch
    {
        ToolErrorCode.AccessDenied => Denied().Match(e.Message) is { Success: true } match
            ? $"The caller lacks {match.Groups["action"].Value}. 'infra policy' prints the policy that the enabled tools need."
            : null,
        ToolErrorCode.CredentialsExpired => SignIn(target),
        ToolErrorCode.Throttled => "AWS limits the rate of calls. Wait a little, then call again with fewer calls at once.",
        ToolErrorCode.LimitExceeded => "A quota of the account is used up. Delete what is not needed, or ask for more in Service Quotas.",
        ToolErrorCode.NotFound => $"Check the id{(target.Region is null ? "" : $"; this call went to {target.Region}")}. Resources of other regions and accounts are not seen.",
        ToolErrorCode.Unavailable => "The service could not answer; the same call may work later.",
        _ => null,
    };

    private static ToolException FromClient(AmazonClientException e, AwsTarget target)
    {
        var text = string.Join(" ", Chain(e).Select(x => x.Message));
        if (Chain(e).OfType<AmazonServiceException>().FirstOrDefault() is { } service) return FromCredentialService(service, e, target);
        if (Sso().IsMatch(text)) return new(ToolErrorCode.CredentialsExpired, "The SSO session has expired or was never started.", SignIn(target), e);
        if (text.Contains("RegionEndpoint", StringComparison.Ordinal) || text.Contains("region", StringComparison.OrdinalIgnoreCase) && text.Contains("ServiceURL", StringComparison.Ordinal))
            return NoRegion(e);
        if (Chain(e).Any(x => x is HttpRequestException or TimeoutException) && !text.Contains("credential", StringComparison.OrdinalIgnoreCase)) return Unreachable(e, target);
        if (text.Contains("throttl", StringComparison.OrdinalIgnoreCase) || text.Contains("capacity", StringComparison.OrdinalIgnoreCase))
            return new(ToolErrorCode.Throttled, "AWS limits the rate of calls.", "Wait a little, then call again.", e);
        if (Profile().Match(text) is { Success: true } && target.Profile is { } profile)
            return new(ToolErrorCode.NoCredentials, $"The profile '{profile}' cannot be used: it is not in the AWS configuration files, or is not complete.",
                "account_list_profiles shows the profiles that exist.", e);
        // Without credentials STS's client goes on to try the newer kind of signature, and fails with that instead.
        if (text.Contains("credential", StringComparison.OrdinalIgnoreCase) || text.Contains("token", StringComparison.OrdinalIgnoreCase) || text.Contains("Signature V4a", StringComparison.Ordinal))
            return new(ToolErrorCode.NoCredentials, "No usable AWS credentials were found.",
                "Set aws.profile in plugins.json (or AWS_PROFILE), sign in with 'aws sso login' or 'aws configure', or give the machine a role.", e);
        return new(ToolErrorCode.Unavailable, "AWS could not be called.", "The log has the cause.", e);
    }

    private static ToolException FromCredentialService(AmazonServiceException service, Exception e, AwsTarget target) =>
        Classify(service) is ToolErrorCode.AccessDenied
            ? new(ToolErrorCode.AccessDenied, $"The role of {Name(target)} cannot be assumed: {Message(service)}", "Check the role's trust policy and the source profile.", e)
            : new(ToolErrorCode.CredentialsExpired, $"The credentials of {Name(target)} could not be fetched: {Message(service)}", SignIn(target), e);

    private static ToolException NoRegion(Exception e) =>
        new(ToolErrorCode.NoRegion, "No AWS region was named.", NameRegion, e);

    private static ToolException Unreachable(Exception e, AwsTarget target) =>
        new(ToolErrorCode.Unavailable, $"The AWS endpoint{(target.EndpointUrl is null ? "" : $" {target.EndpointUrl}")} cannot be reached.",
            "Check the network, the proxy, the region's name and AWS_ENDPOINT_URL.", e);

    internal const string NameRegion = "Pass region, or set aws.region in plugins.json, AWS_REGION, or the profile's region.";

    private static string SignIn(AwsTarget target) =>
        target.Profile is { } profile
            ? $"Run 'aws sso login --profile {profile}' (or renew the profile's keys), then call again; the server need not be restarted."
            : "Run 'aws sso login' (or renew the keys of the environment or profile), then call again; the server need not be restarted.";

    private static string Name(AwsTarget target) => target.Profile is { } profile ? $"profile '{profile}'" : "the configured profile";

    private static IEnumerable<Exception> Chain(Exception e)
    {
        for (Exception? x = e; x is not null; x = x.InnerException) yield return x;
    }

    [GeneratedRegex(@"\.?NotFound|NotFoundException$|^NoSuch|DoesNotExist|Fault\.NotFound|^ResourceNotFound", RegexOptions.CultureInvariant)]
    private static partial Regex NotFound();

    [GeneratedRegex("InUse|AlreadyExists|Duplicate|IncorrectInstanceState|Incorrect.*State|Invalid.*State(Fault|Exception)?$|EntityAlreadyExists|BucketAlready", RegexOptions.CultureInvariant)]
    private static partial Regex Conflict();

    [GeneratedRegex("LimitExceeded|QuotaExceeded|^TooMany|InsufficientInstanceCapacity|MaxIOPS", RegexOptions.CultureInvariant)]
    private static partial Regex Limit();

    [GeneratedRegex(@"not authorized to perform:? (?<action>[\w-]+:\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex Denied();

    [GeneratedRegex("SSO|sso_|single sign", RegexOptions.CultureInvariant)]
    private static partial Regex Sso();

    [GeneratedRegex("profile", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Profile();
}
