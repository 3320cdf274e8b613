using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class CreateGroupTests : AsgTest
{
    private static object Input(bool wait = false) => new
    {
        group = "new",
        launchTemplate = "lt-1",
        min = 1,
        max = 3,
        subnetIds = new[] { "subnet-2", "subnet-1" },
        targetGroupArns = new[] { "arn:tg" },
        tags = new Dictionary<string, string> { ["team"] = "web" },
        wait,
    };

    [Fact]
    public async Task The_plan_tells_what_starts_and_how_to_take_it_back()
    {
        There();

        var plan = await PlanAsync(CreateGroup.Tool, Input());

        Assert.Equal(
        [
            "Auto Scaling group new: created",
            "Auto Scaling group new: capacity: min 1, desired 1, max 3; unhealthy instances are replaced",
            "Auto Scaling group new: launch template: lt-1:$Default",
            "Auto Scaling group new: subnets: subnet-1, subnet-2",
            "Auto Scaling group new: health check: EC2",
            "1 instance(s): created; they start at once and are billed",
            "Auto Scaling group new: target groups: arn:tg; the instances are registered with them",
            "To take it back: asg_delete_group {\"group\":\"new\",\"force\":true}",
        ], Lines(plan));
        Assert.Equal("arn:tg", Assert.Single(plan.Resources).Id);
    }

    [Fact]
    public async Task The_tags_go_to_the_instances_too_and_the_creation_is_a_step()
    {
        var context = Context();

        await RunAsync(CreateGroup.Tool, Input(), context);

        await Client.Received()
            .CreateAutoScalingGroupAsync(Arg.Is<CreateAutoScalingGroupRequest>(r => r.LaunchTemplate.LaunchTemplateId == "lt-1"
            && r.VPCZoneIdentifier == "subnet-2,subnet-1" && r.Tags[0].PropagateAtLaunch == true && r.TargetGroupARNs[0] == "arn:tg"),
                default);
        Assert.Equal("new", Assert.Single(context.Steps).Created);
    }

    // EC2-H8
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_group_that_AWS_does_not_show_yet_is_looked_for_again(bool wait)
    {
        Client.DescribeAutoScalingGroupsAsync(default(DescribeAutoScalingGroupsRequest)!, default).ReturnsForAnyArgs(
            new DescribeAutoScalingGroupsResponse { AutoScalingGroups = null },
                new DescribeAutoScalingGroupsResponse { AutoScalingGroups = [Web] });

        Assert.Equal(2, (await RunAsync(CreateGroup.Tool, Input(wait))).GetProperty("inService").GetInt32());
    }

    [Fact]
    public async Task A_wait_that_times_out_gives_the_reason_of_the_last_failed_launch()
    {
        var empty = Web;
        empty.Instances = null;
        There(empty);

        var result = await RunAsync(CreateGroup.Tool, Input(wait: true));

        Assert.Equal("Not settled within 10 min. The last activity that failed: You have exceeded your vCPU limit.",
            result.GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_an_obstacle_and_wrong_limits_are_refused()
    {
        Assert.Contains("asg_update_group", Assert.Single((await PlanAsync(CreateGroup.Tool, Input())).Obstacles),
            StringComparison.Ordinal);
        var wrong = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateGroup.Tool, new { group = "n", launchTemplate = "t", min = 4, max = 3, subnetIds = new[] { "s" } }));
        Assert.Equal(ToolErrorCode.InvalidInput, wrong.Code);
    }
}
