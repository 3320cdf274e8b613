namespace Infra.Core;

/// <summary>Failures that are told in other words.</summary>
internal static class Failures
{
    /// <summary>The same failure with another message and hint; what AWS said of it stays.</summary>
    public static ToolException InWords(this ToolException failure, string message, string? hint) =>
        new(failure.Code, message, hint, failure) { AwsErrorCode = failure.AwsErrorCode, RequestId = failure.RequestId };
}
