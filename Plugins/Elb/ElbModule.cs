global using ElbTool = Infra.Aws.AwsTool<Amazon.ElasticLoadBalancingV2.IAmazonElasticLoadBalancingV2>;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>The module <c>elb</c>: application and network load balancers.</summary>
public sealed class ElbModule()
    : AwsModule<IAmazonElasticLoadBalancingV2>("elb",
    "Application and network load balancers, their listeners and rules, target groups and target health.", noun: "load_balancer")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<ElbTool> Tools =>
    [
        ListLoadBalancers.Tool,
        GetLoadBalancer.Tool,
        ListTargetGroups.Tool,
        GetTargetHealth.Tool,
        ListListeners.Tool,
        ListRules.Tool,
        CreateLoadBalancer.Tool,
        CreateTargetGroup.Tool,
        CreateListener.Tool,
        CreateRule.Tool,
        ModifyLoadBalancer.Tool,
        ModifyListener.Tool,
        ModifyRule.Tool,
        ModifyTargetGroup.Tool,
        RegisterTargets.Tool,
        DeregisterTargets.Tool,
        ModifyAttributes.Tool,
        DeleteLoadBalancer.Tool,
        DeleteTargetGroup.Tool,
        DeleteListener.Tool,
        DeleteRule.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonElasticLoadBalancingV2 CreateClient(AwsTarget target) =>
        new AmazonElasticLoadBalancingV2Client(target.Configure<AmazonElasticLoadBalancingV2Config>());
}
