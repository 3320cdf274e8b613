namespace Infra.Emulator.CloudFormation;

public sealed class StackSetTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Template = """{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"baseline"}}}}""";
    private const string Exporting =
        """{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}},"Outputs":{"Name":{"Value":"v","Export":{"Name":"queue-name"}}}}""";

    [Fact]
    public async Task A_stack_set_lives_from_its_template_to_its_deletion()
    {
        await CallAsync("cfn_create_stack_set", new { stackSetName = "baseline", templateBody = Template });
        Assert.Equal("baseline", Assert.Single((await CallAsync("cfn_list_stack_sets")).GetProperty("items").EnumerateArray())
            .GetProperty("name").GetString());
        var where = new { stackSetName = "baseline", accounts = new[] { "123456789012" }, regions = new[] { "eu-west-1" } };
        Assert.Equal("cfn_delete_stack_instances",
            (await PlanAsync("cfn_create_stack_instances", where)).GetProperty("undo").GetProperty("tool").GetString());
        await CallAsync("cfn_create_stack_instances", where);

        var set = await CallAsync("cfn_get_stack_set", new { stackSetName = "baseline" });
        Assert.Equal(("123456789012", "CREATE"),
            (set.GetProperty("instances")[0].GetProperty("account").GetString(),
                set.GetProperty("operations")[0].GetProperty("action").GetString()));
        await CallAsync("cfn_update_stack_set",
            new { stackSetName = "baseline", templateBody = Template.Replace("baseline", "other", StringComparison.Ordinal) });
        Assert.Contains("1 stack(s)", (await PlanAsync("cfn_delete_stack_set", new { stackSetName = "baseline" }))
            .GetProperty("obstacles")[0].GetString(), StringComparison.Ordinal);
        await ConfirmAsync("cfn_delete_stack_instances", where);
        // The emulator keeps what was deleted.
        Wire.Answer("DeleteStackSet", Response("DeleteStackSet", ""));
        Wire.Answer("ListStackInstances", Response("ListStackInstances", "<Summaries/>"));
        await ConfirmAsync("cfn_delete_stack_set", new { stackSetName = "baseline" });
    }

    [Fact]
    public async Task A_template_that_is_too_long_for_a_request_is_deployed_by_way_of_a_bucket()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.yaml");
        await File.WriteAllTextAsync(file, "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n" + new string('#', 60_000));
        await CallAsync("s3_create_bucket", new { bucket = "cfn-templates-1" });

        var stored = await CallAsync("cfn_put_template", new { templatePath = file, bucket = "cfn-templates-1" });
        File.Delete(file);
        await CallAsync("cfn_create_stack", new { stackName = "long", templateUrl = stored.GetProperty("templateUrl").GetString() });

        Assert.Equal("Queue", Assert.Single((await CallAsync("cfn_get_stack", new { stackName = "long" })).GetProperty("resources")
            .EnumerateArray()).GetProperty("logicalId").GetString());
    }

    [Fact]
    public async Task Resources_move_between_stacks_after_a_look_at_what_goes_where()
    {
        await CallAsync("cfn_create_stack", new { stackName = "web", templateBody = Template });
        // The emulator lacks refactoring.
        const string id = "57c251e3-95ce-4823-9cc5-72d4eb4d2d75";
        Wire.Answer("CreateStackRefactor", Response("CreateStackRefactor", $"<StackRefactorId>{id}</StackRefactorId>"));
        Wire.Answer("DescribeStackRefactor", Response("DescribeStackRefactor",
            $"<StackRefactorId>{id}</StackRefactorId><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>"));
        Wire.Answer("ListStackRefactorActions", Response("ListStackRefactorActions", """
            <StackRefactorActions><member><Action>MOVE</Action><Entity>RESOURCE</Entity><PhysicalResourceId>baseline</PhysicalResourceId>
            <ResourceMapping><Source><StackName>web</StackName><LogicalResourceId>Queue</LogicalResourceId></Source>
            <Destination><StackName>data</StackName><LogicalResourceId>Queue</LogicalResourceId></Destination></ResourceMapping>
            </member></StackRefactorActions>
            """));
        Wire.Answer("ExecuteStackRefactor", Response("ExecuteStackRefactor", ""));

        await CallAsync("cfn_create_refactor", new
        {
            stacks = new[] { new { stackName = "web", templateBody = Exporting }, new { stackName = "data", templateBody = Template } },
            createStacks = true,
            wait = true,
        });
        var refactor = await CallAsync("cfn_get_refactor", new { refactorId = id });
        Assert.Equal("MOVE baseline: web.Queue to data.Queue", refactor.GetProperty("actions")[0].GetString());
        await ConfirmAsync("cfn_execute_refactor", new { refactorId = id });
    }

    [Fact]
    public async Task Exports_are_listed_and_a_stuck_or_failed_stack_is_taken_back()
    {
        await CallAsync("cfn_create_stack", new { stackName = "web", templateBody = Exporting });
        Assert.Equal("web", Assert.Single((await CallAsync("cfn_list_exports", new { name = "queue-*" })).GetProperty("items")
            .EnumerateArray()).GetProperty("stack").GetString());

        // The emulator has no operation that gets stuck or fails half way.
        var real = (await CallAsync("cfn_get_stack", new { stackName = "web" })).GetProperty("id").GetString();
        Is("UPDATE_ROLLBACK_FAILED");
        Wire.Answer("ContinueUpdateRollback", Response("ContinueUpdateRollback", ""));
        await CallAsync("cfn_continue_rollback", new { stackName = "web", skipResources = new[] { "Queue" } });
        Is("UPDATE_FAILED");
        Wire.Answer("RollbackStack", Response("RollbackStack", $"<StackId>{real}</StackId>"));
        await ConfirmAsync("cfn_rollback_stack", new { stackName = "web" });

        void Is(string status) => Wire.Answer("DescribeStacks", Response("DescribeStacks", $"""
            <Stacks><member><StackId>{real}</StackId><StackName>web</StackName><CreationTime>2026-03-01T00:00:00Z</CreationTime><LastUpdatedTime>2026-03-02T00:00:00Z</LastUpdatedTime>
            <StackStatus>{status}</StackStatus></member></Stacks>
            """));
    }

    private static string Response(string operation, string result) =>
        $"<{operation}Response "
            + $"xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>";
}
