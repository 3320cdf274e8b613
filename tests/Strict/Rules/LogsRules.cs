using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Amazon CloudWatch Logs. Sources are the operation's documentation in botocore 1.43.11 (model logs).</summary>
internal static class LogsRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("A group is given by its name or by its identifier", "logs", "FilterLogEvents", "GetLogEvents", "DescribeLogStreams")
        {
            Refuses = Rule.ExactlyOne("InvalidParameterException", "logGroupName", "logGroupIdentifier"),
        },
        new("Streams are given by name or by prefix", "logs",
            "FilterLogEvents") { Refuses = Rule.AtMostOne("InvalidParameterException", "logStreamNames", "logStreamNamePrefix") },
        new("A range has a beginning before its end", "logs", "FilterLogEvents", "GetLogEvents")
        {
            Refuses = call => long.TryParse(call.Text("startTime"), out var start) && long.TryParse(call.Text("endTime"), out var end) &&
                start > end
                ? new("InvalidParameterException", "End time should not be before start time")
                : null,
        },
        new("Groups are found by prefix or by pattern", "logs",
            "DescribeLogGroups") { Refuses = Rule.AtMostOne("InvalidParameterException", "logGroupNamePrefix", "logGroupNamePattern") },
        // DescribeLogStreamsRequest.orderBy: "if you order the results by event time, you cannot specify the logStreamNamePrefix
        // parameter".
        new("Streams by time have no prefix", "logs", "DescribeLogStreams")
        {
            Refuses = call => call.Text("orderBy") == "LastEventTime" && call.Has("logStreamNamePrefix")
                ? new("InvalidParameterException", "Cannot order by LastEventTime with a logStreamNamePrefix.") : null,
        },
        // "Log classes": FilterLogEvents and GetLogEvents are for the Standard class; Logs Insights reads the others.
        new("Events of an infrequent access group are read by Logs Insights alone", "logs", "FilterLogEvents", "GetLogEvents")
        {
            Looks = async (call, backend) =>
            {
                // A name, or arn:aws:logs:region:account:log-group:name
                var given = call.Text("logGroupName") ?? call.Text("logGroupIdentifier")!;
                var name = given.Split(':').ElementAtOrDefault(6) ?? given;
                var found = await backend.AskAsync(call, "DescribeLogGroups", new() { ["logGroupNamePrefix"] = name });
                var group = Call.ObjectsOf(found["logGroups"]).FirstOrDefault(g => g["logGroupName"]?.ToString() == name);
                return group?["logGroupClass"]?.ToString() is "INFREQUENT_ACCESS"
                    ? new("InvalidOperationException", "The log group class does not support this operation") : null;
            },
        },
    ];
}
