using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class ListPoliciesTests : AsgTest
{
    [Fact]
    public async Task Policies_tell_their_alarms() => Assert.Equal("TargetTracking-web",
        (await RunAsync(ListPolicies.Tool, new { group = "web" })).GetProperty("items")[0].GetProperty("alarms")[0].GetString());

    [Fact]
    public async Task Step_policies_are_told_in_words()
    {
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(new DescribePoliciesResponse
        {
            ScalingPolicies =
            [
                new()
                {
                    PolicyName = "s",
                    AutoScalingGroupName = "web",
                    AdjustmentType = "ChangeInCapacity",
                    StepAdjustments =
                    [
                        new() { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 10.5, ScalingAdjustment = 1 },
                        new() { MetricIntervalLowerBound = 10.5, ScalingAdjustment = 2 },
                    ],
                },
            ],
        });

        Assert.Equal("ChangeInCapacity: 0..10.5 +1, 10.5.. +2",
            (await RunAsync(ListPolicies.Tool, new { })).GetProperty("items")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Steps_come_in_their_order_with_all_that_rules_them()
    {
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(new DescribePoliciesResponse
        {
            ScalingPolicies =
            [
                new()
                {
                    PolicyName = "s",
                    AutoScalingGroupName = "web",
                    AdjustmentType = "PercentChangeInCapacity",
                    StepAdjustments =
                    [
                        new() { MetricIntervalLowerBound = 10, ScalingAdjustment = 20 },
                        new() { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 10, ScalingAdjustment = 10 },
                    ],
                    MetricAggregationType = "Maximum",
                    MinAdjustmentMagnitude = 2,
                    EstimatedInstanceWarmup = 90,
                },
            ],
        });

        Assert.Equal("PercentChangeInCapacity: 0..10 +10, 10.. +20, by Maximum, at least 2, warmup 90 s",
            (await RunAsync(ListPolicies.Tool, new { })).GetProperty("items")[0].GetProperty("rule").GetString());
    }
}
