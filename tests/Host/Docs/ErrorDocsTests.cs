using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Infra.Aws;

namespace Infra.Core.Docs;

/// <summary>docs/errors.md is made from the table of codes. To make it anew, run the tests with UPDATE_SNAPSHOTS=1.</summary>
public sealed class ErrorDocsTests
{
    [Fact]
    public void The_documentation_of_errors_is_up_to_date()
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/errors.md"));
        var text = Text();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1") File.WriteAllText(file, text);
        Assert.Equal(text, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_code_of_ours_is_explained() => Assert.Equal(Enum.GetNames<ToolErrorCode>(), Codes.Select(c => c.Code.ToString()));

    private static readonly (ToolErrorCode Code, string Means, string Do)[] Codes =
    [
        (ToolErrorCode.InvalidInput, "The arguments are wrong.", "Change the arguments as the message says."),
        (ToolErrorCode.NotFound, "It does not exist in this account and region.", "Check the id, the region and the profile."),
        (ToolErrorCode.AccessDenied, "AWS denied the caller an action.",
            "The hint names the action, or the kind of policy that denies it. `infra policy` prints what the enabled tools need."),
        (ToolErrorCode.Conflict, "A state, a dependant or a name forbids the act.",
            "Look at the resource first; change its state, or remove what is in the way."),
        (ToolErrorCode.LimitExceeded, "A quota or a fixed limit is reached.",
            "Delete what is not needed, or ask for more in Service Quotas where the hint says so."),
        (ToolErrorCode.Throttled, "AWS, or this server in its place, asks to slow down. Nothing was done.",
            "Wait, then call again with fewer calls at once."),
        (ToolErrorCode.NoCredentials, "No credentials were found.", "Name a profile, or sign in."),
        (ToolErrorCode.CredentialsExpired, "The credentials are expired or not valid.",
            "Sign in again. Check that the region is enabled in the account."),
        (ToolErrorCode.NoRegion, "No region was named anywhere.", "Pass `region`, or set one."),
        (ToolErrorCode.Unavailable, "AWS did not answer, or cannot serve this at present.",
            "Call again later. If the hint says that it may have been done, look before calling again."),
        (ToolErrorCode.NotSupported, "The endpoint or the region does not offer the operation.",
            "Use another region, or AWS itself instead of an emulator."),
        (ToolErrorCode.Refused, "The configuration of this server forbids it. Nothing was sent.", "Ask whoever configures the server."),
        (ToolErrorCode.Internal, "A defect of the tool or of the server.", "Report it; the log has the details."),
    ];

    private static string Text()
    {
        var text = new StringBuilder("""
            # Errors

            Made by a test from `Abstractions/Infra.Aws/AwsErrorTable.cs`. A failed call has a code of ours, a message, mostly a hint, and AWS's own
            code and request id if AWS answered.

            | code | meaning | what to do |
            | --- | --- | --- |

            """);
        foreach (var (code, means, what) in Codes) text.Append(CultureInfo.InvariantCulture, $"| `{code}` | {means} | {what} |\n");
        text.Append(CultureInfo.InvariantCulture, $"""

            ## Deadlines and repetitions

            An AWS request has {AttemptSeconds} s to connect and answer, and longer for a large body; operations that answer when their work is done (Lambda's
            Invoke, copies in S3) have the time of the whole call. A call has {Minutes(Safety.CallDeadline.Read)} minutes if it reads and {Minutes(Safety.CallDeadline.Write)} if it acts, unless its tool says otherwise.

            A read is tried three times, or as often as `max_attempts` of the profile says. An act is sent once. It is sent again only if the request carries an
            idempotency token, if AWS throttled it, or if nothing was sent. Pauses are random, grow, and respect Retry-After. If an act was cut off, the hint says:
            "It may have been done; look before calling again."

            ## Holding back

            Of one service in one region and account, {Safety.Lane.Burst} requests go at once and {Safety.Lane.PerSecond} a second after that, and {Safety.Lanes.MostInFlight} are in flight in all. What would have to wait for more than
            {Safety.Lane.LongestWait.TotalSeconds} s is answered with `Throttled` and "Slow down", and was not sent. Where nearly all of at least {Safety.Lane.Failures} attempts in a minute were throttled or not answered, the
            service gets nothing for {Safety.Lane.Pause.TotalSeconds} s: calls are answered at once, with `Throttled` or `Unavailable`, and were not sent. `account_whoami` and the metrics tell how it stands.

            ## AWS's codes

            An exact code goes first, then the family (a pattern), then the HTTP status. The same code can mean several things: the message, the headers and the
            clock decide between "Unknown keys", "Not yours" and "Wrong clock", and name the kind of policy behind "Denied".

            | meaning | code of ours | what happened | hint | families |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var meaning in AwsErrorTable.Meanings)
        {
            var families = string.Join(" ", AwsErrorTable.Families.Where(f => f.Meaning == meaning)
                .Select(f => $"`{f.Code.ToString().Replace("|", "\\|", StringComparison.Ordinal)}`"));
            text.Append(CultureInfo.InvariantCulture,
                $"| {meaning.Name} | `{meaning.Code}` | {meaning.Means} | {meaning.Hint ?? "from the answer"} | {families} |\n");
        }

        text.Append("\n| code of AWS | meaning |\n| --- | --- |\n");
        foreach (var (code, meaning) in AwsErrorTable.Codes.SelectMany(m => m.Value.Select(code => (code, m.Key.Name)))
            .OrderBy(c => c.code, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| `{code}` | {meaning} |\n");

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static double AttemptSeconds => Safety.AttemptDeadline.Usual.TotalSeconds;

    private static double Minutes(TimeSpan time) => time.TotalMinutes;

    private static string Here([CallerFilePath] string path = "") => path;
}
