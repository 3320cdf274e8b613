using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Infra.Aws;

/// <summary>
/// AWS failures in the contract's words. The only place that catches an AWS exception. <see cref="AwsErrorTable"/> has the codes; here is
/// what more than the code decides: the message, the headers, the clock, and how far the request came.
/// </summary>
public static partial class AwsErrors
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> under which the host's pipeline puts the IAM action of the request that failed.
    /// </summary>
    public const string ActionKey = "infra.action";

    /// <summary>As <see cref="ActionKey"/>: true if the request is not known to be a read.</summary>
    public const string WriteKey = "infra.write";

    /// <summary>As <see cref="ActionKey"/>: true if a web page without an AWS request id answered; its content type and status.</summary>
    public const string PageKey = "infra.page";

    /// <summary>On a <see cref="TimeoutException"/>: how long AWS had to answer.</summary>
    public const string LimitKey = "infra.limit";

    internal const string NameRegion = "Pass region, or set aws.region in plugins.json, AWS_REGION, or the profile's region.";

    /// <summary>What to do where nothing gives credentials.</summary>
    public const string NoCredentials =
        "Set aws.profile in plugins.json (or AWS_PROFILE) and sign in with 'infra sign-in'; 'aws configure sso' or 'aws configure' makes "
        + "a profile. On AWS, give the machine a role.";

    private const string MayBeDone = "It may have been done; look before calling again.";

    // AWS accepts signatures that are up to five minutes old; nearer than this the clock is not the cause.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(4);

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
    /// <param name="exception">What a call to AWS threw.</param>
    /// <param name="target">Where it went, for the message.</param>
    public static ToolException? Translate(Exception exception, AwsTarget target)
    {
        // The guard speaks through the pipeline of the SDK, which may wrap what it throws.
        if (Find<ToolException>(exception) is { } own) return own;
        if (exception.Data[PageKey] is string page) return Page(exception, page, target);
        if (Find<TimeoutException>(exception) is { } timeout) return Timeout(exception, timeout, target);
        return exception switch
        {
            OperationCanceledException => null,
            AmazonUnmarshallingException => Broken(exception),
            AmazonServiceException { StatusCode: 0 } when IsTransport(exception.InnerException) => Transport(exception, target),
            AmazonServiceException e => FromService(e, target),
            _ when Find<AmazonServiceException>(exception) is { } service => FromCredentialService(service, exception, target),
            _ when IsTransport(exception) => Transport(exception, target),
            XmlException or JsonException => Broken(exception),
            AmazonClientException => FromClient(exception, target),
            // The SDK and the readers of its files throw whatever suits them; a file that the tool itself reads is its own matter.
            _ when IsOfSdk(exception) => FromClient(exception, target),
            _ => null,
        };
    }

    /// <summary>The web page that answered in AWS's place, as an error.</summary>
    /// <param name="page">Its content type and status, for example <c>text/html, HTTP 200</c>.</param>
    /// <param name="write">Whether the request was an act.</param>
    public static ToolException NotAws(string page, bool write) =>
        NotAwsSince($"a web page came ({page})", write);

    /// <summary>An answer that has neither a request id nor anything that was asked for, as an error.</summary>
    /// <param name="write">Whether the request was an act.</param>
    public static ToolException NothingCame(bool write) =>
        NotAwsSince("the answer has neither a request id nor anything that was asked for", write);

    /// <summary>An answer that does not end where AWS's would, as an error.</summary>
    /// <param name="mebibytes">How much of it was read.</param>
    /// <param name="write">Whether the request was an act.</param>
    public static ToolException TooLong(int mebibytes, bool write) => NotAwsSince($"the answer is longer than {mebibytes} MiB", write);

    private static ToolException NotAwsSince(string why, bool write) =>
        new(ToolErrorCode.Unavailable, $"What answered is not AWS: {why}.",
            write ? $"{AwsErrorTable.NotAws.Hint} {MayBeDone}" : AwsErrorTable.NotAws.Hint);

    /// <summary>A redirect, which is not followed, as an error.</summary>
    /// <param name="host">Where it points.</param>
    public static ToolException SentOn(string host) =>
        new(ToolErrorCode.Unavailable, $"What answered sends requests on to {host}, as AWS does not; it was not followed.",
            $"{AwsErrorTable.NotAws.Hint} If {host} is right, name it as the endpoint.");

    /// <summary>A call that was ended by its deadline, as an error.</summary>
    /// <param name="limit">The deadline.</param>
    /// <param name="write">Whether an act was under way.</param>
    public static ToolException NoAnswer(TimeSpan limit, bool write) =>
        new(ToolErrorCode.Unavailable,
            string.Create(CultureInfo.InvariantCulture, $"AWS did not answer in {Math.Max(1, Math.Round(limit.TotalSeconds))} s."),
            write ? MayBeDone : AwsErrorTable.Timeout.Hint);

    private static ToolException FromService(AmazonServiceException e, AwsTarget target)
    {
        var meaning = Classify(e, target);
        return new(meaning.Code, Message(e, meaning, target), Hint(e, meaning, target), e)
        {
            AwsErrorCode = string.IsNullOrEmpty(e.ErrorCode) ? null : e.ErrorCode,
            RequestId = string.IsNullOrEmpty(e.RequestId) ? null : e.RequestId,
        };
    }

    private static AwsErrorMeaning Classify(AmazonServiceException e, AwsTarget target)
    {
        var meaning = AwsErrorTable.Find(Service(e), e.ErrorCode, e.StatusCode);
        var message = e.Message ?? "";
        if (meaning == AwsErrorTable.NotYours && (e.StatusCode is HttpStatusCode.Unauthorized || Unvalidated().IsMatch(message)))
            meaning = AwsErrorTable.InvalidKeys;
        // An error of S3 that names a region is about the region, whatever the code is: a HEAD has no code at all.
        if (e.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.BadRequest
            && Header(e, "x-amz-bucket-region") is { } region && region != target.Region && meaning.Code is ToolErrorCode.InvalidInput)
            return AwsErrorTable.WrongRegion;
        if (meaning.Code is ToolErrorCode.AccessDenied && Undetermined().IsMatch(message)) return AwsErrorTable.NotOffered;
        if (meaning.Code is ToolErrorCode.CredentialsExpired
            && (SignedLate().IsMatch(message) || Skew(e) is { } skew && skew.Duration() > ClockTolerance))
            return AwsErrorTable.Clock;
        // EC2 calls an ended session what others call a wrong clock; the Date of the answer tells which it is.
        if (e.ErrorCode is "RequestExpired" && Skew(e) is { } apart && apart.Duration() <= ClockTolerance)
            return AwsErrorTable.Expired;
        if (meaning == AwsErrorTable.Denied && SignedLate().IsMatch(message)) return AwsErrorTable.Clock;
        if (meaning.Code is ToolErrorCode.Unavailable or ToolErrorCode.InvalidInput or ToolErrorCode.NotFound
            && NotImplemented().IsMatch(message))
            return AwsErrorTable.NotOffered;
        // Many services say this with a code that they use for all else, too.
        if (meaning == AwsErrorTable.Input && OldCursor().IsMatch(message)) return AwsErrorTable.Cursor;
        return meaning;
    }

    private static string Message(AmazonServiceException e, AwsErrorMeaning meaning, AwsTarget target)
    {
        if (meaning == AwsErrorTable.WrongRegion && BucketRegion(e) is { } region)
            return "The bucket is in "
                + $"{region}{(target.Region is null || target.Region == region ? "" : $", and this call went to {target.Region}")}.";
        if (meaning == AwsErrorTable.Clock) return $"{Offset(e) ?? AwsErrorTable.Clock.Means} AWS refused the request for it.";
        return HasMessage(e) ? e.Message
            : $"AWS answered HTTP {(int)e.StatusCode}{(string.IsNullOrEmpty(e.ErrorCode) ? "" : $" ({e.ErrorCode})")} without a message.";
    }

    // The SDK has words of its own for an answer that has none.
    private static bool HasMessage(AmazonServiceException e) =>
        !string.IsNullOrWhiteSpace(e.Message) && !e.Message.StartsWith("Exception of type", StringComparison.Ordinal)
        && !e.Message.StartsWith("The service returned an error. See", StringComparison.Ordinal)
        && !e.Message.StartsWith("Error making request with Error Code", StringComparison.Ordinal)
        && !e.Message.EndsWith(") without a message.", StringComparison.Ordinal)
        && !e.Message.Contains("<html", StringComparison.OrdinalIgnoreCase);

    private static string? Hint(AmazonServiceException e, AwsErrorMeaning meaning, AwsTarget target)
    {
        if (meaning == AwsErrorTable.Denied) return DeniedHint(e);
        if (meaning == AwsErrorTable.Expired) return SignIn(target);
        if (meaning == AwsErrorTable.InvalidKeys)
        {
            return $"{SignIn(target)} AWS answers the same for a region that is not enabled: check that "
                + $"{target.Region ?? "the region"} is enabled in this account.";
        }

        if (meaning == AwsErrorTable.Signature) return $"{SignIn(target)} If the keys are right, check the clock of this machine.";
        if (meaning == AwsErrorTable.Clock) return "Set the clock of this machine (time synchronization), then call again.";
        if (meaning == AwsErrorTable.Subscription)
        {
            var link = Link().Match(e.Message) is { Success: true } match ? $" at {match.Value}" : "";
            return $"This does not pass by itself: accept the terms or subscribe to the service{link} with this account, then call again.";
        }

        if (meaning == AwsErrorTable.WrongRegion)
            return BucketRegion(e) is { } region ? $"Pass region: {region}." : "Pass the region of the bucket; AWS did not name it.";
        if (meaning == AwsErrorTable.Missing)
        {
            var went = target.Region is null ? "" : $"; this call went to {target.Region}";
            return $"Check the id{went}. Resources of other regions and accounts are not seen.";
        }

        if (meaning == AwsErrorTable.Failure && e.Data[WriteKey] is true) return $"The service failed while it worked on this. {MayBeDone}";
        return meaning.Hint ?? (HasMessage(e) ? null
            : "Check the arguments. Where a proxy or an endpoint of your own stands between, its log may tell more.");
    }

    private static string? DeniedHint(AmazonServiceException e)
    {
        var action = DeniedAction(e);
        if (Kind(ExplicitDeny().Match(e.Message)) is { } denying)
        {
            return $"{(denying[0] is 'i' ? "An" : "A")} {denying} explicitly denies {action ?? "this"}. "
                + "An explicit deny overrides every allow: only whoever manages that policy can change it.";
        }

        if (Kind(NoAllow().Match(e.Message)) is { } silent && !silent.StartsWith("identity", StringComparison.Ordinal))
            return $"No {silent} allows {action ?? "this"}. "
                + "Whoever manages that policy must allow it; a policy of the caller's own does not help.";
        return action is null ? null : $"The caller lacks {action}. 'infra policy' prints the policy that the enabled tools need.";
    }

    /// <summary>The IAM action that AWS denied: from AWS's message, else from the request that failed; null if neither tells.</summary>
    /// <param name="exception">What the call threw.</param>
    public static string? DeniedAction(Exception exception) =>
        Denied().Match(exception.Message) is { Success: true } match ? match.Groups["action"].Value : exception.Data[ActionKey] as string;

    private static string? Kind(Match match) =>
        !match.Success ? null : match.Groups["kind"].Value is { Length: > 0 } kind ? kind : "policy";

    private static ToolException Page(Exception e, string page, AwsTarget target)
    {
        // An emulator answers an operation that it lacks with its web framework's page.
        var custom = target.EndpointUrl ?? (EndpointVariable() ? "The configured endpoint" : null);
        return custom is not null && LacksOperation().IsMatch(page)
            ? new(ToolErrorCode.NotSupported, $"{custom} failed on this operation ({page}): it is not AWS, and seems not to support it.",
                AwsErrorTable.NotOffered.Hint, e)
            : Because(NotAws(page, IsWrite(e)), e);
    }

    private static ToolException Timeout(Exception e, TimeoutException timeout, AwsTarget target) =>
        timeout.Data[LimitKey] is TimeSpan limit
            ? Because(NoAnswer(limit, IsWrite(e)), e)
            : IsWrite(e) || target.EndpointUrl is null && Find<OperationCanceledException>(e) is not null
                ? new(ToolErrorCode.Unavailable, "AWS did not answer in time.", IsWrite(e) ? MayBeDone : AwsErrorTable.Timeout.Hint, e)
                : Unreachable(e, target);

    private static ToolException Transport(Exception e, AwsTarget target)
    {
        var http = Find<HttpRequestException>(e)?.HttpRequestError;
        var socket = Find<SocketException>(e)?.SocketErrorCode;
        if (http is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError
            || socket is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NetworkUnreachable
                or SocketError.HostUnreachable
                or SocketError.TryAgain)
            return Unreachable(e, target);
        // The HTTP client refuses such a value before it sends anything.
        if (Chain(e).Any(x => x.Message.Contains("ASCII", StringComparison.Ordinal)))
            return new(ToolErrorCode.InvalidInput, "An argument holds characters that HTTP headers cannot carry; nothing was sent.",
                "Use ASCII characters, or an encoded text.", e);
        // The request went out, and something took it.
        if (http is HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded)
            return Because(NotAwsSince("the answer is no HTTP that can be read", IsWrite(e)), e);
        return Find<HttpIOException>(e) is not null || Find<IOException>(e) is not null || socket is not null
            ? new(ToolErrorCode.Unavailable, "The connection ended before AWS answered.",
                IsWrite(e) ? MayBeDone : AwsErrorTable.Broken.Hint, e)
            : Unreachable(e, target);
    }

    private static ToolException Broken(Exception e) =>
        new(ToolErrorCode.Unavailable, "The answer of AWS broke off or cannot be read.",
            IsWrite(e) ? MayBeDone : AwsErrorTable.Broken.Hint, e);

    private static ToolException Unreachable(Exception e, AwsTarget target) =>
        new(ToolErrorCode.Unavailable, $"The AWS endpoint{(target.EndpointUrl is null ? "" : $" {target.EndpointUrl}")} cannot be reached.",
            AwsErrorTable.Unreachable.Hint, e);

    private static ToolException FromClient(Exception e, AwsTarget target)
    {
        var text = string.Join(" ", Chain(e).Select(x => x.Message));
        // The line itself may hold a key, and is not repeated.
        if (BadFile().Match(text) is { Success: true } file)
        {
            return new(ToolErrorCode.NoCredentials,
                $"The AWS file {file.Groups["file"].Value} cannot be read: its line {file.Groups["line"].Value} is wrong.",
                "Correct or remove the line, then call again; the server need not be restarted.", e);
        }

        if (Sso().IsMatch(text))
            return new(ToolErrorCode.CredentialsExpired, "The SSO session has expired or was never started.", SignIn(target), e);
        if (text.Contains("RegionEndpoint", StringComparison.Ordinal)
            || text.Contains("region", StringComparison.OrdinalIgnoreCase) && text.Contains("ServiceURL", StringComparison.Ordinal))
            return new(ToolErrorCode.NoRegion, "No AWS region was named.", NameRegion, e);
        if (text.Contains("throttl", StringComparison.OrdinalIgnoreCase) || text.Contains("capacity", StringComparison.OrdinalIgnoreCase))
            return new(ToolErrorCode.Throttled, "AWS limits the rate of calls.", AwsErrorTable.Throttled.Hint, e);
        if (Profile().IsMatch(text) && target.Profile is { } profile)
            return new(ToolErrorCode.NoCredentials,
                $"The profile '{profile}' cannot be used: it is not in the AWS configuration files, or is not complete.",
                "'aws configure list-profiles' shows those that exist.", e);
        // Without credentials STS's client goes on to try the newer kind of signature, and fails with that instead.
        if (text.Contains("credential", StringComparison.OrdinalIgnoreCase) || text.Contains("token", StringComparison.OrdinalIgnoreCase)
            || text.Contains("Signature V4a", StringComparison.Ordinal))
            return new(ToolErrorCode.NoCredentials, "No usable AWS credentials were found.",
                NoCredentials, e);
        // An answer that cannot be read is the service's fault, whichever exception its reader throws.
        if (e is FormatException and not UriFormatException or InvalidDataException or OverflowException) return Broken(e);
        return e is ArgumentException or NotSupportedException or UriFormatException
            ? new(ToolErrorCode.InvalidInput, "The AWS client cannot send a request with these arguments.",
                $"It says: {Line().Match(e.Message).Value}", e)
            : new(ToolErrorCode.Unavailable, "AWS could not be called.", "The log has the cause.", e);
    }

    private static ToolException FromCredentialService(AmazonServiceException service, Exception e, AwsTarget target) =>
        Classify(service, target) is { Code: ToolErrorCode.AccessDenied } meaning
            ? new(ToolErrorCode.AccessDenied, $"The role of {Name(target)} cannot be assumed: {Message(service, meaning, target)}",
                "Check the role's trust policy and the source profile.", e)
            : Classify(service, target) == AwsErrorTable.Clock
                ? FromService(service, target)
                : new(ToolErrorCode.CredentialsExpired,
                    $"The credentials of {Name(target)} could not be fetched: {Message(service, AwsErrorTable.Expired, target)}",
                    SignIn(target), e);

    private static string SignIn(AwsTarget target) =>
        target.Profile is { } profile
            ? $"Run 'infra sign-in {profile}' (or renew the profile's keys), then call again; the server need not be restarted."
            : "Run 'infra sign-in' (or renew the keys of the environment or profile), then call again; the server need not be restarted.";

    private static string Name(AwsTarget target) => target.Profile is { } profile ? $"profile '{profile}'" : "the configured profile";

    // Amazon.IdentityManagement.AmazonIdentityManagementServiceException: the namespace names the service in all clients.
    private static string? Service(AmazonServiceException e) =>
        e.GetType().Namespace?.Split('.') is ["Amazon", var service, ..] ? service : null;

    private static string? Header(Exception e, string name) =>
        Find<HttpErrorResponseException>(e)?.Response?.GetHeaderValue(name) is { Length: > 0 } value ? value : null;

    /// <summary>How far this machine is ahead of AWS's clock, by the Date header of the answer.</summary>
    private static TimeSpan? Skew(Exception e) =>
        DateTimeOffset.TryParse(Header(e, "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var theirs)
            ? TimeProvider.System.GetUtcNow() - theirs
            : null;

    private static string? Offset(Exception e)
    {
        if (Skew(e) is not { } skew || skew.Duration() < TimeSpan.FromSeconds(30)) return null;
        var size = skew.Duration();
        var amount = size.TotalMinutes < 2 ? $"{size.TotalSeconds:F0} s" : size.TotalHours < 2
            ? $"{size.TotalMinutes:F0} min" : $"{size.TotalHours:F0} h";
        return $"The clock of this machine is {amount} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} that of AWS.";
    }

    /// <summary>The region of a bucket, where an error of S3 names it; null where it does not.</summary>
    /// <param name="e">What S3 answered.</param>
    public static string? BucketRegion(AmazonServiceException e) =>
        Header(e, "x-amz-bucket-region")
        ?? (Expecting().Match(e.Message ?? "") is { Success: true } match ? match.Groups["region"].Value : null);

    private static bool IsWrite(Exception e) => Chain(e).Any(x => x.Data[WriteKey] is true);

    private static bool IsTransport(Exception? e) =>
        e is HttpRequestException or HttpIOException or SocketException
        || e is IOException && (IsFrom(e, "System.Net") || Find<SocketException>(e) is not null || e.InnerException is not null);

    private static bool IsOfSdk(Exception e) =>
        Chain(e).Any(x => IsFrom(x, "AWSSDK.") || IsFrom(x, "Infra.Sdk.") || x.Data.Contains(ActionKey));

    private static bool IsFrom(Exception e, string assembly) => e.Source?.StartsWith(assembly, StringComparison.Ordinal) is true;

    private static bool EndpointVariable() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Any(k => k.StartsWith("AWS_ENDPOINT_URL", StringComparison.OrdinalIgnoreCase));

    private static ToolException Because(ToolException e, Exception cause) => new(e.Code, e.Message, e.Hint, cause);

    private static T? Find<T>(Exception? e) where T : Exception => Chain(e).OfType<T>().FirstOrDefault();

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (var x = e; x is not null; x = x.InnerException) yield return x;
    }

    [GeneratedRegex("not able to validate the provided access credentials|could ?n.t (be )?validate", RegexOptions.IgnoreCase)]
    private static partial Regex Unvalidated();

    [GeneratedRegex("Signature (has )?expired|Signature not yet current|is now (earlier|later) than|Request has expired",
        RegexOptions.IgnoreCase)]
    private static partial Regex SignedLate();

    // Lambda's answer where a region does not have an operation.
    [GeneratedRegex("[Uu]nable to determine service/operation name")]
    private static partial Regex Undetermined();

    [GeneratedRegex("not (yet )?(been )?implemented|not yet supported by|is not supported by this endpoint", RegexOptions.IgnoreCase)]
    private static partial Regex NotImplemented();

    [GeneratedRegex("(pagination|next) ?token.*(expired|not valid|invalid)|(expired|invalid) (pagination|next) ?token",
        RegexOptions.IgnoreCase)]
    private static partial Regex OldCursor();

    [GeneratedRegex("HTTP (404|405|500|501)")]
    private static partial Regex LacksOperation();

    [GeneratedRegex(@"not authorized to perform:? (?<action>[\w-]+:\w+)|allows the (?<action>[\w-]+:\w+) action")]
    private static partial Regex Denied();

    [GeneratedRegex("explicit deny(?: in an? (?<kind>[\\w -]*?(policy|boundary)))?", RegexOptions.IgnoreCase)]
    private static partial Regex ExplicitDeny();

    [GeneratedRegex("because no (?<kind>[\\w -]*?(policy|boundary)) allows", RegexOptions.IgnoreCase)]
    private static partial Regex NoAllow();

    [GeneratedRegex(@"https?://[^\s'""<>]*[^\s'""<>.,;)]")]
    private static partial Regex Link();

    [GeneratedRegex("expecting '(?<region>[a-z0-9-]+)'")]
    private static partial Regex Expecting();

    [GeneratedRegex(@"Line (?<line>\d+):.*? in file (?<file>.+?) (?=does not|contains|is |has )", RegexOptions.Singleline)]
    private static partial Regex BadFile();

    [GeneratedRegex("^[^\r\n]*")]
    private static partial Regex Line();

    [GeneratedRegex("SSO|sso_|single sign", RegexOptions.CultureInvariant)]
    private static partial Regex Sso();

    [GeneratedRegex("profile", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Profile();
}
