using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class ReadTests : AsgTest
{
    [Fact]
    public async Task Groups_are_filtered_by_AWS_and_cut_to_its_largest_page()
    {
        var page = await RunAsync(ListGroups.Tool, new { tags = new Dictionary<string, string> { ["team"] = "web", ["owner"] = "" }, limit = 500 });

        await Client.Received().DescribeAutoScalingGroupsAsync(Arg.Is<DescribeAutoScalingGroupsRequest>(r => r.MaxRecords == 100 && r.Filters[0].Name == "tag:team" && r.Filters[1].Name == "tag-key"), default);
        var row = page.GetProperty("items")[0];
        Assert.Equal((2, "web:3"), (row.GetProperty("inService").GetInt32(), row.GetProperty("launchTemplate").GetString()));
    }

    [Fact]
    public async Task One_call_tells_why_a_group_does_not_grow()
    {
        var group = await RunAsync(GetGroup.Tool, new { group = "web" });

        Assert.Equal("You have exceeded your vCPU limit.", group.GetProperty("activities")[0].GetProperty("message").GetString());
        Assert.Equal("keep ASGAverageCPUUtilization at 50", group.GetProperty("policies")[0].GetProperty("rule").GetString());
        Assert.Equal("min 0, desired 0 at 0 20 * * * (Europe/Berlin)", group.GetProperty("scheduledActions")[0].GetProperty("rule").GetString());
        Assert.Equal("web:2", group.GetProperty("instances")[0].GetProperty("launchTemplate").GetString());
        Assert.Equal("subnet-2", group.GetProperty("subnetIds")[1].GetString());
        Assert.False(group.TryGetProperty("lastRefresh", out _));
    }

    [Fact]
    public async Task A_group_that_is_not_there_is_not_found()
    {
        There();

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetGroup.Tool, new { group = "none" }))).Code);
    }

    [Fact]
    public async Task Policies_tell_their_alarms() =>
        Assert.Equal("TargetTracking-web", (await RunAsync(ListPolicies.Tool, new { group = "web" })).GetProperty("items")[0].GetProperty("alarms")[0].GetString());

    [Fact]
    public async Task Step_policies_are_told_in_words()
    {
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(new DescribePoliciesResponse
        {
            ScalingPolicies =
            [
                new()
                {
                    PolicyName = "s", AutoScalingGroupName = "web", AdjustmentType = "ChangeInCapacity",
                    StepAdjustments = [new() { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 10.5, ScalingAdjustment = 1 }, new() { MetricIntervalLowerBound = 10.5, ScalingAdjustment = 2 }],
                },
            ],
        });

        Assert.Equal("ChangeInCapacity: 0..10.5 +1, 10.5.. +2", (await RunAsync(ListPolicies.Tool, new { })).GetProperty("items")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Activities_page_and_name_what_failed()
    {
        var page = await RunAsync(ListActivities.Tool, new { group = "web", includeDeleted = true, cursor = "c" });

        await Client.Received().DescribeScalingActivitiesAsync(Arg.Is<DescribeScalingActivitiesRequest>(r => r.IncludeDeletedGroups == true && r.NextToken == "c"), default);
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task Scheduled_actions_tell_only_what_they_change()
    {
        var row = (await RunAsync(ListScheduledActions.Tool, new { group = "web" })).GetProperty("items")[0];

        Assert.Equal((0, "0 20 * * *"), (row.GetProperty("min").GetInt32(), row.GetProperty("recurrence").GetString()));
        Assert.False(row.TryGetProperty("max", out _));
    }
}
