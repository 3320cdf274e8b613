using Infra.Emulator.Lambda;

namespace Infra.Emulator.Questions;

/// <summary>What happened, and why.</summary>
public sealed class OperationQuestions(EmulatorFixture fixture) : QuestionTest(fixture)
{
    [Fact]
    public async Task What_changed_in_this_stack()
    {
        // The emulator tells of a stack's steps only the first and the last, and detects no drift.
        Stack("web", "UPDATE_COMPLETE",
            "<DriftInformation><StackDriftStatus>DRIFTED</StackDriftStatus><LastCheckTimestamp>2026-08-20T18:00:00Z</LastCheckTimestamp></DriftInformation>");
        Answer("DescribeStackEvents", "web", $"""
            <StackEvents>
              {Event("web", "2026-08-20T17:52:30Z", "web", "AWS::CloudFormation::Stack", "UPDATE_COMPLETE")}
              {Event("web", "2026-08-20T17:52:28Z", "Mails", "AWS::SQS::Queue", "CREATE_COMPLETE")}
              {Event("web", "2026-08-20T17:52:26Z", "Orders", "AWS::SQS::Queue", "UPDATE_COMPLETE")}
              {Event("web", "2026-08-20T17:52:24Z", "web", "AWS::CloudFormation::Stack", "UPDATE_IN_PROGRESS", "User Initiated")}
              {Event("web", "2026-07-01T10:00:00Z", "Old", "AWS::SQS::Queue", "CREATE_COMPLETE")}
            </StackEvents>
            """);
        Answer("DescribeStackResourceDrifts", "web", """
            <StackResourceDrifts><member><StackId>arn:aws:cloudformation:us-east-1:123456789012:stack/web/1</StackId><LogicalResourceId>Orders</LogicalResourceId><PhysicalResourceId>orders</PhysicalResourceId>
            <ResourceType>AWS::SQS::Queue</ResourceType><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><ExpectedProperties>{"DelaySeconds":0}</ExpectedProperties><ActualProperties>{"DelaySeconds":120}</ActualProperties>
            <PropertyDifferences><member><PropertyPath>/DelaySeconds</PropertyPath><ExpectedValue>0</ExpectedValue><ActualValue>120</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences>
            <Timestamp>2026-08-20T18:00:00Z</Timestamp></member></StackResourceDrifts>
            """);

        Answer("ListStackResources", "web", "<StackResourceSummaries/>");

        var events = Rows(await AskAsync("cfn_list_events", new { stackName = "web", since = "2026-08-01T00:00:00Z" }));
        var drift = await AskAsync("cfn_get_drift", new { stackName = "web" });

        Assert.Equal(["Mails CREATE_COMPLETE", "Orders UPDATE_COMPLETE"],
            events.Where(e => Text(e, "type") != "AWS::CloudFormation::Stack").Select(e => $"{Text(e, "resource")} {Text(e, "status")}"));
        Assert.Equal("DRIFTED", Text(drift, "status"));
        var changed = Assert.Single(drift.GetProperty("resources").EnumerateArray());
        var difference = Assert.Single(changed.GetProperty("differences").EnumerateArray());
        Assert.Equal(("Orders", "/DelaySeconds", "0", "120"),
            (Text(changed, "logicalId"), Text(difference, "path"), Text(difference, "expected"), Text(difference, "actual")));
    }

    [Fact]
    public async Task Why_did_this_stack_fail()
    {
        // A stack fails because one within it did, which failed because of a bucket.
        Stack("web", "ROLLBACK_COMPLETE");
        Stack("web-Storage-ABC", "DELETE_COMPLETE");
        foreach (var stack in new[] { "web", "web-Storage-ABC" }) Answer("ListStackResources", stack, "<StackResourceSummaries/>");
        Answer("DescribeStackEvents", "web", $"""
            <StackEvents>
              {Event("web", "2026-08-20T17:53:00Z", "web", "AWS::CloudFormation::Stack", "ROLLBACK_COMPLETE")}
              {Event("web", "2026-08-20T17:52:40Z", "Orders", "AWS::SQS::Queue", "DELETE_COMPLETE")}
              {Event("web", "2026-08-20T17:52:31Z", "web", "AWS::CloudFormation::Stack", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Storage, Orders]. Rollback requested by user.")}
              {Event("web", "2026-08-20T17:52:30Z", "Orders", "AWS::SQS::Queue", "CREATE_FAILED", "Resource creation cancelled")}
              {Event("web", "2026-08-20T17:52:29Z", "Storage", "AWS::CloudFormation::Stack", "CREATE_FAILED", $"Embedded stack {Arn("web-Storage-ABC")} was not successfully created: The following resource(s) failed to create: [Bucket].")}
            </StackEvents>
            """);
        Answer("DescribeStackEvents", "web-Storage-ABC", $"""
            <StackEvents>
              {Event("web-Storage-ABC", "2026-08-20T17:52:45Z", "web-Storage-ABC", "AWS::CloudFormation::Stack", "DELETE_COMPLETE")}
              {Event("web-Storage-ABC", "2026-08-20T17:52:27Z", "Table", "AWS::DynamoDB::Table", "CREATE_FAILED", "Resource creation cancelled")}
              {Event("web-Storage-ABC", "2026-08-20T17:52:26Z", "Bucket", "AWS::S3::Bucket", "CREATE_FAILED", "photos already exists")}
            </StackEvents>
            """);

        var failure = Assert.Single((await AskAsync("cfn_get_stack", new { stackName = "web" })).GetProperty("failures").EnumerateArray());
        var reason = Text(failure, "reason")!;
        var within = reason.Split(' ').Single(w => w.StartsWith("arn:aws:cloudformation:", StringComparison.Ordinal));
        var cause = Assert.Single(Rows(await AskAsync("cfn_list_events", new { stackName = within, failedOnly = true })));

        Assert.Equal("Storage", Text(failure, "resource"));
        Assert.Equal(("Bucket", "AWS::S3::Bucket", "photos already exists"),
            (Text(cause, "resource"), Text(cause, "type"), Text(cause, "reason")));
    }

    [Fact]
    public async Task Which_alarms_are_in_ALARM_and_on_what()
    {
        foreach (var (alarm, instance, state) in new[] { ("cpu-web", "i-0aaa", "ALARM"), ("cpu-api", "i-0bbb", "OK"),
            ("cpu-new", "i-0ccc", "INSUFFICIENT_DATA") })
        {
            await CallAsync("cloudwatch_put_alarm",
                new
                {
                    alarm,
                    @namespace = "AWS/EC2",
                    metric = "CPUUtilization",
                    dimensions = new Dictionary<string, string> { ["InstanceId"] = instance },
                    threshold = 80
                });
            await CallAsync("cloudwatch_set_alarm_state", new { alarm, state, reason = "test" });
        }

        await CallAsync("cloudwatch_put_alarm",
            new
            {
                alarm = "full",
                @namespace = "AWS/RDS",
                metric = "FreeStorageSpace",
                comparison = "<",
                dimensions = new Dictionary<string, string> { ["DBInstanceIdentifier"] = "orders" },
                threshold = 1000
            });
        await CallAsync("cloudwatch_set_alarm_state", new { alarm = "full", state = "ALARM", reason = "test" });

        var alarms = Rows(await AskAsync("cloudwatch_list_alarms", new { state = "ALARM" }));

        Assert.Equal(["cpu-web", "full"], alarms.Select(a => Text(a, "name")).Order());
        Assert.All(alarms, a => Assert.Equal("ALARM", Text(a, "state")));
        Assert.Contains("AWS/EC2 CPUUtilization InstanceId=i-0aaa Average > 80",
            Text(alarms.Single(a => Text(a, "name") == "cpu-web"), "rule"), StringComparison.Ordinal);
        Assert.Contains("AWS/RDS FreeStorageSpace DBInstanceIdentifier=orders Average < 1000",
            Text(alarms.Single(a => Text(a, "name") == "full"), "rule"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_did_the_function_log_on_its_last_invocation()
    {
        var roleArn = await Surroundings.RoleAsync(Wire, "runner");
        foreach (var functionName in new[] { "orders", "mails" })
        {
            await CallAsync("lambda_create_function",
                new
                {
                    functionName,
                    roleArn,
                    runtime = "python3.13",
                    source = "def lambda_handler(event, context):\n    return event['id']\n"
                });
            // The emulator's functions log nothing.
            await Surroundings.LogAsync(Wire, $"/aws/lambda/{functionName}", "2026/08/20/[$LATEST]aaaa",
                (180, "START RequestId: r1 Version: $LATEST"), (179, "[ERROR] TimeoutError: the shop is closed"),
                (179, "END RequestId: r1"), (178, "REPORT RequestId: r1 Duration: 3000.00 ms"));
        }

        await Surroundings.LogAsync(Wire, "/aws/lambda/orders", "2026/08/20/[$LATEST]bbbb",
            (60, "START RequestId: r2 Version: $LATEST"),
            (59, "[ERROR] KeyError: 'id'\nTraceback (most recent call last):\n  File \"index.py\", line 2"), (58, "END RequestId: r2"),
            (57, "REPORT RequestId: r2 Duration: 12.50 ms"));

        Assert.Equal(["/aws/lambda/orders"],
            Rows(await CallAsync("logs_list_groups", new { prefix = "/aws/lambda/o" })).Select(g => Text(g, "name")));

        var function = await AskAsync("lambda_get_function", new { functionName = "orders" });
        // AWS always tells the group; the emulator does not.
        var group = Text(function, "logGroup") ?? "/aws/lambda/orders";
        var events = Rows(await AskAsync("logs_list_events", new { group }));
        var errors = Rows(await AskAsync("logs_list_events", new { group, filter = "ERROR" }));

        // Newest first, of all streams of this function and of no other.
        var last = events.TakeWhile(e => !Text(e, "message")!.StartsWith("START", StringComparison.Ordinal))
            .Select(e => Text(e, "message")!).ToList();
        Assert.Equal(["REPORT RequestId: r2 Duration: 12.50 ms", "END RequestId: r2",
            "[ERROR] KeyError: 'id'\nTraceback (most recent call last):\n  File \"index.py\", line 2"], last);
        Assert.Equal(8, events.Count);
        Assert.Equal(["2026/08/20/[$LATEST]bbbb [ERROR] KeyError: 'id'",
            "2026/08/20/[$LATEST]aaaa [ERROR] TimeoutError: the shop is closed"],
            errors.Select(e => $"{Text(e, "stream")} {Text(e, "message")!.Split('\n')[0]}"));
    }

    [Fact]
    public async Task What_is_tagged_env_dev_in_all_services()
    {
        var (vpc, subnets) = await Network.DefaultAsync(Wire.Url);
        var roleArn = await Surroundings.RoleAsync(Wire, "runner");
        var mine = new List<string>();
        foreach (var env in new[] { "prod", "dev" })
        {
            var tags = new { env };
            var instance = await LaunchAsync(env, subnets[0], tags: tags);
            var volume = Text((await CallAsync("ec2_get_instance", new { instanceId = instance })).GetProperty("volumes")[0], "id")!;
            var group = Id(await CallAsync("vpc_create_security_group", new { vpcId = vpc, name = env, description = env, tags }));
            await CallAsync("account_put_parameter", new { name = $"/{env}/host", value = "db", tags });
            await CallAsync("s3_create_bucket", new { bucket = $"q20-{env}", tags });
            await CallAsync("rds_create_instance",
                new { instanceId = $"orders-{env}", engine = "postgres", instanceClass = "db.t4g.micro", backupDays = 0, tags });
            // Named as the database is, and another resource all the same.
            await CallAsync("lambda_create_function",
                new
                {
                    functionName = $"orders-{env}",
                    roleArn,
                    runtime = "python3.13",
                    source = "def lambda_handler(event, context):\n    return event\n",
                    tags
                });
            var targets = Text(await CallAsync("elb_create_target_group",
                new { name = env, protocol = "HTTP", port = 80, vpcId = vpc, tags }), "arn")!;
            mine =
            [
                instance, volume, group, $"/{env}/host", $"arn:aws:s3:::q20-{env}", $"arn:aws:rds:us-east-1:123456789012:db:orders-{env}",
                $"arn:aws:lambda:us-east-1:123456789012:function:orders-{env}", targets
            ];
        }

        // The emulator's index has no functions, and has snapshots that carry no tags in AWS.
        var indexed = mine.Select(id => id switch
        {
            _ when id.StartsWith("i-", StringComparison.Ordinal) => $"arn:aws:ec2:us-east-1:123456789012:instance/{id}",
            _ when id.StartsWith("vol-", StringComparison.Ordinal) => $"arn:aws:ec2:us-east-1:123456789012:volume/{id}",
            _ when id.StartsWith("sg-", StringComparison.Ordinal) => $"arn:aws:ec2:us-east-1:123456789012:security-group/{id}",
            _ when id.StartsWith('/') => $"arn:aws:ssm:us-east-1:123456789012:parameter{id}",
            _ => id,
        });
        Wire.Answer(r => r.Operation == "GetResources"
            && r.Body.Contains("""[{"Key":"env","Values":["dev"]}]""", StringComparison.Ordinal), $$"""
            { "PaginationToken": "", "ResourceTagMappingList": [{{string.Join(",", indexed.Select(arn => $$"""{ "ResourceARN": "{{arn}}", "Tags": [{ "Key": "env", "Value": "dev" }] }"""))}}] }
            """);

        var page = await AskAsync("account_find_resources", new { tags = new { env = "dev" } });

        Assert.Equal(mine.Order(StringComparer.Ordinal), Rows(page).Select(r => Text(r, "arn") ?? Id(r)).Order(StringComparer.Ordinal));
        Assert.Equal("AWS's index of tags lacks IAM roles, users and groups.", Text(page, "note"));
    }

    private static string Arn(string stack) => $"arn:aws:cloudformation:us-east-1:123456789012:stack/{stack}/1";

    private static string Event(string stack, string at, string resource, string type, string status, string? reason = null) => $"""
        <member><StackId>{Arn(stack)}</StackId><StackName>{stack}</StackName><EventId>{resource}-{at}</EventId><LogicalResourceId>{resource}</LogicalResourceId><PhysicalResourceId>{(resource == stack ? Arn(stack) : resource.ToLowerInvariant())}</PhysicalResourceId>
        <ResourceType>{type}</ResourceType><Timestamp>{at}</Timestamp><ResourceStatus>{status}</ResourceStatus>{(reason is null ? "" : $"<ResourceStatusReason>{reason}</ResourceStatusReason>")}</member>
        """;

    private void Stack(string name, string status, string more = "") => Answer("DescribeStacks", name, $"""
        <Stacks><member><StackName>{name}</StackName><StackId>{Arn(name)}</StackId><CreationTime>2026-07-01T10:00:00Z</CreationTime><StackStatus>{status}</StackStatus>{more}</member></Stacks>
        """);

    /// <summary>An answer for one stack, by its name or its id.</summary>
    private void Answer(string operation, string stack, string result) => Wire.Answer(
        r => r.Operation == operation && (Uri.UnescapeDataString(r.Body) + "&") is var body
            && (body.Contains($"StackName={stack}&", StringComparison.Ordinal)
                || body.Contains($"StackName={Arn(stack)}&", StringComparison.Ordinal)),
        $"""<{operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>b9b5b068</RequestId></ResponseMetadata></{operation}Response>""");
}
