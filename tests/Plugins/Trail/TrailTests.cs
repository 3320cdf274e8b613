using System.Text.Json;
using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;

namespace Infra.Plugins.Trail;

public sealed class TrailTests : ToolTest<IAmazonCloudTrail>
{
    private readonly List<LookupEventsRequest> sent = [];

    [Fact]
    public async Task An_event_tells_who_did_it_from_where_by_way_of_what_and_with_which_call_of_ours()
    {
        Events(
            Event("DeleteBucket", agent: "aws-sdk-dotnet-coreclr/4.1 ua/2.1 infra/0123456789ab", user: """
                "type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/Admin/alice","accountId":"1","invokedBy":"cloudformation.amazonaws.com"
                """),
            Event("CreateBucket", user: """ "type":"AWSAccount","accountId":"2","principalId":"AIDA" """));

        var rows = await AllAsync(new { });

        Assert.Equal(("assumed-role/Admin/alice", "cloudformation.amazonaws.com", "0123456789ab", "s3"),
            (Text(rows[0], "by"), Text(rows[0], "via"), Text(rows[0], "call"), Text(rows[0], "service")));
        Assert.Equal(("AIDA of account 2", null, null), (Text(rows[1], "by"), Text(rows[1], "call"), Text(rows[1], "request")));
    }

    [Theory]
    [InlineData("resource", "sg-1", "ResourceName", "sg-1")]
    [InlineData("user", "alice", "Username", "alice")]
    [InlineData("user", "assumed-role/Admin/alice", "Username", "alice")]
    [InlineData("user", "AKIAIOSFODNN7EXAMPLE", "AccessKeyId", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("event", "DeleteBucket", "EventName", "DeleteBucket")]
    [InlineData("own", "true", "ReadOnly", "false")]
    public async Task One_attribute_goes_to_AWS(string argument, string value, string key, string asked)
    {
        Events();

        await AllAsync(new Dictionary<string, object> { [argument] = value is "true" ? true : value });

        var attribute = Assert.Single(sent[0].LookupAttributes);
        Assert.Equal((key, asked), (attribute.AttributeKey.Value, attribute.AttributeValue));
    }

    [Fact]
    public async Task The_most_telling_attribute_goes_to_AWS_and_the_others_are_compared_here()
    {
        Events(Event("DeleteTags"), Event("RevokeSecurityGroupIngress"), Event("DescribeTags", readOnly: true));

        var rows = await AllAsync(new { resource = "sg-1", @event = "RevokeSecurityGroupIngress" });

        Assert.Equal("ResourceName", Assert.Single(sent[0].LookupAttributes).AttributeKey.Value);
        Assert.Equal("RevokeSecurityGroupIngress", Text(Assert.Single(rows), "event"));
    }

    [Fact]
    public async Task What_AWS_does_by_itself_is_counted_and_shown_when_it_is_asked_for_or_a_resource_is()
    {
        const string service = """ "type":"AWSService","invokedBy":"autoscaling.amazonaws.com" """;
        const string linked = """ "type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/AWSServiceRoleForRDS/x","accountId":"1" """;
        Events(Event("TerminateInstances", user: service), Event("TerminateInstances", user: service), Event("DeleteTags"));

        var page = await PageAsync(new { });

        Assert.Equal("DeleteTags", Text(Assert.Single(page.GetProperty("items").EnumerateArray()), "event"));
        Assert.Equal("Left out: 2 that AWS did by itself (autoscaling.amazonaws.com 2); event shows one operation's.", Text(page, "note"));
        Assert.Equal(2, (await AllAsync(new { @event = "TerminateInstances" })).Count);
        Assert.Equal(3, (await AllAsync(new { resource = "i-1" })).Count);

        // A role of a service that is linked to it works for AWS too.
        Events(Event("CreateTags", user: linked.Replace("assumed-role/", "assumed-role/aws/x/", StringComparison.Ordinal)));
        Assert.Empty(await AllAsync(new { }));
    }

    [Fact]
    public async Task Details_are_the_request_the_answer_and_the_reason()
    {
        Events(Event("DeleteBucket", more: ""","errorCode":"AccessDenied","errorMessage":"no","requestParameters":{"bucketName":"b"}"""));

        var plain = Assert.Single(await AllAsync(new { }));
        var whole = Assert.Single(await AllAsync(new { details = true }));

        Assert.Equal(("AccessDenied", false), (Text(plain, "error"), plain.TryGetProperty("request", out _)));
        Assert.Equal(("AccessDenied: no", "b"), (Text(whole, "error"), Text(whole.GetProperty("request"), "bucketName")));
    }

    [Fact]
    public async Task Pages_are_read_no_faster_than_AWS_allows_and_the_range_stays_while_they_are()
    {
        Client.LookupEventsAsync(Arg.Do<LookupEventsRequest>(r => sent.Add(new()
        {
            StartTime = r.StartTime,
            EndTime = r.EndTime,
            NextToken = r.NextToken
        })), default).ReturnsForAnyArgs(_ => new LookupEventsResponse { NextToken = $"t{sent.Count}" });

        var first = await RunAsync(ListEvents.Tool, new { from = "2d" });
        var second = await RunAsync(ListEvents.Tool, new { from = "2d", cursor = Text(first, "nextCursor") });
        await RunAsync(ListEvents.Tool, new { from = "2d", cursor = Text(second, "nextCursor") });

        Assert.Equal((0, 0), (first.GetProperty("items").GetArrayLength(), second.GetProperty("items").GetArrayLength()));
        Assert.Equal((16, null, "t8"), (sent.Count, sent[0].NextToken, sent[8].NextToken));
        Assert.Single(sent.Select(s => (s.StartTime, s.EndTime)).Distinct());
    }

    [Fact]
    public async Task Nothing_found_says_where_else_it_could_be_and_what_is_too_old_where_it_is()
    {
        Events();

        Assert.Contains("us-east-1 alone", Text(await PageAsync(new { user = "alice" }), "note"), StringComparison.Ordinal);
        Assert.Contains("trail_list_trails", (await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(ListEvents.Tool, new { from = "200d", to = "100d" }))).Hint, StringComparison.Ordinal);
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(ListEvents.Tool, new { cursor = "x|y|z" }))).Code);
    }

    [Fact]
    public async Task A_range_that_begins_before_what_is_kept_is_told_not_to_be_whole()
    {
        Events(Event("DeleteBucket"));

        Assert.Contains("90 days", Text(await PageAsync(new { from = "200d" }), "note"), StringComparison.Ordinal);
        Assert.Null(Text(await PageAsync(new { from = "80d" }), "note"));
    }

    [Theory]
    [InlineData("eu-west-1", "us-east-1 alone")]
    [InlineData("cn-north-1", "one region of this partition alone")]
    public async Task Where_global_services_are_recorded_depends_on_the_partition(string region, string where)
    {
        Events();
        var there = new ToolContext { Target = new(null, region), Time = Time };
        var first = await RunAsync(ListEvents.Tool, new { }, there);

        Assert.Contains(where, Text(await RunAsync(ListEvents.Tool, new { cursor = Text(first, "nextCursor") }, there), "note"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trail_that_is_not_found_from_here_is_not_known_and_nothing_is_claimed_of_it()
    {
        Client.DescribeTrailsAsync(default!, default).ReturnsForAnyArgs(new DescribeTrailsResponse
        {
            TrailList = [new() { Name = "theirs", TrailARN = "arn:3", IsMultiRegionTrail = true, IsOrganizationTrail = true }],
        });
        Client.GetTrailStatusAsync(default!, default).ReturnsForAnyArgs<GetTrailStatusResponse>(
            _ => throw new TrailNotFoundException("no") { ErrorCode = "TrailNotFoundException" });
        Client.GetEventSelectorsAsync(default!, default).ReturnsForAnyArgs<GetEventSelectorsResponse>(
            _ => throw new TrailNotFoundException("no") { ErrorCode = "TrailNotFoundException" });

        var page = await RunAsync(ListTrails.Tool, new { });
        var row = page.GetProperty("items")[0];

        Assert.False(row.TryGetProperty("dataEvents", out _));
        Assert.Contains("What theirs records: not known (TrailNotFoundException).", Text(page, "note"), StringComparison.Ordinal);
        Assert.DoesNotContain("No trail records data events", Text(page, "note"), StringComparison.Ordinal);
        Assert.DoesNotContain("covers all regions", Text(page, "note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_still_is_an_event()
    {
        Events(new Event { EventName = "DeleteBucket", EventTime = DateTime.UtcNow, Username = "alice", CloudTrailEvent = "{" });

        Assert.Equal("alice", Text(Assert.Single(await AllAsync(new { })), "by"));
    }

    [Fact]
    public async Task A_trail_tells_what_it_leaves_out()
    {
        Client.DescribeTrailsAsync(default!, default).ReturnsForAnyArgs(new DescribeTrailsResponse
        {
            TrailList =
            [
                new() { Name = "whole", TrailARN = "arn:1", IsMultiRegionTrail = true, IncludeGlobalServiceEvents = true,
                    LogFileValidationEnabled = true, S3BucketName = "b", S3KeyPrefix = "p" },
                new() { Name = "part", TrailARN = "arn:2", HomeRegion = "eu-west-1" },
                new() { Name = "theirs", TrailARN = "arn:3", IsMultiRegionTrail = true, IncludeGlobalServiceEvents = true,
                    LogFileValidationEnabled = true, IsOrganizationTrail = true },
            ],
        });
        Client.GetTrailStatusAsync(default!, default).ReturnsForAnyArgs(call => call.Arg<GetTrailStatusRequest>().Name switch
        {
            "arn:1" => new GetTrailStatusResponse { IsLogging = true },
            "arn:2" => new GetTrailStatusResponse { IsLogging = false, LatestDeliveryError = "NoSuchBucket" },
            _ => throw new AmazonCloudTrailException("no") { ErrorCode = "AccessDeniedException" },
        });
        Client.GetEventSelectorsAsync(default!, default).ReturnsForAnyArgs(call => call.Arg<GetEventSelectorsRequest>().TrailName switch
        {
            "arn:1" => new GetEventSelectorsResponse
            {
                AdvancedEventSelectors =
                [
                    new() { FieldSelectors = [new() { Field = "eventCategory", Equals = ["Management"] },
                        new() { Field = "eventSource", NotEquals = ["kms.amazonaws.com"] }] },
                    new() { FieldSelectors = [new() { Field = "eventCategory", Equals = ["Data"] },
                        new() { Field = "resources.type", Equals = ["AWS::S3::Object"] }] },
                ],
            },
            "arn:2" => new GetEventSelectorsResponse
            {
                EventSelectors = [new() { IncludeManagementEvents = true, ReadWriteType = ReadWriteType.WriteOnly }],
            },
            _ => throw new AmazonCloudTrailException("no") { ErrorCode = "AccessDeniedException" },
        });

        var page = await RunAsync(ListTrails.Tool, new { });

        var rows = page.GetProperty("items").EnumerateArray().ToDictionary(r => Text(r, "name")!);
        Assert.Equal(["nothing of kms.amazonaws.com"], Texts(rows["whole"], "gaps"));
        Assert.Equal(["AWS::S3::Object"], Texts(rows["whole"], "dataEvents"));
        Assert.Equal("b/p", Text(rows["whole"], "bucket"));
        Assert.Equal(
        [
            "it is not logging", "its last delivery to the bucket failed: NoSuchBucket", "only the region eu-west-1",
            "nothing of IAM, STS and other global services", "no validation: that a file was changed later is not seen", "no reads",
        ], Texts(rows["part"], "gaps"));
        Assert.Equal((false, 0), (rows["theirs"].TryGetProperty("logging", out _), Texts(rows["theirs"], "gaps").Count));
        Assert.Contains("Whether theirs is logging: not known (AccessDeniedException).", Text(page, "note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_trails_has_only_the_history()
    {
        Client.DescribeTrailsAsync(default!, default).ReturnsForAnyArgs(new DescribeTrailsResponse());

        Assert.Contains("kept for 90 days", Text(await RunAsync(ListTrails.Tool, new { }), "note"), StringComparison.Ordinal);
    }

    private void Events(params Event[] events) => Client.LookupEventsAsync(Arg.Do<LookupEventsRequest>(sent.Add), default)
        .ReturnsForAnyArgs(new LookupEventsResponse { Events = events.Length == 0 ? null : [.. events] });

    private static Event Event(string name, string agent = "aws-cli/2.1", bool readOnly = false, string more = "", string user = """
        "type":"IAMUser","arn":"arn:aws:iam::1:user/alice","accountId":"1"
        """) => new()
    {
        EventName = name,
        EventSource = "s3.amazonaws.com",
        EventTime = new(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc),
        ReadOnly = readOnly ? "true" : "false",
        Username = "alice",
        Resources = [new() { ResourceName = "b" }],
        CloudTrailEvent = $$"""{"userIdentity":{ {{user}} },"userAgent":"{{agent}}","recipientAccountId":"1"{{more}} }""",
    };

    // The first page only fixes the range, and the host passes it over.
    private async Task<JsonElement> PageAsync(object arguments)
    {
        var first = await RunAsync(ListEvents.Tool, arguments);
        Assert.Equal(0, first.GetProperty("items").GetArrayLength());
        var next = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        next["cursor"] = Text(first, "nextCursor");
        return await RunAsync(ListEvents.Tool, next);
    }

    private async Task<IReadOnlyList<JsonElement>> AllAsync(object arguments) =>
        [.. (await PageAsync(arguments)).GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IReadOnlyList<string?> Texts(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(t => t.GetString())];
}
