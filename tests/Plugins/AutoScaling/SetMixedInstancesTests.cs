using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class SetMixedInstancesTests : AsgTest
{
    private UpdateAutoScalingGroupRequest? sent;

    public SetMixedInstancesTests() => Client.UpdateAutoScalingGroupAsync(Arg.Do<UpdateAutoScalingGroupRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new UpdateAutoScalingGroupResponse());

    [Fact]
    public async Task A_group_with_one_template_begins_to_mix()
    {
        var input = new { group = "web", instanceTypes = new[] { "m7i.large", "m6i.large" }, onDemandPercentage = 50 };

        var plan = await PlanAsync(SetMixedInstances.Tool, input);
        await RunAsync(SetMixedInstances.Tool, input);

        Assert.Equal(["web: instance types: none -> m7i.large > m6i.large", "web: On-Demand percentage above the base: 100 -> 50"],
            Lines(plan).Take(2));
        Assert.NotNull(plan.NoUndo);
        var policy = sent!.MixedInstancesPolicy;
        // AWS refuses id and name together.
        Assert.Equal(("lt-1", null, "3"), (policy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId,
            policy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName,
            policy.LaunchTemplate.LaunchTemplateSpecification.Version));
        Assert.Equal(("price-capacity-optimized", 50),
            (policy.InstancesDistribution.SpotAllocationStrategy, policy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity));
        Assert.Equal(["m7i.large", "m6i.large"], policy.LaunchTemplate.Overrides.Select(o => o.InstanceType));
    }

    [Fact]
    public async Task What_is_not_named_is_sent_as_it_is()
    {
        var web = Web;
        web.LaunchTemplate = null;
        web.MixedInstancesPolicy = new()
        {
            InstancesDistribution = new()
            {
                OnDemandBaseCapacity = 1,
                OnDemandPercentageAboveBaseCapacity = 20,
                SpotAllocationStrategy = "capacity-optimized"
            },
            LaunchTemplate = new()
            {
                LaunchTemplateSpecification = new() { LaunchTemplateName = "web" },
                Overrides = [new() { InstanceType = "m5.large", WeightedCapacity = "2" }]
            },
        };
        There(web);

        var plan = await PlanAsync(SetMixedInstances.Tool, new { group = "web", onDemandBase = 2 });
        await RunAsync(SetMixedInstances.Tool, new { group = "web", onDemandBase = 2 });

        Assert.Equal("""{"group":"web","onDemandBase":1}""", plan.Undo!.Arguments.GetRawText());
        Assert.Equal((2, 20, "2"), (sent!.MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity,
            sent.MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity,
            sent.MixedInstancesPolicy.LaunchTemplate.Overrides[0].WeightedCapacity));
    }

    [Fact]
    public async Task A_type_that_stays_keeps_its_weight_and_template_and_what_goes_is_told_whole()
    {
        There(Weighted);
        var input = new { group = "web", instanceTypes = new[] { "m7g.2xlarge" } };

        var plan = await PlanAsync(SetMixedInstances.Tool, input);
        await RunAsync(SetMixedInstances.Tool, input);

        Assert.Contains("m6i.xlarge, weight 4 of web: deleted; running instances of it stay", Lines(plan));
        Assert.NotNull(plan.NoUndo);
        var kept = Assert.Single(sent!.MixedInstancesPolicy.LaunchTemplate.Overrides);
        Assert.Equal(("8", "lt-2", null), (kept.WeightedCapacity, kept.LaunchTemplateSpecification.LaunchTemplateId,
            kept.LaunchTemplateSpecification.LaunchTemplateName));
    }

    [Fact]
    public async Task A_type_without_a_weight_does_not_go_with_weighted_ones()
    {
        There(Weighted);

        var plan = await PlanAsync(SetMixedInstances.Tool,
            new { group = "web", instanceTypes = new[] { "m6i.xlarge", "m7g.2xlarge", "c7i.large" } });

        Assert.Contains("c7i.large", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    // InstancesDistribution.SpotInstancePools: "Valid only when the SpotAllocationStrategy is lowest-price".
    [Fact]
    public async Task Pools_go_with_the_strategy_that_has_them()
    {
        var web = Web;
        web.LaunchTemplate = null;
        web.MixedInstancesPolicy = new()
        {
            InstancesDistribution = new() { SpotAllocationStrategy = "lowest-price", SpotInstancePools = 2 },
            LaunchTemplate = new() { LaunchTemplateSpecification = new() { LaunchTemplateName = "web" } },
        };
        There(web);

        await RunAsync(SetMixedInstances.Tool, new { group = "web", onDemandBase = 1 });
        Assert.Equal(2, sent!.MixedInstancesPolicy.InstancesDistribution.SpotInstancePools);
        await RunAsync(SetMixedInstances.Tool, new { group = "web", spotStrategy = "price-capacity-optimized" });
        Assert.Null(sent!.MixedInstancesPolicy.InstancesDistribution.SpotInstancePools);
    }
}
