using System.Text;
using Infra.Strict.Layers;
using Infra.Strict.Protocol;
using static Infra.Emulator.AwsDouble.Requests;

namespace Infra.Emulator.AwsDouble;

/// <summary>Each layer on its own, on canned answers.</summary>
public sealed class LayerTests
{
    private const string Volumes =
        "<DescribeVolumesResponse><volumeSet><item><volumeId>vol-0000000a</volumeId><status>available</status></item><item>" +
            "<volumeId>vol-0000000b</volumeId><status>available</status></item>" +
        "<item><volumeId>vol-0000000c</volumeId><status>available</status></item></volumeSet></DescribeVolumesResponse>";

    // The model

    public static TheoryData<string, string, string, string> Invalid => new()
    {
        { "ec2", "CreateRoute", "RouteTable=rtb-1", "<Code>UnknownParameter</Code>" },
        { "ec2", "CreateRoute", "DestinationCidrBlock=10.0.0.0/8", "<Code>MissingParameter</Code>" },
        { "ec2", "DescribeVolumes", "MaxResults=many", "<Code>InvalidParameterValue</Code>" },
        { "ec2", "CreateVolume", "VolumeType=gp9&AvailabilityZone=us-east-1a&Size=1", "<Code>InvalidParameterValue</Code>" },
        { "cloudwatch", "PutMetricAlarm",
            "AlarmName=a&EvaluationPeriods=1&ComparisonOperator=GreaterThanThreshold&MetricName=m&Statistic=tm99",
            "<Code>ValidationError</Code>" },
        { "cloudwatch", "PutMetricAlarm", "AlarmName=a&EvaluationPeriods=0&ComparisonOperator=GreaterThanThreshold&MetricName=m",
            "<Code>ValidationError</Code>" },
        { "iam", "GetRole", "RoleName=a/b", "<Code>ValidationError</Code>" },
        { "autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroupNames.member.1=", "<Code>ValidationError</Code>" },
        { "logs", "FilterLogEvents", """{"logGroupName":"g","limit":0}""", "\"__type\":\"InvalidParameterException\"" },
        { "ssm", "PutParameter", """{"Name":"/a","Value":"x","Nmae":"y"}""", "\"__type\":\"SerializationException\"" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_against_the_model_is_refused_in_the_form_of_the_service(string service, string operation, string input,
        string error)
    {
        var aws = Of(Strictness.Rules, new Account());
        var refused = aws.Gate(input.StartsWith('{') ? Json(service, operation, input) : Query(service, operation, input), out _);
        Assert.NotNull(refused);
        Assert.Contains(error, Encoding.UTF8.GetString(refused.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/b?list-type=2", "ListObjectsV2")]
    [InlineData("GET", "/b", "ListObjects")]
    [InlineData("GET", "/b/?versions", "ListObjectVersions")]
    [InlineData("GET", "/", "ListBuckets")]
    [InlineData("HEAD", "/b/a//c", "HeadObject")]
    [InlineData("PUT", "/b/key?partNumber=1&uploadId=u", "UploadPart")]
    [InlineData("PUT", "/b/key", "PutObject")]
    [InlineData("PUT", "/b?policy", "PutBucketPolicy")]
    public void The_operation_of_a_REST_request_is_found(string method, string url, string operation) =>
        Assert.Equal(operation, Call.Read(Rest("s3", method, url))?.Name);

    [Fact]
    public void Every_pattern_of_every_model_can_be_matched() =>
        Assert.All(ServiceModel.All.SelectMany(s => s.Shapes),
        s => Assert.False(s.Pattern?.IsMatch("\0") is true && s.Pattern.ToString().Length == 0));

    [Fact]
    public void What_is_read_of_a_form_is_written_again_the_same()
    {
        var call = Call.Read(Query("ec2", "RunInstances",
            "MinCount=1&MaxCount=2&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=a&" +
                "TagSpecification.1.Tag.1.Value=b c"))!;
        var before = call.Input.ToJsonString();
        call.Rewrite();
        Assert.Equal(before, Call.Read(call.Http)!.Input.ToJsonString());
        Assert.Empty(call.Unknown);
    }

    // Consistency

    [Fact]
    public async Task What_was_made_is_late_for_one_to_three_reads_and_then_there()
    {
        var seen = new HashSet<int>();
        for (var seed = 1; seed <= 20; seed++)
        {
            var account = new Account(("CreateVolume", "<CreateVolumeResponse><volumeId>vol-0000000a</volumeId></CreateVolumeResponse>"),
                ("DescribeVolumes", Volumes));
            var aws = Of(Strictness.Consistency, account, seed);
            await AskAsync(aws, Query("ec2", "CreateVolume"));
            var (late, there) = (0, false);
            for (var read = 0; read < 5; read++)
            {
                var text = await AskAsync(aws, Query("ec2", "DescribeVolumes", "VolumeId.1=vol-0000000a"));
                if (text.Contains("InvalidVolume.NotFound", StringComparison.Ordinal) ||
                    text.Contains("creating", StringComparison.Ordinal))
                {
                    Assert.False(there, "It was there and went again.");
                    late++;
                }
                else
                {
                    there = true;
                }
            }

            Assert.InRange(late, 1, 3);
            seen.Add(late);
        }

        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task A_list_has_not_what_is_not_there_yet_and_time_settles_it()
    {
        var account = new Account(("CreateSecurityGroup", "<R><groupId>sg-1</groupId></R>"),
            ("DescribeSecurityGroups", "<R><securityGroupInfo><item><groupId>sg-1</groupId></item></securityGroupInfo></R>"));
        var aws = Of(Strictness.Consistency, account);
        await AskAsync(aws, Query("ec2", "CreateSecurityGroup"));
        Assert.DoesNotContain("sg-1", await AskAsync(aws, Query("ec2", "DescribeSecurityGroups")), StringComparison.Ordinal);
        aws.Settle();
        Assert.Contains("sg-1", await AskAsync(aws, Query("ec2", "DescribeSecurityGroups")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_thing_names_operations_and_members_that_there_are() => Assert.All(Consistency.All, late =>
    {
        var service = ServiceModel.Of(late.Service);
        Assert.All(late.Writes, w => Assert.Contains(w, service.Operations.Keys));
        Assert.All(late.Reads, read =>
        {
            Assert.Contains(read.By, service.Operations[read.Operation].Input!.Members.Keys);
            var thing = At(service.Operations[read.Operation].Output!, read.Things);
            Assert.Contains(late.Id, thing.Members.Keys);
            Assert.All(late.State, s => At(thing, s.Member));
        });
        Assert.All(late.Writes, w => At(late.Made[0] == '<' ? service.Operations[w].Input! : service.Operations[w].Output!,
            late.Made.TrimStart('<')));
    });

    // Tokens

    [Fact]
    public async Task EC2_knows_a_client_token_again_and_refuses_it_with_other_parameters()
    {
        var account = new Account(("RunInstances", "<R><reservationId>r-1</reservationId></R>"));
        var aws = Of(Strictness.Rules, account);
        const string run = "ImageId=ami-1&InstanceType=t3.micro&MinCount=1&MaxCount=1&ClientToken=t";
        var first = await AskAsync(aws, Query("ec2", "RunInstances", run));
        var sent = account.Sent.Count;

        Assert.Equal(first, await AskAsync(aws, Query("ec2", "RunInstances", run)));
        Assert.Contains("IdempotentParameterMismatch",
            await AskAsync(aws, Query("ec2", "RunInstances", run.Replace("micro", "large", StringComparison.Ordinal))),
            StringComparison.Ordinal);
        Assert.Equal(sent, account.Sent.Count);
    }

    // Order

    [Fact]
    public async Task Lists_of_EC2_come_in_another_order_each_time()
    {
        var aws = Of(Strictness.Order, new Account(("DescribeVolumes", Volumes)));
        var first = await AskAsync(aws, Query("ec2", "DescribeVolumes"));
        var second = await AskAsync(aws, Query("ec2", "DescribeVolumes"));
        Assert.NotEqual(first, second);
        Assert.Equal(first.Order(), second.Order());
    }

    [Fact]
    public async Task Lists_with_a_promised_order_keep_it()
    {
        var aws = Of(Strictness.Order,
            new Account(("FilterLogEvents", """{"events":[{"message":"a"},{"message":"b"},{"message":"c"}]}""")));
        for (var i = 0; i < 3; i++)
            Assert.Contains("""[{"message":"a"},{"message":"b"},{"message":"c"}]""",
                await AskAsync(aws, Json("logs", "FilterLogEvents", """{"logGroupName":"g"}""")), StringComparison.Ordinal);
    }

    // Pages

    [Fact]
    public async Task Pages_are_cut_and_some_are_empty_and_no_row_is_lost()
    {
        var (short_, empty) = (0, 0);
        for (var seed = 1; seed <= 30; seed++)
        {
            var aws = Of(Strictness.Pages,
                new Account(("FilterLogEvents", """{"events":[{"message":"a"},{"message":"b"},{"message":"c"}]}""")), seed);
            var (rows, token, pages) = ("", "", 0);
            do
            {
                var page = System.Text.Json.JsonDocument.Parse(await AskAsync(aws,
                    Json("logs", "FilterLogEvents", $$"""{"logGroupName":"g"{{token}}}"""))).RootElement;
                var events = page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("message").GetString()).ToList();
                rows += string.Concat(events);
                if (events.Count == 0) empty++;
                token = page.TryGetProperty("nextToken", out var next) ? $",\"nextToken\":\"{next}\"" : "";
                pages++;
            }
            while (token.Length > 0);
            Assert.Equal("abc", rows);
            if (pages > 1) short_++;
        }

        Assert.True(short_ > 5 && empty > 0, $"{short_} {empty}");
    }

    [Fact]
    public async Task EC2_gives_all_when_no_page_is_asked_for_and_a_token_belongs_to_its_query()
    {
        string? cut = null;
        for (var seed = 1; cut is null; seed++)
        {
            var aws = Of(Strictness.Pages, new Account(("DescribeVolumes", Volumes)), seed);
            Assert.Equal(Volumes, await AskAsync(aws, Query("ec2", "DescribeVolumes")));
            var page = await AskAsync(aws, Query("ec2", "DescribeVolumes", "MaxResults=5"));
            if (!page.Contains("<nextToken>", StringComparison.Ordinal)) continue;
            cut = page.Split("<nextToken>")[1].Split('<')[0];
            Assert.Contains("InvalidParameterValue",
                await AskAsync(aws, Query("ec2", "DescribeVolumes",
                $"MaxResults=5&NextToken={cut}&Filter.1.Name=status&Filter.1.Value.1=available")), StringComparison.Ordinal);
        }
    }

    // Throttling

    [Theory]
    [InlineData("cloudwatch", "DescribeAlarms", 9, "Throttling")]
    [InlineData("cloudwatch", "GetDashboard", 10, "Throttling")]
    [InlineData("ec2", "CreateVpc", 50, "RequestLimitExceeded")]
    [InlineData("logs", "FilterLogEvents", 5, "ThrottlingException")]
    public void More_than_the_rate_is_refused_until_time_has_passed(string service, string operation, int burst, string code)
    {
        var time = new Clock();
        var aws = new StrictAws(new Account(), new(Strictness.Throttling, 1), new(), time);
        var request = service == "logs" ? Json(service, operation, "{}") : Query(service, operation);
        for (var i = 0; i < burst; i++) Assert.Null(aws.Gate(request, out _));
        Assert.Contains(code, Encoding.UTF8.GetString(aws.Gate(request, out _)!.Body), StringComparison.Ordinal);
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(aws.Gate(request, out _));
    }

    // Regions

    [Fact]
    public async Task A_bucket_of_another_region_is_elsewhere_and_HEAD_says_it_by_a_header()
    {
        var aws = Of(Strictness.Regions, new Account());
        await AskAsync(aws, Rest("s3", "PUT", "/faraway",
            "<CreateBucketConfiguration><LocationConstraint>us-west-2</LocationConstraint></CreateBucketConfiguration>", "us-west-2"));

        var listed = aws.Gate(Rest("s3", "GET", "/faraway?list-type=2", region: "eu-west-1"), out _)!;
        Assert.Equal((301, "us-west-2"), (listed.Status, listed.Headers["x-amz-bucket-region"]));
        Assert.Contains("<Code>PermanentRedirect</Code>", Encoding.UTF8.GetString(listed.Body), StringComparison.Ordinal);
        var head = aws.Gate(Rest("s3", "HEAD", "/faraway", region: "eu-west-1"), out _)!;
        Assert.Equal((301, "us-west-2", 0), (head.Status, head.Headers["x-amz-bucket-region"], head.Body.Length));
        Assert.Null(aws.Gate(Rest("s3", "GET", "/faraway?list-type=2", region: "us-west-2"), out _));
    }

    [Fact]
    public void A_region_without_function_URLs_says_so_and_a_global_service_has_one_region()
    {
        var aws = Of(Strictness.Regions, new Account());
        var url = aws.Gate(Rest("lambda", "GET", "/2021-10-31/functions/f/url", region: "eu-central-2"), out _)!;
        Assert.Equal((403, "AccessDeniedException"), (url.Status, url.Headers["x-amzn-ErrorType"]));
        Assert.Null(aws.Gate(Rest("lambda", "GET", "/2021-10-31/functions/f/url", region: "eu-west-1"), out _));
        Assert.Equal(403, aws.Gate(Query("iam", "ListUsers", region: "eu-west-1"), out _)!.Status);
        Assert.Null(aws.Gate(Query("iam", "ListUsers"), out _));
    }

    // Faults

    [Fact]
    public async Task A_test_has_connections_dropped_pages_answered_and_services_down()
    {
        await using var emulator = new Wire(new("http://127.0.0.1:1"), new(Strictness.None, 1));
        await using var wire = new Wire(emulator.Url, new(Strictness.None, 1));
        emulator.Answer("ListUsers", "<ListUsersResponse/>");
        using var http = new HttpClient();
        async Task<(int Status, string Body)> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post,
                wire.Url)
            { Content = new StringContent("Action=ListUsers&Version=2010-05-08", null, "application/x-www-form-urlencoded") };
            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        // An HTTP client sends what it lost again by itself.
        wire.Break("ListUsers", Fault.DropBefore);
        await Assert.ThrowsAsync<HttpRequestException>(SendAsync);
        Assert.Empty(emulator.Seen);
        wire.Forget();
        wire.Break("ListUsers", Fault.DropAfter);
        await Assert.ThrowsAsync<HttpRequestException>(SendAsync);
        Assert.Equal(wire.Seen.Count, emulator.Seen.Count);
        Assert.NotEmpty(emulator.Seen);
        wire.Forget();
        wire.Break("ListUsers", Fault.WebPage, times: 1);
        Assert.StartsWith("<!DOCTYPE html>", (await SendAsync()).Body, StringComparison.Ordinal);
        wire.Break("ListUsers", Fault.Status(503), times: 1);
        Assert.Equal(503, (await SendAsync()).Status);
        wire.Break("ListUsers", Fault.Slow(TimeSpan.FromMilliseconds(1)), times: 1);
        Assert.Equal((200, "<ListUsersResponse/>"), await SendAsync());
    }

    private static StrictAws Of(Strictness layers, Account account, int seed = 1) => new(account, new(layers, seed), new());

    private static async Task<string> AskAsync(StrictAws aws, HttpCall request) =>
        Encoding.UTF8.GetString((aws.Gate(request, out var call) ?? await aws.AnswerAsync(call!)).Body);

    private static Shape At(Shape shape, string path)
    {
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part.Replace("[]", "", StringComparison.Ordinal);
            Assert.Contains(name, shape.Members.Keys);
            shape = shape.Members[name].Shape;
            if (part.EndsWith("[]", StringComparison.Ordinal)) shape = shape.Item.Shape;
        }

        return shape;
    }

    private sealed class Clock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Pass(TimeSpan by) => now += by.Ticks;
    }
}
