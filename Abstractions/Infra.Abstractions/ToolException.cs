namespace Infra;

/// <summary>Why a tool failed, in words that hold for every service.</summary>
public enum ToolErrorCode
{
    /// <summary>The arguments are wrong; changing them helps.</summary>
    InvalidInput,

    /// <summary>What was named does not exist in this account and region.</summary>
    NotFound,

    /// <summary>AWS denied the caller an action.</summary>
    AccessDenied,

    /// <summary>The resource is in a state, or has dependants, that forbid the act.</summary>
    Conflict,

    /// <summary>An AWS quota is used up.</summary>
    LimitExceeded,

    /// <summary>AWS asks to slow down; the same call works later.</summary>
    Throttled,

    /// <summary>No credentials were found.</summary>
    NoCredentials,

    /// <summary>The credentials are expired or not valid.</summary>
    CredentialsExpired,

    /// <summary>No region was named anywhere.</summary>
    NoRegion,

    /// <summary>The endpoint cannot be reached, or the service answers that it is not available.</summary>
    Unavailable,

    /// <summary>The AWS endpoint does not offer the operation.</summary>
    NotSupported,

    /// <summary>This server's configuration forbids the act. Nothing was sent to AWS.</summary>
    Refused,

    /// <summary>A defect. The log has the details under the reference that the message gives.</summary>
    Internal,
}

/// <summary>
/// A failure that the caller can act on: the only error vocabulary. Whatever else escapes a tool is reported as
/// <see cref="ToolErrorCode.Internal"/>.
/// </summary>
/// <param name="code">Why.</param>
/// <param name="message">What went wrong, in one sentence, without names of the program's insides.</param>
/// <param name="hint">What to do next.</param>
/// <param name="inner">The cause, for the log only.</param>
public sealed class ToolException(ToolErrorCode code, string message, string? hint = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ToolErrorCode Code { get; } = code;

    /// <summary>What to do next.</summary>
    public string? Hint { get; } = hint;

    /// <summary>The error code that AWS gave.</summary>
    public string? AwsErrorCode { get; init; }

    /// <summary>The AWS request id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The arguments are wrong; changing them helps.</summary>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="hint">What to pass instead.</param>
    public static ToolException InvalidInput(string message, string? hint = null) => new(ToolErrorCode.InvalidInput, message, hint);

    /// <summary>What was named does not exist in this account and region.</summary>
    /// <param name="what">The thing, at the start of a sentence: <c>The VPC vpc-0abc</c>.</param>
    /// <param name="hint">How to find those that exist.</param>
    public static ToolException NotFound(string what, string? hint = null) =>
        new(ToolErrorCode.NotFound, $"{what} does not exist in this account and region.", hint);

    /// <summary>The resource is in a state, or has dependants, that forbid the act.</summary>
    /// <param name="message">What is in the way, in one sentence.</param>
    /// <param name="hint">What to do first.</param>
    public static ToolException Conflict(string message, string? hint = null) => new(ToolErrorCode.Conflict, message, hint);

    /// <summary>A call to change something names nothing to change.</summary>
    public static ToolException NothingToChange() => InvalidInput("The call names nothing to change.", "Pass at least one setting.");
}
