global using AsgTool = Infra.Aws.AwsTool<Amazon.AutoScaling.IAmazonAutoScaling>;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>The module <c>asg</c>: EC2 Auto Scaling.</summary>
public sealed class AutoScalingModule()
    : AwsModule<IAmazonAutoScaling>("asg", "EC2 Auto Scaling groups, their policies, scheduled actions, activities and instance refreshes.",
        noun: "group")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<AsgTool> Tools =>
    [
        ListGroups.Tool,
        GetGroup.Tool,
        ListPolicies.Tool,
        ListActivities.Tool,
        ListScheduledActions.Tool,
        CreateGroup.Tool,
        UpdateGroup.Tool,
        SetDesiredCapacity.Tool,
        PutScalingPolicy.Tool,
        PutScheduledAction.Tool,
        StartInstanceRefresh.Tool,
        AttachTargetGroups.Tool,
        DetachTargetGroups.Tool,
        DetachInstances.Tool,
        SetStandby.Tool,
        SetInstanceProtection.Tool,
        SetProcesses.Tool,
        SetMixedInstances.Tool,
        PutLifecycleHook.Tool,
        PutWarmPool.Tool,
        DeleteGroup.Tool,
        TerminateInstance.Tool,
        DeletePolicy.Tool,
        DeleteScheduledAction.Tool,
        DeleteLifecycleHook.Tool,
        DeleteWarmPool.Tool,
        CancelInstanceRefresh.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonAutoScaling CreateClient(AwsTarget target) =>
        new AmazonAutoScalingClient(target.Configure<AmazonAutoScalingConfig>());
}
