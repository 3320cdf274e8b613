using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>The group web, 1 to 4 instances, of which two run and one of these is protected.</summary>
public abstract class AsgTest : ToolTest<IAmazonAutoScaling>
{
    protected const string Arn = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web";

    protected AsgTest()
    {
        There(Web);
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(new DescribePoliciesResponse { ScalingPolicies = [Policy] });
        Client.DescribeScheduledActionsAsync(default(DescribeScheduledActionsRequest)!, default).ReturnsForAnyArgs(new DescribeScheduledActionsResponse { ScheduledUpdateGroupActions = [Night] });
        Client.DescribeScalingActivitiesAsync(default(DescribeScalingActivitiesRequest)!, default).ReturnsForAnyArgs(new DescribeScalingActivitiesResponse
        {
            Activities =
            [
                new()
                {
                    ActivityId = "a-1", AutoScalingGroupName = "web", StatusCode = ScalingActivityStatusCode.Failed, Description = "Launching a new EC2 instance.", Cause = "At 2026-01-02 an alarm was in ALARM state.",
                    StatusMessage = "You have exceeded your vCPU limit.", StartTime = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                },
            ],
            NextToken = "more",
        });
        Client.DescribeInstanceRefreshesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceRefreshesResponse { InstanceRefreshes = null });
    }

    protected static AutoScalingGroup Web => new()
    {
        AutoScalingGroupName = "web",
        AutoScalingGroupARN = Arn,
        MinSize = 1,
        DesiredCapacity = 2,
        MaxSize = 4,
        VPCZoneIdentifier = "subnet-1,subnet-2",
        HealthCheckType = "EC2",
        HealthCheckGracePeriod = 300,
        LaunchTemplate = new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", Version = "3" },
        TargetGroupARNs = ["arn:tg"],
        Instances =
        [
            new() { InstanceId = "i-1", InstanceType = "t3.micro", AvailabilityZone = "eu-west-1a", LifecycleState = LifecycleState.InService, HealthStatus = "Healthy", LaunchTemplate = new() { LaunchTemplateName = "web", Version = "2" } },
            new() { InstanceId = "i-2", InstanceType = "t3.micro", AvailabilityZone = "eu-west-1b", LifecycleState = LifecycleState.InService, HealthStatus = "Healthy", ProtectedFromScaleIn = true },
        ],
        Tags = [new() { Key = "team", Value = "web" }],
    };

    protected static ScalingPolicy Policy => new()
    {
        PolicyName = "cpu",
        AutoScalingGroupName = "web",
        PolicyType = "TargetTrackingScaling",
        Alarms = [new() { AlarmName = "TargetTracking-web" }],
        TargetTrackingConfiguration = new() { TargetValue = 50, PredefinedMetricSpecification = new() { PredefinedMetricType = MetricType.ASGAverageCPUUtilization } },
    };

    protected static ScheduledUpdateGroupAction Night => new() { ScheduledActionName = "night", AutoScalingGroupName = "web", Recurrence = "0 20 * * *", TimeZone = "Europe/Berlin", MinSize = 0, DesiredCapacity = 0 };

    protected void There(params AutoScalingGroup[] groups) =>
        Client.DescribeAutoScalingGroupsAsync(default(DescribeAutoScalingGroupsRequest)!, default).ReturnsForAnyArgs(new DescribeAutoScalingGroupsResponse { AutoScalingGroups = groups.Length == 0 ? null : [.. groups] });
}
