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
}
