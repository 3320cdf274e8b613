using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ExecuteChangeSetTests : CfnToolTest
{
    private static readonly object Arguments = new { stackName = "web", changeSetName = "resize" };

    private ExecuteChangeSetRequest? sent;

    public ExecuteChangeSetTests() =>
        Client.ExecuteChangeSetAsync(Arg.Do<ExecuteChangeSetRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ExecuteChangeSetResponse());

    [Fact]
    public async Task The_plan_lists_each_change_with_replacement()
    {
        var plan = await PlanAsync(ExecuteChangeSet.Tool, Arguments);

        Assert.Equal("Apply 2 change(s) to the stack web: 1 removed, 1 replaced or perhaps replaced.", plan.Summary);
        Assert.Equal(
        [
            "Db (AWS::RDS::DBInstance, web-db): replaced; the old one and its data are deleted; Engine mysql -> postgres (recreation "
                + "Always)",
            "Bucket (AWS::S3::Bucket): deleted",
            "change set other: deleted; executing one deletes all others of the stack",
        ], Lines(plan).SkipLast(1));
    }

    // S3-A4a
    [Fact]
    public async Task Changes_inside_nested_stacks_are_part_of_the_plan()
    {
        HasNestedChangeSet();

        var plan = await PlanAsync(ExecuteChangeSet.Tool, Arguments);

        Assert.Contains("Data/Table (AWS::DynamoDB::Table, orders): replaced; the old one and its data are deleted", Lines(plan));
        Assert.Contains("1 replaced", plan.Summary, StringComparison.Ordinal);
        Assert.Empty(plan.Warnings);
    }

    // S3-A4a
    [Theory]
    [InlineData("Modify")]
    [InlineData("Remove")]
    [InlineData("Dynamic")]
    public async Task A_nested_stack_whose_changes_are_not_shown_is_warned_of(string action)
    {
        ChangeSet.Changes = [new() { ResourceChange = new() { Action = action, LogicalResourceId = "Data",
            ResourceType = "AWS::CloudFormation::Stack", Replacement = "False" } }];

        Assert.Contains("inside the nested stack Data", Assert.Single((await PlanAsync(ExecuteChangeSet.Tool, Arguments)).Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nested_change_set_that_cannot_be_read_is_unknown()
    {
        HasNestedChangeSet();
        Client.DescribeChangeSetAsync(Arg.Is<DescribeChangeSetRequest>(r => r.ChangeSetName == "arn:cs-data"), Arg.Any<CancellationToken>())
            .Returns<DescribeChangeSetResponse>(_ => throw Denied);

        Assert.Equal("The changes inside the nested stack Data: not known (AccessDenied).",
            Assert.Single((await PlanAsync(ExecuteChangeSet.Tool, Arguments)).Unknown));
    }

    // S3-A4a: what is replaced under a condition may be lost as well.
    [Theory]
    [InlineData("Modify", "Conditional", null, "x (X): replaced; perhaps, AWS decides when it runs; the old one and its data are deleted")]
    [InlineData("Modify", "True", "ReplaceAndRetain", "x (X): replaced; the old one is kept outside the stack")]
    [InlineData("Modify", "True", "ReplaceAndSnapshot", "x (X): replaced; the old one is deleted after a last snapshot")]
    [InlineData("Modify", "False", null, "x (X): settings: as now -> changed")]
    [InlineData("Remove", null, "Retain", "x (X): stays; it leaves the stack and is not deleted")]
    [InlineData("Remove", null, "Snapshot", "x (X): deleted; after a last snapshot")]
    [InlineData("Import", null, null, "x (X): created; imported into the stack; it exists already")]
    [InlineData("Dynamic", null, null, "x (X): settings: as now -> not known before it runs")]
    public async Task Each_kind_of_change_is_told_as_what_it_is(string action, string? replacement, string? policy, string line)
    {
        ChangeSet.Changes = [new() { ResourceChange = new() { Action = action, LogicalResourceId = "x", ResourceType = "X",
            Replacement = replacement, PolicyAction = policy } }];

        Assert.Equal(line, Lines(await PlanAsync(ExecuteChangeSet.Tool, Arguments))[0]);
    }

    [Fact]
    public async Task A_change_set_without_changes_is_refused_with_its_reason()
    {
        (ChangeSet.ExecutionStatus, ChangeSet.StatusReason) = (ExecutionStatus.UNAVAILABLE, "no changes");

        Assert.Contains("no changes", Assert.Single((await PlanAsync(ExecuteChangeSet.Tool, Arguments)).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nested_stacks_own_change_set_is_left_to_the_root()
    {
        ChangeSet.RootChangeSetId = "arn:root-cs";

        Assert.Contains("arn:root-cs", Assert.Single((await PlanAsync(ExecuteChangeSet.Tool, Arguments)).Obstacles),
            StringComparison.Ordinal);
    }

    // S3-B8: AWS refuses disableRollback for a set that was made with OnStackFailure, as SAM makes them.
    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData("DELETE", false, null)]
    [InlineData("ROLLBACK", false, null)]
    public async Task The_rollback_is_named_only_where_the_change_set_leaves_it_open(string? onStackFailure, bool disableRollback,
        bool? expected)
    {
        ChangeSet.OnStackFailure = onStackFailure;

        await RunAsync(ExecuteChangeSet.Tool, new { stackName = "web", changeSetName = "resize", disableRollback });

        Assert.Equal(expected, sent!.DisableRollback);
    }

    // S3-B8
    [Fact]
    public async Task A_rollback_that_contradicts_the_change_set_is_an_obstacle()
    {
        ChangeSet.OnStackFailure = "DELETE";

        Assert.Contains("disableRollback",
            Assert.Single((await PlanAsync(ExecuteChangeSet.Tool,
            new { stackName = "web", changeSetName = "resize", disableRollback = true })).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_sets_that_name_each_other_without_end_are_not_followed_without_end()
    {
        ChangeSet.Changes = [new() { ResourceChange = new() { Action = "Modify", LogicalResourceId = "Data",
            ResourceType = "AWS::CloudFormation::Stack", Replacement = "False", ChangeSetId = "arn:cs" } }];

        Assert.Single((await PlanAsync(ExecuteChangeSet.Tool, Arguments)).Warnings);
    }
}
