using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>
/// An account with the load balancer web: HTTPS:443 with a rule for /api/*, and the target group api with a healthy and an unhealthy
/// target.
/// </summary>
public abstract class ElbTest : ToolTest<IAmazonElasticLoadBalancingV2>
{
    protected const string LbArn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
    protected const string ListenerArn =
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
    protected const string RuleArn =
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee";
    protected const string GroupArn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/73e2d6bc24d8a067";

    protected ElbTest()
    {
        Client.DescribeLoadBalancersAsync(default!, default).ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = [Lb] });
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = [Listener] });
        Client.DescribeRulesAsync(default!, default).ReturnsForAnyArgs(new DescribeRulesResponse { Rules = [Default, Api] });
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [Group] });
        Client.DescribeTargetHealthAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetHealthResponse
        {
            TargetHealthDescriptions =
            [
                new() { Target = new() { Id = "i-1", Port = 80 }, TargetHealth = new() { State = TargetHealthStateEnum.Healthy } },
                new()
                {
                    Target = new() { Id = "i-2", Port = 80 },
                    TargetHealth = new()
                    {
                        State = TargetHealthStateEnum.Unhealthy,
                        Reason = TargetHealthReasonEnum.TargetResponseCodeMismatch,
                        Description = "Health checks failed with these codes: [404]",
                    },
                },
            ],
        });
        Client.DescribeListenerCertificatesAsync(default!, default).ReturnsForAnyArgs(new DescribeListenerCertificatesResponse
        {
            Certificates =
            [
                new() { CertificateArn = Certificate("2"), IsDefault = false },
                    new() { CertificateArn = Certificate("1"), IsDefault = true },
                new() { CertificateArn = Certificate("1"), IsDefault = false },
            ],
        });
        Client.DescribeTagsAsync(default!, default).ReturnsForAnyArgs(call => new DescribeTagsResponse
        {
            TagDescriptions =
            [
                .. call.Arg<DescribeTagsRequest>().ResourceArns
                    .Select(a => new TagDescription { ResourceArn = a, Tags = [new() { Key = "team", Value = "web" }] }),
            ],
        });
        Client.DescribeLoadBalancerAttributesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLoadBalancerAttributesResponse
            {
                Attributes =
            [new() { Key = "deletion_protection.enabled", Value = "true" }]
            });
        Client.DescribeTargetGroupAttributesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeTargetGroupAttributesResponse
            {
                Attributes =
            [new() { Key = "deregistration_delay.timeout_seconds", Value = "300" }]
            });
    }

    protected static string Certificate(string id) => $"arn:aws:acm:eu-west-1:123456789012:certificate/{id}";

    protected static TargetHealthDescription Target(string id, int port, string state = "healthy", string? zone = null) =>
        new() { Target = new() { Id = id, Port = port, AvailabilityZone = zone }, TargetHealth = new() { State = state } };

    /// <summary>The targets at each look; the last ones stay.</summary>
    protected void Targets(params TargetHealthDescription[][] looks) => Client.DescribeTargetHealthAsync(default!, default)
        .ReturnsForAnyArgs(Answer(looks[0]), [.. looks.Skip(1).Select(Answer)]);

    private static Task<DescribeTargetHealthResponse> Answer(TargetHealthDescription[] targets) =>
        Task.FromResult(new DescribeTargetHealthResponse { TargetHealthDescriptions = targets.Length == 0 ? null : [.. targets] });

    protected static LoadBalancer Lb => new()
    {
        LoadBalancerArn = LbArn,
        LoadBalancerName = "web",
        DNSName = "web-1.eu-west-1.elb.amazonaws.com",
        Type = LoadBalancerTypeEnum.Application,
        Scheme = LoadBalancerSchemeEnum.InternetFacing,
        State = new() { Code = LoadBalancerStateEnum.Active },
        VpcId = "vpc-1",
        AvailabilityZones = [new() { ZoneName = "eu-west-1a", SubnetId = "subnet-1" }],
        SecurityGroups = ["sg-1"],
    };

    protected static Listener Listener => new()
    {
        ListenerArn = ListenerArn,
        LoadBalancerArn = LbArn,
        Protocol = ProtocolEnum.HTTPS,
        Port = 443,
        Certificates = [new() { CertificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/1" }],
        DefaultActions = Default.Actions,
    };

    protected static Rule Default =>
        new()
        {
            RuleArn = ListenerArn + "/default",
            IsDefault = true,
            Priority = "default",
            Actions = [new() { Type = ActionTypeEnum.FixedResponse, FixedResponseConfig = new() { StatusCode = "404" } }]
        };

    protected static Rule Api => new()
    {
        RuleArn = RuleArn,
        IsDefault = false,
        Priority = "10",
        Conditions = [new() { Field = "path-pattern", Values = ["/api/*"], PathPatternConfig = new() { Values = ["/api/*"] } }],
        Actions =
            [new() { Type = ActionTypeEnum.Forward, TargetGroupArn = GroupArn,
            ForwardConfig = new() { TargetGroups = [new() { TargetGroupArn = GroupArn, Weight = 1 }] } }],
    };

    protected static TargetGroup Group => new()
    {
        TargetGroupArn = GroupArn,
        TargetGroupName = "api",
        Protocol = ProtocolEnum.HTTP,
        Port = 80,
        TargetType = TargetTypeEnum.Instance,
        VpcId = "vpc-1",
        LoadBalancerArns = [LbArn],
        HealthCheckEnabled = true,
        HealthCheckProtocol = ProtocolEnum.HTTP,
        HealthCheckPort = "traffic-port",
        HealthCheckPath = "/health",
        HealthCheckIntervalSeconds = 30,
        Matcher = new() { HttpCode = "200" },
    };
}
