using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class StackSetTests : CfnToolTest
{
    private readonly StackSet set = new()
    {
        StackSetName = "baseline",
        StackSetARN = "arn:set",
        Status = StackSetStatus.ACTIVE,
        TemplateBody = Template,
        Parameters = [new() { ParameterKey = "Size", ParameterValue = "small" },
            new() { ParameterKey = "DbPassword", ParameterValue = "****" }],
    };

    public StackSetTests()
    {
        Client.DescribeStackSetAsync(default!, default).ReturnsForAnyArgs(_ => new DescribeStackSetResponse { StackSet = set });
        Client.ListStackInstancesAsync(default!, default).ReturnsForAnyArgs(new ListStackInstancesResponse
        {
            Summaries = [
                new() { Account = "111111111111", Region = "eu-west-1", Status = "CURRENT", StackId = "arn:1" },
                new() { Account = "222222222222", Region = "eu-west-1", Status = "OUTDATED", StatusReason = "denied" }],
        });
        Operation("FAILED");
        Client.ListStackSetOperationResultsAsync(default!, default).ReturnsForAnyArgs(new ListStackSetOperationResultsResponse
        {
            Summaries = [new() { Account = "222222222222", Region = "eu-west-1", Status = "FAILED", StatusReason = "denied" },
                new() { Account = "111111111111", Status = "SUCCEEDED" }],
        });
    }

    [Fact]
    public async Task The_name_of_a_set_that_is_there_is_taken()
    {
        var arguments = new { stackSetName = "baseline", templateBody = Template, parameters = Map("DbPassword=x") };

        Assert.Equal("There is a stack set baseline already (ACTIVE); cfn_update_stack_set changes it.",
            Assert.Single((await PlanAsync(CreateStackSet.Tool, arguments)).Obstacles));

        Client.DescribeStackSetAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<DescribeStackSetResponse>(new StackSetNotFoundException("none")));

        Assert.Empty((await PlanAsync(CreateStackSet.Tool, arguments)).Obstacles);
    }

    [Fact]
    public async Task What_is_not_as_the_set_says_comes_first_with_the_failures_of_the_last_operation()
    {
        var result = await RunAsync(GetStackSet.Tool, new { stackSetName = "baseline" });

        Assert.Equal("222222222222", result.GetProperty("instances")[0].GetProperty("account").GetString());
        Assert.Equal("222222222222 eu-west-1: denied", Assert.Single(result.GetProperty("failures").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_set_is_deployed_one_account_at_a_time_and_stops_at_the_first_failure()
    {
        CreateStackInstancesRequest? sent = null;
        Client.CreateStackInstancesAsync(Arg.Do<CreateStackInstancesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateStackInstancesResponse { OperationId = "op" });
        var arguments = new
        {
            stackSetName = "baseline",
            accounts = new[] { "111111111111", "333333333333" },
            regions = new[] { "eu-west-1" }
        };

        var plan = await PlanAsync(CreateStackInstances.Tool, arguments);
        await RunAsync(CreateStackInstances.Tool, arguments);

        Assert.Equal("stack of baseline in 333333333333 eu-west-1", Assert.Single(plan.Changes, c => c.Kind is ChangeKind.Create).Resource);
        Assert.Equal((1, 0), (sent!.OperationPreferences.MaxConcurrentCount!.Value,
            sent.OperationPreferences.FailureToleranceCount!.Value));
    }

    [Fact]
    public async Task Nothing_begins_beside_an_operation_in_progress()
    {
        Operation("RUNNING");

        Assert.Single((await PlanAsync(DeleteStackInstances.Tool,
            new { stackSetName = "baseline", accounts = new[] { "111111111111" }, regions = new[] { "eu-west-1" } })).Obstacles);
    }

    [Fact]
    public async Task An_update_keeps_the_values_that_it_does_not_name_and_hides_hidden_ones()
    {
        UpdateStackSetRequest? sent = null;
        Client.UpdateStackSetAsync(Arg.Do<UpdateStackSetRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateStackSetResponse { OperationId = "op" });
        List<string> secrets = [];

        var plan = await PlanAsync(UpdateStackSet.Tool, new { stackSetName = "baseline", parameters = Map("DbPassword=hunter2-hunter2") },
            Collecting(secrets));
        await RunAsync(UpdateStackSet.Tool, new { stackSetName = "baseline", parameters = Map("DbPassword=hunter2-hunter2") });

        Assert.DoesNotContain("hunter2", string.Join("\n", Lines(plan)), StringComparison.Ordinal);
        Assert.Contains("hunter2-hunter2", secrets);
        Assert.True(sent!.UsePreviousTemplate);
        Assert.True(sent.Parameters.Single(p => p.ParameterKey == "Size").UsePreviousValue);
    }

    [Fact]
    public async Task A_template_that_leaves_a_resource_out_says_that_it_is_deleted()
    {
        var plan = await PlanAsync(UpdateStackSet.Tool,
            new
            {
                stackSetName = "baseline",
                templateBody = """{"Resources":{"Db":{"Type":"AWS::RDS::DBInstance"},"New":{"Type":"AWS::SQS::Queue"}}}"""
            });

        Assert.Equal("Bucket (AWS::S3::Bucket) in each stack", Assert.Single(plan.Changes, c => c.Kind is ChangeKind.Delete).Resource);
        Assert.Equal("New (AWS::SQS::Queue) in each stack", Assert.Single(plan.Changes, c => c.Kind is ChangeKind.Create).Resource);
    }

    [Fact]
    public async Task A_set_with_stacks_is_not_deleted() =>
        Assert.Contains("cfn_delete_stack_instances",
            Assert.Single((await PlanAsync(DeleteStackSet.Tool, new { stackSetName = "baseline" })).Obstacles), StringComparison.Ordinal);

    [Fact]
    public async Task A_new_set_is_taken_back_by_its_deletion_and_hides_what_its_template_hides()
    {
        var plan = await PlanAsync(CreateStackSet.Tool,
            new { stackSetName = "new", templateBody = Template, parameters = Map("DbPassword=hunter2-hunter2") });
        Assert.Equal("cfn_delete_stack_set", plan.Undo!.Tool);
        Assert.Contains(plan.Changes, c => c is { Resource: "parameter DbPassword", To: "(hidden)" });
    }

    private void Operation(string status) =>
        Client.ListStackSetOperationsAsync(default!, default).ReturnsForAnyArgs(new ListStackSetOperationsResponse
        {
            Summaries = [new() { OperationId = "op", Action = "UPDATE", Status = status }],
        });

    // UpdateStackSet goes on with its own roles in place of those that it is not told.
    [Fact]
    public async Task An_update_keeps_customized_roles()
    {
        (set.AdministrationRoleARN, set.ExecutionRoleName) = ("arn:aws:iam::123456789012:role/admin", "exec");
        UpdateStackSetRequest? sent = null;
        Client.UpdateStackSetAsync(Arg.Do<UpdateStackSetRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateStackSetResponse { OperationId = "op" });

        await RunAsync(UpdateStackSet.Tool, new { stackSetName = "baseline", parameters = Map("Size=large") });

        Assert.Equal(("arn:aws:iam::123456789012:role/admin", "exec"), (sent!.AdministrationRoleARN, sent.ExecutionRoleName));
    }

    [Fact]
    public async Task The_latest_operation_is_found_on_any_page_and_in_any_order()
    {
        Client.ListStackSetOperationsAsync(default!, default).ReturnsForAnyArgs(
            new ListStackSetOperationsResponse
            {
                Summaries = [new() { OperationId = "old", Status = "SUCCEEDED", CreationTimestamp = new(2026, 1, 1) }],
                NextToken = "n",
            },
            new ListStackSetOperationsResponse
            {
                Summaries = [new() { OperationId = "new", Status = "RUNNING", CreationTimestamp = new(2026, 1, 2) }],
            });

        Assert.Single((await PlanAsync(DeleteStackInstances.Tool,
            new { stackSetName = "baseline", accounts = new[] { "111111111111" }, regions = new[] { "eu-west-1" } })).Obstacles);
    }

    [Fact]
    public async Task Targets_of_the_other_kind_are_an_obstacle_and_more_at_once_than_may_fail_are_asked_for_softly()
    {
        set.PermissionModel = PermissionModels.SERVICE_MANAGED;
        CreateStackInstancesRequest? sent = null;
        Client.CreateStackInstancesAsync(Arg.Do<CreateStackInstancesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateStackInstancesResponse { OperationId = "op" });
        var arguments = new { stackSetName = "baseline", accounts = new[] { "333333333333" }, regions = new[] { "eu-west-1" }, atOnce = 5 };

        var plan = await PlanAsync(CreateStackInstances.Tool, arguments);
        await RunAsync(CreateStackInstances.Tool, arguments);

        Assert.Contains(plan.Obstacles, o => o.Contains("organizationalUnits", StringComparison.Ordinal));
        Assert.Equal(ConcurrencyMode.SOFT_FAILURE_TOLERANCE, sent!.OperationPreferences.ConcurrencyMode);
    }

    // Of a template at a URL too: "Parameters: [Size] do not exist in the template".
    [Fact]
    public async Task A_parameter_that_the_new_template_has_no_more_is_not_sent()
    {
        UpdateStackSetRequest? sent = null;
        Client.UpdateStackSetAsync(Arg.Do<UpdateStackSetRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateStackSetResponse { OperationId = "op" });
        Client.GetTemplateSummaryAsync(default!, default)
            .ReturnsForAnyArgs(new GetTemplateSummaryResponse { Parameters = [new() { ParameterKey = "DbPassword" }] });

        await RunAsync(UpdateStackSet.Tool, new { stackSetName = "baseline", templateUrl = "https://b.s3.eu-west-1.amazonaws.com/t.json" });

        Assert.Equal(["DbPassword"], sent!.Parameters.Select(p => p.ParameterKey));

        // The SDK has null for an empty list.
        Client.GetTemplateSummaryAsync(default!, default).ReturnsForAnyArgs(new GetTemplateSummaryResponse { Parameters = null });
        await RunAsync(UpdateStackSet.Tool, new { stackSetName = "baseline", templateUrl = "https://b.s3.eu-west-1.amazonaws.com/t.json" });
        Assert.Empty(sent.Parameters ?? []);
    }
}
