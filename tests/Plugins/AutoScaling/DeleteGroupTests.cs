using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.AutoScaling;

public sealed class DeleteGroupTests : AsgTest
{
    // EC2-L10c
    [Fact]
    public async Task By_force_everything_ends_the_warm_pool_and_alarms_too()
    {
        var group = Web;
        group.WarmPoolConfiguration = new() { PoolState = WarmPoolState.Stopped };
        There(group);
        Warm();

        var plan = await PlanAsync(DeleteGroup.Tool, new { group = "web", force = true });

        Assert.Equal("Delete the Auto Scaling group web (min 1, desired 2, max 4) and terminate its 3 instance(s).", plan.Summary);
        Assert.Equal(
        [
            "Auto Scaling group web: deleted",
            "i-1 (t3.micro, eu-west-1a, InService, Healthy): deleted; terminated; its instance-store data is lost",
            "i-2 (t3.micro, eu-west-1b, InService, Healthy, protected from scale-in): deleted; terminated; its instance-store data is lost",
            "i-9 (t3.micro, eu-west-1c, Warmed:Stopped, Healthy): deleted; terminated; its instance-store data is lost",
            "policy cpu: deleted; keep ASGAverageCPUUtilization at 50",
            "alarm TargetTracking-web of policy cpu: deleted; unless it has another action",
            "scheduled action night: deleted; min 0, desired 0 at 0 20 * * * (Europe/Berlin)",
            "arn:tg: stays; without these instances",
            "This cannot be taken back: A deleted group, its policies and terminated instances do not come back.",
        ], Lines(plan));
        Assert.Equal(Arn, Assert.Single(plan.Resources).Id);
    }

    [Fact]
    public async Task What_AWS_will_refuse_is_an_obstacle()
    {
        var guarded = Web;
        guarded.DeletionProtection = DeletionProtection.PreventForceDeletion;
        There(guarded);

        Assert.Equal("web has 2 instance(s), and force is false.",
            Assert.Single((await PlanAsync(DeleteGroup.Tool, new { group = "web", force = false })).Obstacles));
        Assert.StartsWith("Deletion protection of web is prevent-force-deletion",
            Assert.Single((await PlanAsync(DeleteGroup.Tool, new { group = "web", force = true })).Obstacles), StringComparison.Ordinal);
    }

    // EC2-L10c
    [Fact]
    public async Task Whether_a_warm_pool_needs_force_is_not_known()
    {
        var group = Web;
        (group.Instances, group.WarmPoolConfiguration) = (null, new());
        There(group);
        Warm();

        var plan = await PlanAsync(DeleteGroup.Tool, new { group = "web", force = false });

        Assert.Empty(plan.Obstacles);
        Assert.Contains("warm pool of 1 instance(s)", Assert.Single(plan.Unknown), StringComparison.Ordinal);
    }

    // EC2-M18b
    [Fact]
    public async Task All_pages_of_policies_are_read()
    {
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(
            new DescribePoliciesResponse { ScalingPolicies = [Policy], NextToken = "more" },
            new DescribePoliciesResponse
            {
                ScalingPolicies =
                [new() { PolicyName = "add", AdjustmentType = "ChangeInCapacity", ScalingAdjustment = 1 }]
            });

        Assert.Contains("policy add: deleted; ChangeInCapacity +1",
            Lines(await PlanAsync(DeleteGroup.Tool, new { group = "web", force = true })));
        await Client.Received().DescribePoliciesAsync(Arg.Is<DescribePoliciesRequest>(r => r.NextToken == "more"), default);
    }

    // ANS-R14
    [Fact]
    public async Task What_may_not_be_read_is_not_known()
    {
        Client.DescribeScheduledActionsAsync(default(DescribeScheduledActionsRequest)!, default)
            .ThrowsAsyncForAnyArgs(new AmazonAutoScalingException("no")
            {
                ErrorCode = "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });

        Assert.Equal("The scheduled actions of web: not known (AccessDenied).",
            Assert.Single((await PlanAsync(DeleteGroup.Tool, new { group = "web", force = true })).Unknown));
    }

    // EC2-L13a
    [Fact]
    public async Task A_group_that_is_still_there_is_being_deleted()
    {
        var deleting = await RunAsync(DeleteGroup.Tool, new { group = "web", force = true });
        There();
        var deleted = await RunAsync(DeleteGroup.Tool, new { group = "web", force = true });

        Assert.Equal(("web", "web"), (deleting.GetProperty("deleting").GetString(), deleted.GetProperty("deleted").GetString()));
        Assert.False(deleting.TryGetProperty("deleted", out _));
        await Client.Received().DeleteAutoScalingGroupAsync(Arg.Is<DeleteAutoScalingGroupRequest>(r => r.ForceDelete == true), default);
    }

    private void Warm()
    {
        var instance = At("i-9", "eu-west-1c");
        instance.LifecycleState = LifecycleState.WarmedStopped;
        Client.DescribeWarmPoolAsync(default!, default).ReturnsForAnyArgs(new DescribeWarmPoolResponse { Instances = [instance] });
    }
}
