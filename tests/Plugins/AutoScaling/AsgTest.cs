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
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default)
            .ReturnsForAnyArgs(new DescribePoliciesResponse { ScalingPolicies = [Policy] });
        Client.DescribeScheduledActionsAsync(default(DescribeScheduledActionsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeScheduledActionsResponse { ScheduledUpdateGroupActions = [Night] });
        Client.DescribeScalingActivitiesAsync(default(DescribeScalingActivitiesRequest)!, default)
            .ReturnsForAnyArgs(new DescribeScalingActivitiesResponse
            {
                Activities =
            [
                new()
                {
                    ActivityId = "a-1",
                    AutoScalingGroupName = "web",
                    StatusCode = ScalingActivityStatusCode.Failed,
                    Description = "Launching a new EC2 instance.",
                    Cause = "At 2026-01-02 an alarm was in ALARM state.",
                    StatusMessage = "You have exceeded your vCPU limit.",
                    StartTime = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                },
            ],
                NextToken = "more",
            });
        Client.DescribeInstanceRefreshesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeInstanceRefreshesResponse { InstanceRefreshes = null });
        Client.DescribeLifecycleHooksAsync(default!, default).ReturnsForAnyArgs(new DescribeLifecycleHooksResponse());
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
            At("i-1", "eu-west-1a", new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", Version = "2" }),
            At("i-2", "eu-west-1b", new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", Version = "3" },
                protectedFromScaleIn: true),
        ],
        Tags = [new() { Key = "team", Value = "web" }],
    };

    protected static ScalingPolicy Policy => new()
    {
        PolicyName = "cpu",
        AutoScalingGroupName = "web",
        PolicyType = "TargetTrackingScaling",
        Alarms = [new() { AlarmName = "TargetTracking-web" }],
        TargetTrackingConfiguration = new()
        {
            TargetValue = 50,
            PredefinedMetricSpecification = new() { PredefinedMetricType = MetricType.ASGAverageCPUUtilization }
        },
    };

    protected static ScheduledUpdateGroupAction Night => new()
    {
        ScheduledActionName = "night",
        AutoScalingGroupName = "web",
        Recurrence = "0 20 * * *",
        TimeZone = "Europe/Berlin",
        MinSize = 0,
        DesiredCapacity = 0,
    };

    /// <summary>Desired 8 units of 4 to 32, in two instances of weight 4; the other type of the group has weight 8.</summary>
    protected static AutoScalingGroup Weighted
    {
        get
        {
            var group = Web;
            (group.MinSize, group.DesiredCapacity, group.MaxSize) = (4, 8, 32);
            group.LaunchTemplate = null;
            group.MixedInstancesPolicy = new()
            {
                LaunchTemplate = new()
                {
                    LaunchTemplateSpecification = new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web-x86", Version = "30" },
                    Overrides =
                    [
                        new() { InstanceType = "m6i.xlarge", WeightedCapacity = "4" },
                        new()
                        {
                            InstanceType = "m7g.2xlarge",
                            WeightedCapacity = "8",
                            LaunchTemplateSpecification = new() { LaunchTemplateId = "lt-2", LaunchTemplateName = "web-arm",
                                Version = "5" },
                        },
                    ],
                },
                InstancesDistribution = new()
                {
                    OnDemandPercentageAboveBaseCapacity = 50,
                    SpotAllocationStrategy = "price-capacity-optimized"
                },
            };
            group.Instances.ForEach(i => (i.WeightedCapacity, i.ProtectedFromScaleIn) = ("4", false));
            return group;
        }
    }

    protected static Instance At(string id, string zone, LaunchTemplateSpecification? template = null, bool protectedFromScaleIn = false) =>
        new()
        {
            InstanceId = id,
            InstanceType = "t3.micro",
            AvailabilityZone = zone,
            LifecycleState = LifecycleState.InService,
            HealthStatus = "Healthy",
            LaunchTemplate = template,
            ProtectedFromScaleIn = protectedFromScaleIn,
        };

    protected void There(params AutoScalingGroup[] groups) =>
        Client.DescribeAutoScalingGroupsAsync(default(DescribeAutoScalingGroupsRequest)!, default)
        .ReturnsForAnyArgs(new DescribeAutoScalingGroupsResponse { AutoScalingGroups = groups.Length == 0 ? null : [.. groups] });

    /// <summary>The group as it is at each look; the last one stays.</summary>
    protected void Then(params AutoScalingGroup[] looks) =>
        Client.DescribeAutoScalingGroupsAsync(default(DescribeAutoScalingGroupsRequest)!, default)
        .ReturnsForAnyArgs(Answer(looks[0]), [.. looks.Skip(1).Select(Answer)]);

    private static Task<DescribeAutoScalingGroupsResponse> Answer(AutoScalingGroup group) =>
        Task.FromResult(new DescribeAutoScalingGroupsResponse { AutoScalingGroups = [group] });
}
