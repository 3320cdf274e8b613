using Amazon.CloudFormation;

namespace Infra.Plugins.CloudFormation;

public sealed class DeleteChangeSetTests : CfnToolTest
{
    [Fact]
    public async Task The_plan_says_what_is_not_applied_and_what_stays()
    {
        Stack.StackStatus = StackStatus.REVIEW_IN_PROGRESS;

        var lines = Lines(await PlanAsync(DeleteChangeSet.Tool, new { stackName = "web", changeSetName = "resize" }));

        Assert.Equal("change set resize of web: deleted; not applied: Modify Db; Remove Bucket", lines[0]);
        Assert.Contains("cfn_delete_stack", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nested_stacks_own_change_set_is_left_to_the_root()
    {
        ChangeSet.RootChangeSetId = "arn:root-cs";

        var plan = await PlanAsync(DeleteChangeSet.Tool, new { stackName = "web", changeSetName = "resize" });

        Assert.Contains("arn:root-cs", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }
}
