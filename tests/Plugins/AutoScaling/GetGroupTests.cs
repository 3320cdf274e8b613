using System.Text.Json;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.AutoScaling;

public sealed class GetGroupTests : AsgTest
{
    [Fact]
    public async Task One_call_tells_why_a_group_does_not_grow()
    {
        var group = await RunAsync(GetGroup.Tool, new { group = "web" });

        Assert.Equal("You have exceeded your vCPU limit.", group.GetProperty("activities")[0].GetProperty("message").GetString());
        Assert.Equal("At 2026-01-02 an alarm was in ALARM state.", group.GetProperty("activities")[0].GetProperty("cause").GetString());
        Assert.Equal("keep ASGAverageCPUUtilization at 50", group.GetProperty("policies")[0].GetProperty("rule").GetString());
        Assert.Equal("min 0, desired 0 at 0 20 * * * (Europe/Berlin)",
            group.GetProperty("scheduledActions")[0].GetProperty("rule").GetString());
        Assert.Equal("web:2", group.GetProperty("instances")[0].GetProperty("launchTemplate").GetString());
        Assert.Equal("subnet-2", group.GetProperty("subnetIds")[1].GetString());
        Assert.False(group.TryGetProperty("lastRefresh", out _));
        Assert.False(group.TryGetProperty("note", out _));
    }

    // EC2-M18b
    [Fact]
    public async Task All_pages_of_policies_and_scheduled_actions_are_read()
    {
        Client.DescribeScheduledActionsAsync(default(DescribeScheduledActionsRequest)!, default).ReturnsForAnyArgs(
            new DescribeScheduledActionsResponse { ScheduledUpdateGroupActions = [Night], NextToken = "more" },
            new DescribeScheduledActionsResponse
            {
                ScheduledUpdateGroupActions =
                [new() { ScheduledActionName = "day", DesiredCapacity = 4 }]
            });
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(
            new DescribePoliciesResponse { ScalingPolicies = [Policy], NextToken = "more" },
                new DescribePoliciesResponse { ScalingPolicies = [new() { PolicyName = "b" }] });

        var group = await RunAsync(GetGroup.Tool, new { group = "web" });

        Assert.Equal(["day", "night"], Names(group, "scheduledActions"));
        Assert.Equal(["b", "cpu"], Names(group, "policies"));
    }

    // EC2-L11
    [Fact]
    public async Task All_that_the_group_is_attached_to_and_made_of_is_shown()
    {
        var g = Weighted;
        g.LoadBalancerNames = ["classic"];
        g.TrafficSources = [new() { Identifier = "arn:tg", Type = "elbv2" }, new() { Identifier = "classic", Type = "elb" },
            new() { Identifier = "arn:lattice", Type = "vpc-lattice" }];
        g.WarmPoolConfiguration = new() { PoolState = WarmPoolState.Stopped, MinSize = 1 };
        g.WarmPoolSize = 2;
        g.InstanceMaintenancePolicy = new() { MinHealthyPercentage = 100, MaxHealthyPercentage = 110 };
        There(g);

        var group = await RunAsync(GetGroup.Tool, new { group = "web" });

        Assert.Equal("classic", group.GetProperty("classicLoadBalancers")[0].GetString());
        Assert.Equal("arn:lattice", Assert.Single(group.GetProperty("otherTrafficSources").EnumerateArray()).GetString());
        Assert.Equal(("Stopped", 2),
            (group.GetProperty("warmPool").GetProperty("state").GetString(),
            group.GetProperty("warmPool").GetProperty("instances").GetInt32()));
        Assert.Equal(110, group.GetProperty("maintenancePolicy").GetProperty("maxHealthyPercentage").GetInt32());
        Assert.Equal(["m6i.xlarge, weight 4", "m7g.2xlarge, weight 8, launch template web-arm:5"],
            group.GetProperty("mixedInstances").GetProperty("overrides").EnumerateArray().Select(o => o.GetString()));
        Assert.Equal(("units", 8), (group.GetProperty("unit").GetString(), group.GetProperty("inServiceCapacity").GetInt32()));
        Assert.Equal(4, group.GetProperty("instances")[0].GetProperty("weight").GetInt32());
    }

    // ANS-R14
    [Fact]
    public async Task What_may_not_be_read_is_noted_and_does_not_fail_the_rest()
    {
        Client.DescribeInstanceRefreshesAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonAutoScalingException("no")
            {
                ErrorCode = "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default)
            .ThrowsAsyncForAnyArgs(new AmazonAutoScalingException("no")
            {
                ErrorCode = "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });

        var group = await RunAsync(GetGroup.Tool, new { group = "web" });

        Assert.Equal("The last instance refresh: not known (AccessDenied). The policies: not known (AccessDenied).",
            group.GetProperty("note").GetString());
        Assert.False(group.TryGetProperty("policies", out _));
        Assert.Equal(2, group.GetProperty("instances").GetArrayLength());
    }

    // ANS-R28
    [Fact]
    public async Task A_launch_configuration_is_not_shown_as_a_template()
    {
        var g = Web;
        (g.LaunchTemplate, g.LaunchConfigurationName) = (null, "old");
        g.Instances.ForEach(i => (i.LaunchTemplate, i.LaunchConfigurationName) = (null, "older"));
        There(g);

        var group = await RunAsync(GetGroup.Tool, new { group = "web" });

        var instance = group.GetProperty("instances")[0];
        Assert.Equal(("old", "older"),
            (group.GetProperty("launchConfiguration").GetString(), instance.GetProperty("launchConfiguration").GetString()));
        Assert.All([group, instance], e => Assert.False(e.TryGetProperty("launchTemplate", out _)));
    }

    // ANS-R3
    [Fact]
    public async Task A_large_group_answers_in_about_5000_tokens_with_its_troubled_instances_first()
    {
        var g = Web;
        g.Instances = [.. Enumerable.Range(100, 400).Select(n => At($"i-0abcdef0123456{n}", "eu-west-1a", Web.LaunchTemplate))];
        g.Instances[399].HealthStatus = "Unhealthy";
        There(g);
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(new DescribePoliciesResponse
        {
            ScalingPolicies =
                [.. Enumerable.Range(0, 50)
                .Select(n => new ScalingPolicy { PolicyName = $"p{n}", AdjustmentType = "ChangeInCapacity", ScalingAdjustment = n })],
        });
        Client.DescribeScalingActivitiesAsync(default(DescribeScalingActivitiesRequest)!, default)
            .ReturnsForAnyArgs(new DescribeScalingActivitiesResponse
            {
                Activities =
                [.. Enumerable.Range(0, 5)
                .Select(n => new Activity { StatusCode = "Successful", Description = "Launching", Cause = new('c', 600) })],
            });

        var group = await RunAsync(GetGroup.Tool, new { group = "web" });

        Assert.Equal((400, "i-0abcdef0123456499"),
            (group.GetProperty("instanceCount").GetInt32(), group.GetProperty("instances")[0].GetProperty("id").GetString()));
        Assert.Contains("ec2_list_instances with tags aws:autoscaling:groupName=web", group.GetProperty("note").GetString(),
            StringComparison.Ordinal);
        Assert.InRange(group.GetRawText().Length, 1, 15_000);
    }

    [Fact]
    public async Task A_group_that_is_not_there_is_not_found()
    {
        There();

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetGroup.Tool, new { group = "none" }))).Code);
    }

    private static IEnumerable<string?> Names(JsonElement group, string list) =>
        group.GetProperty(list).EnumerateArray().Select(p => p.GetProperty("name").GetString());

    [Fact]
    public async Task Why_a_refresh_was_rolled_back_is_told()
    {
        Client.DescribeInstanceRefreshesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceRefreshesResponse
        {
            InstanceRefreshes = [new() { InstanceRefreshId = "r-1", Status = InstanceRefreshStatus.RollbackSuccessful,
                RollbackDetails = new() { RollbackReason = "An alarm went off." } }],
        });

        Assert.Equal("Rolled back: An alarm went off.",
            (await RunAsync(GetGroup.Tool, new { group = "web" })).GetProperty("lastRefresh").GetProperty("reason").GetString());
    }
}
