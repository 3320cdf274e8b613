using System.Text.Json;

namespace Infra.Emulator.Questions;

/// <summary>
/// Who did what. The emulator records nothing, so CloudTrail's answer is made from what was really sent, as AWS documents it.
/// </summary>
public sealed class HistoryQuestions(EmulatorFixture fixture) : QuestionTest(fixture)
{
    private const string Bob = """ "type":"IAMUser","arn":"arn:aws:iam::123456789012:user/bob","accountId":"123456789012" """;
    private const string Assistant =
        """ "type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/infra/infra","accountId":"123456789012" """;
    private const string Scaling = """ "type":"AWSService","invokedBy":"autoscaling.amazonaws.com" """;

    [Fact]
    public async Task Who_deleted_it()
    {
        var (vpc, _) = await Network.DefaultAsync(Wire.Url);
        var group = Id(await CallAsync("vpc_create_security_group", new { vpcId = vpc, name = "shop", description = "The shop's" }));
        // Bob deleted it in the console, at the second try.
        var ours = Wire.Seen.Where(r => r.Operation is "CreateSecurityGroup").Select(r => Event(r.Operation, r.UserAgent, group));
        string[] his =
        [
            Event("DeleteSecurityGroup", "console.amazonaws.com", group, Bob, ""","sessionCredentialFromConsole":"true" """),
            Event("DeleteSecurityGroup", "console.amazonaws.com", group, Bob,
                ""","sessionCredentialFromConsole":"true","errorCode":"Client.DependencyViolation","errorMessage":"in use" """),
        ];
        Wire.Answer(r => r.Operation is "LookupEvents" && r.Body.Contains(group, StringComparison.Ordinal), Events([.. his, .. ours]));

        var rows = Rows(await AskAsync("trail_list_events", new { resource = group }));

        var deleted = rows.First(r => Text(r, "event") is "DeleteSecurityGroup" && Text(r, "error") is null);
        Assert.Equal(("user/bob", "console", null), (Text(deleted, "by"), Text(deleted, "via"), Text(deleted, "call")));
        Assert.Equal("Client.DependencyViolation", Text(rows[1], "error"));
        // It was the assistant who made it, in a call that the journal has.
        Assert.Equal("vpc_create_security_group", Journal()[Text(rows[^1], "call")!]);
    }

    [Fact]
    public async Task What_did_the_assistant_do_last_week()
    {
        var (vpc, _) = await Network.DefaultAsync(Wire.Url);
        var group = Id(await CallAsync("vpc_create_security_group", new { vpcId = vpc, name = "shop", description = "The shop's" }));
        await CallAsync("vpc_authorize_rule", new { groupId = group, ports = "443", peer = "10.0.0.0/8" });
        await CallAsync("s3_create_bucket", new { bucket = "q-week" });
        await CallAsync("s3_put_object", new { bucket = "q-week", key = "a.txt", content = "a" });
        await ConfirmAsync("vpc_delete_security_group", new { groupId = group });
        // Data events, such as writing an object, are not in the history; what others and AWS did is.
        var ours = Wire.Seen.Where(r => r.Operation is "CreateSecurityGroup" or "AuthorizeSecurityGroupIngress" or "DeleteSecurityGroup"
            || r.Method is "PUT" && r.Path.TrimEnd('/') is "/q-week")
            .Select(r => Event(r.Method is "PUT" ? "CreateBucket" : r.Operation, r.UserAgent, group));
        Wire.Answer("LookupEvents", Events([
            Event("TerminateInstances", "autoscaling.amazonaws.com", "i-1", Scaling), Event("DeleteUser", "aws-cli/2.31", "carol", Bob),
            .. ours.Reverse()]));

        var page = await AskAsync("trail_list_events", new { own = true, from = "1w" });

        var (rows, journal) = (Rows(page), Journal());
        Assert.Equal(["DeleteSecurityGroup", "CreateBucket", "AuthorizeSecurityGroupIngress", "CreateSecurityGroup"],
            rows.Select(r => Text(r, "event")));
        Assert.Equal(["vpc_delete_security_group", "s3_create_bucket", "vpc_authorize_rule", "vpc_create_security_group"],
            rows.Select(r => journal[Text(r, "call")!]));
        // The journal has what AWS does not record.
        Assert.Contains("s3_put_object", journal.Where(c => rows.All(r => Text(r, "call") != c.Key)).Select(c => c.Value));
    }

    private static string Event(string name, string agent, string resource, string by = Assistant, string more = "") =>
        JsonSerializer.Serialize(new
        {
            EventId = Guid.NewGuid().ToString(),
            EventName = name,
            EventSource = name is "CreateBucket" ? "s3.amazonaws.com" : "ec2.amazonaws.com",
            EventTime = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ReadOnly = "false",
            Username = "someone",
            Resources = new[] { new { ResourceType = "AWS::EC2::SecurityGroup", ResourceName = resource } },
            CloudTrailEvent = $$"""
                {"eventVersion":"1.11","userIdentity":{ {{by}} },"userAgent":{{JsonSerializer.Serialize(agent)}},
                 "recipientAccountId":"123456789012"{{more}}}
                """,
        });

    private static string Events(IEnumerable<string> events) => $$"""{"Events":[{{string.Join(',', events)}}]}""";

    // The tool of each call.
    private Dictionary<string, string> Journal() => Server.ReadJournal().Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(l => JsonElement.Parse(l)).Where(e => Text(e, "event") is "end" && Text(e, "outcome") is "ok")
        .ToDictionary(e => Text(e, "call")!, e => Text(e, "tool")!);
}
