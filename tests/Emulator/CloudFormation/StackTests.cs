using System.Text.Json;

namespace Infra.Emulator.CloudFormation;

public sealed class StackTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Id = "arn:aws:cloudformation:us-east-1:123456789012:stack/web/11111111-2222-3333-4444-555555555555";

    private static string Template(params string[] queues) => JsonSerializer.Serialize(new
    {
        AWSTemplateFormatVersion = "2010-09-09",
        Parameters = new { Stage = new { Type = "String", Default = "test" } },
        Resources = queues.ToDictionary(q => q, q =>
            new { Type = "AWS::SQS::Queue", DeletionPolicy = q == "Orders" ? "Retain" : "Delete", UpdateReplacePolicy = "Delete" }),
        Outputs = new { Name = new { Value = Ref(queues[0]) }, Stage = new { Value = Ref("Stage") } },
    });

    private static Dictionary<string, string> Ref(string name) => new() { ["Ref"] = name };

    [Fact]
    public async Task The_life_of_a_stack()
    {
        Assert.True((await CallAsync("cfn_validate_template", new { templateBody = Template("Orders") })).GetProperty("valid")
            .GetBoolean());
        var arguments = new
        {
            stackName = "web",
            templateBody = Template("Orders"),
            parameters = new Dictionary<string, string> { ["Stage"] = "prod" },
            tags = new { team = "shop" },
            wait = true
        };
        Assert.Contains("Orders (AWS::SQS::Queue)", (await PlanAsync("cfn_create_stack", arguments)).GetProperty("changes").ToString(),
            StringComparison.Ordinal);
        var created = await CallAsync("cfn_create_stack", arguments);
        Assert.Equal("CREATE_COMPLETE", created.GetProperty("status").GetString());
        Assert.NotEmpty(created.GetProperty("outputs").GetProperty("Name").GetString()!);
        Assert.Equal("Conflict", (await FailAsync("cfn_create_stack", arguments)).GetProperty("code").GetString());

        var updated = await CallAsync("cfn_update_stack",
            new { stackName = "web", templateBody = Template("Orders", "Mails"), wait = true });
        Assert.Equal("UPDATE_COMPLETE", updated.GetProperty("status").GetString());
        Assert.Contains("Update%3AReplace", Wire.Seen.Single(r => r.Operation == "UpdateStack").Body, StringComparison.Ordinal);
        Assert.Contains("cfn_create_change_set",
            (await FailAsync("cfn_update_stack", new { stackName = "web", templateBody = Template("Mails") })).GetProperty("message")
            .GetString(), StringComparison.Ordinal);

        var stack = await CallAsync("cfn_get_stack", new { stackName = "web" });
        Assert.Equal(("prod", "shop", 2),
            (stack.GetProperty("parameters").GetProperty("Stage").GetString(), stack.GetProperty("tags").GetProperty("team").GetString(),
            stack.GetProperty("resources").GetArrayLength()));
        Assert.Equal("web",
            Assert.Single((await CallAsync("cfn_list_stacks")).GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains("UPDATE_COMPLETE", (await CallAsync("cfn_list_events", new { stackName = "web" })).GetProperty("items").ToString(),
            StringComparison.Ordinal);
        Assert.Contains("Mails", (await CallAsync("cfn_get_template", new { stackName = "web" })).GetProperty("template").GetString(),
            StringComparison.Ordinal);

        var plan = (await PlanAsync("cfn_delete_stack", new { stackName = "web" })).GetProperty("changes");
        Assert.Contains(plan.EnumerateArray(), c =>
            c.GetProperty("kind").GetString() == "none" && c.GetProperty("note").GetString() == "DeletionPolicy Retain");
        Assert.Equal("DELETE_COMPLETE",
            (await ConfirmAsync("cfn_delete_stack", new { stackName = "web", wait = true })).GetProperty("status").GetString());
        Assert.Equal("NotFound", (await FailAsync("cfn_get_stack", new { stackName = "web" })).GetProperty("code").GetString());
        Assert.Equal(created.GetProperty("id").GetString(),
            (await CallAsync("cfn_list_stacks", new { status = "deleted" })).GetProperty("items")[0].GetProperty("id").GetString());
    }

    // S3-A2a, PUB-1: a comment behind a logical id once swapped two resources' fates.
    [Fact]
    public async Task The_plan_keeps_what_CloudFormation_keeps_whatever_the_notation()
    {
        const string template = """
            Resources:
              Jobs:
                Type: AWS::SQS::Queue
              Customers:   # never delete this one
                Type: AWS::DynamoDB::Table
                DeletionPolicy: Retain
                Properties: {TableName: customers, BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}]}
            """;
        await CallAsync("cfn_create_stack", new { stackName = "commented", templateBody = template });

        var plan = await PlanAsync("cfn_delete_stack", new { stackName = "commented" });

        Assert.Equal("delete Jobs, none Customers", string.Join(", ", plan.GetProperty("changes").EnumerateArray().Skip(1)
            .Select(c => $"{c.GetProperty("kind").GetString()} {c.GetProperty("resource").GetString()!.Split(' ')[0]}")
                .Order(StringComparer.Ordinal)));
    }

    // S3-A9a: the text of a template comes as it is, and ANS-R6: the value of a hidden parameter is nowhere.
    [Fact]
    public async Task A_template_with_passwords_comes_whole_and_their_values_are_not_journaled()
    {
        const string template = """
            Parameters:
              DBPassword:
                Type: String
                NoEcho: true
              ApiKey:
                Type: String
                Default: none
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Metadata:
                  PASSWORD_MIN_LENGTH: 12
                Properties:
                  Tags:
                    - Key: MasterUserPassword
                      Value: !Ref DBPassword
                    - Key: ManageMasterUserPassword
                      Value: false
            """;
        await CallAsync("cfn_create_stack",
            new
            {
                stackName = "web",
                templateBody = template,
                parameters = new Dictionary<string, string> { ["DBPassword"] = "hunter2-hunter2" }
            });

        var answer = await CallAsync("cfn_get_template", new { stackName = "web" });

        Assert.Equal(template, answer.GetProperty("template").GetString());
        Assert.DoesNotContain("hunter2-hunter2", Server.ReadJournal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_sets_show_what_they_do_before_they_do_it()
    {
        await CallAsync("cfn_create_stack", new { stackName = "web", templateBody = Template("Orders") });
        var made = await CallAsync("cfn_create_change_set",
            new { stackName = "web", changeSetName = "more", templateBody = Template("Orders", "Mails"), wait = true });
        Assert.Equal("CREATE_COMPLETE", made.GetProperty("status").GetString());
        await CallAsync("cfn_create_change_set",
            new { stackName = "web", changeSetName = "other", templateBody = Template("Orders", "Bills") });

        Assert.Equal(2, (await CallAsync("cfn_list_change_sets", new { stackName = "web" })).GetProperty("items").GetArrayLength());
        Assert.Contains("Mails",
            (await CallAsync("cfn_get_change_set", new { stackName = "web", changeSetName = "more" })).GetProperty("changes").ToString(),
            StringComparison.Ordinal);
        await ConfirmAsync("cfn_delete_change_set", new { stackName = "web", changeSetName = "other" });
        var plan = (await PlanAsync("cfn_execute_change_set", new { stackName = "web", changeSetName = "more" })).GetProperty("changes");
        Assert.Contains(plan.EnumerateArray(), c =>
            c.GetProperty("kind").GetString() == "create"
            && c.GetProperty("resource").GetString()!.StartsWith("Mails", StringComparison.Ordinal));
        Assert.Equal("UPDATE_COMPLETE",
            (await ConfirmAsync("cfn_execute_change_set", new { stackName = "web", changeSetName = "more", wait = true }))
            .GetProperty("status").GetString());
        Assert.Equal(2, (await CallAsync("cfn_get_stack", new { stackName = "web" })).GetProperty("resources").GetArrayLength());
    }

    [Fact]
    public async Task Drift_is_detected_and_read()
    {
        await CallAsync("cfn_create_stack", new { stackName = "web", templateBody = Template("Orders") });
        Assert.Equal("NOT_CHECKED", (await CallAsync("cfn_get_drift", new { stackName = "web" })).GetProperty("status").GetString());
        Wire.Answer("DetectStackDrift", Response("DetectStackDrift", "<StackDriftDetectionId>b78ac9b0-dec1</StackDriftDetectionId>"));
        Wire.Answer("DescribeStackDriftDetectionStatus", Response("DescribeStackDriftDetectionStatus", $"""
            <StackId>{Id}</StackId><StackDriftDetectionId>b78ac9b0-dec1</StackDriftDetectionId><StackDriftStatus>DRIFTED</StackDriftStatus>
            <Timestamp>2026-08-20T17:52:24.771Z</Timestamp><DetectionStatus>DETECTION_COMPLETE</DetectionStatus><DriftedStackResourceCount>1</DriftedStackResourceCount>
            """));
        Wire.Answer("DescribeStackResourceDrifts", Response("DescribeStackResourceDrifts", $$"""
            <StackResourceDrifts><member><StackId>{{Id}}</StackId><LogicalResourceId>Orders</LogicalResourceId><PhysicalResourceId>https://sqs.us-east-1.amazonaws.com/123456789012/web-Orders</PhysicalResourceId>
            <ResourceType>AWS::SQS::Queue</ResourceType><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><ExpectedProperties>{"DelaySeconds":0}</ExpectedProperties><ActualProperties>{"DelaySeconds":120}</ActualProperties>
            <PropertyDifferences><member><PropertyPath>/DelaySeconds</PropertyPath><ExpectedValue>0</ExpectedValue><ActualValue>120</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences>
            <Timestamp>2026-08-20T17:52:24.771Z</Timestamp></member></StackResourceDrifts>
            """));

        var detected = await CallAsync("cfn_detect_drift", new { stackName = "web", wait = true });
        Assert.Equal(("DRIFTED", 1), (detected.GetProperty("status").GetString(), detected.GetProperty("driftedResources").GetInt32()));
        IsStack("UPDATE_COMPLETE",
            "<DriftInformation><StackDriftStatus>DRIFTED</StackDriftStatus><LastCheckTimestamp>2026-08-20T17:52:24.771Z</LastCheckTimestamp></DriftInformation>");
        Wire.Answer("ListStackResources", Response("ListStackResources", """
            <StackResourceSummaries>
            <member><LogicalResourceId>Orders</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType>
            <ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>
            <member><LogicalResourceId>Hook</LogicalResourceId><ResourceType>Custom::Hook</ResourceType>
            <ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>
            </StackResourceSummaries>
            """));
        var drift = await CallAsync("cfn_get_drift",
            new { stackName = "web", detectionId = detected.GetProperty("detectionId").GetString() });
        Assert.Equal(("DETECTION_COMPLETE", "120"),
            (drift.GetProperty("detection").GetString(),
            drift.GetProperty("resources")[0].GetProperty("differences")[0].GetProperty("actual").GetString()));
        Assert.Equal("Hook (Custom::Hook)", Assert.Single(drift.GetProperty("notChecked").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task An_update_in_progress_is_cancelled()
    {
        IsStack("UPDATE_IN_PROGRESS", "<LastUpdatedTime>2026-08-20T17:52:24Z</LastUpdatedTime>");
        Wire.Answer("ListStackResources", Response("ListStackResources", """
            <StackResourceSummaries><member><LogicalResourceId>Orders</LogicalResourceId><PhysicalResourceId>web-Orders</PhysicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType>
            <ResourceStatus>UPDATE_IN_PROGRESS</ResourceStatus><LastUpdatedTimestamp>2026-08-20T17:52:25Z</LastUpdatedTimestamp></member></StackResourceSummaries>
            """));
        Wire.Answer("CancelUpdateStack",
            "<CancelUpdateStackResponse "
                + "xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><ResponseMetadata><RequestId>5ccc7dcd</RequestId></ResponseMetadata></CancelUpdateStackResponse>");

        Assert.Equal(1, (await PlanAsync("cfn_cancel_update", new { stackName = "web" })).GetProperty("changes").GetArrayLength());
        Assert.Equal("UPDATE_IN_PROGRESS",
            (await ConfirmAsync("cfn_cancel_update", new { stackName = "web" })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Protection_and_importing_stacks_keep_a_stack_alive()
    {
        Wire.Answer("UpdateTerminationProtection", Response("UpdateTerminationProtection", $"<StackId>{Id}</StackId>"));
        Wire.Answer("ListImports", Response("ListImports", "<Imports><member>shop</member></Imports>"));
        Wire.Answer("ListStackResources", Response("ListStackResources", "<StackResourceSummaries/>"));
        Wire.Answer("GetTemplate", Response("GetTemplate", "<TemplateBody>{}</TemplateBody>"));
        const string outputs =
            "<Outputs><member><OutputKey>Vpc</OutputKey><OutputValue>vpc-1</OutputValue><ExportName>web-vpc</ExportName></member></Outputs>";
        IsStack("CREATE_COMPLETE", $"<EnableTerminationProtection>true</EnableTerminationProtection>{outputs}");

        Assert.Contains("cfn_set_termination_protection",
            (await FailAsync("cfn_delete_stack", new { stackName = "web" })).GetProperty("message").GetString(), StringComparison.Ordinal);
        var change = (await PlanAsync("cfn_set_termination_protection", new { stackName = "web", enabled = false }))
            .GetProperty("changes")[0];
        Assert.Equal(("on", "off"), (change.GetProperty("from").GetString(), change.GetProperty("to").GetString()));
        Assert.False((await CallAsync("cfn_set_termination_protection", new { stackName = "web", enabled = false }))
            .GetProperty("terminationProtection").GetBoolean());
        IsStack("CREATE_COMPLETE", outputs);
        Assert.Contains("shop imports web-vpc",
            (await FailAsync("cfn_delete_stack", new { stackName = "web" })).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private void IsStack(string status, string more) => Wire.Answer("DescribeStacks", Response("DescribeStacks", $"""
        <Stacks><member><StackName>web</StackName><StackId>{Id}</StackId><CreationTime>2026-08-01T10:00:00Z</CreationTime><StackStatus>{status}</StackStatus>{more}</member></Stacks>
        """));

    private static string Response(string operation, string result) =>
        $"""<{operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>b9b5b068</RequestId></ResponseMetadata></{operation}Response>""";
}
