using Amazon.CloudFormation;

namespace Infra.Plugins.CloudFormation;

public sealed class CancelUpdateTests : CfnToolTest
{
    [Fact]
    public async Task Only_what_the_update_touched_rolls_back()
    {
        Assert.Contains("UPDATE_COMPLETE", Assert.Single((await PlanAsync(CancelUpdate.Tool, new { stackName = "web" })).Obstacles),
            StringComparison.Ordinal);
        Stack.StackStatus = StackStatus.UPDATE_IN_PROGRESS;

        var plan = await PlanAsync(CancelUpdate.Tool, new { stackName = "web" });

        Assert.Equal("Db (AWS::RDS::DBInstance, web-db): state: UPDATE_IN_PROGRESS -> as before the update", Lines(plan)[0]);
        Assert.Single(plan.Changes);
        Assert.Empty(plan.Obstacles);
    }
}
