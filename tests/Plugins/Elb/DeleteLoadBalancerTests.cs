using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Elb;

public sealed class DeleteLoadBalancerTests : ElbTest
{
    [Fact]
    public async Task The_plan_tells_everything_that_goes_and_stays()
    {
        var plan = await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });

        Assert.Equal(
        [
            "load balancer web: deleted",
            "LOST: the DNS name web-1.eu-west-1.elb.amazonaws.com; records that point to it lead nowhere",
            "rule HTTPS:443 10: path-pattern /api/* -> forward to api: deleted",
            "rule HTTPS:443 default -> answer 404: deleted",
            "target group api: stays; it gets no requests: i-1:80 (healthy), i-2:80 (unhealthy, Target.ResponseCodeMismatch)",
            "AWS will refuse this: Deletion protection of web is on; elb_modify_attributes with deletion_protection.enabled false turns it "
                + "off.",
            "This cannot be taken back: A new load balancer gets another DNS name and other ARNs.",
        ], Lines(plan));
        Assert.Equal([LbArn, ListenerArn, RuleArn], plan.Resources.Select(r => r.Id));
        Assert.All(plan.Resources, r => Assert.Equal("web", r.Tags!["team"]));
    }

    // EC2-H10
    [Fact]
    public async Task The_plan_is_the_same_in_whatever_order_AWS_lists_things()
    {
        var (lb, second, groups) = (Lb, Listener, new[] { Group, Group });
        lb.SecurityGroups = ["sg-2", "sg-1"];
        lb.AvailabilityZones =
        [
            new() { SubnetId = "subnet-2", LoadBalancerAddresses = [new() { AllocationId = "eipalloc-2", IpAddress = "203.0.113.2" }] },
            new() { SubnetId = "subnet-1", LoadBalancerAddresses = [new() { AllocationId = "eipalloc-1", IpAddress = "203.0.113.1" }] },
        ];
        (second.ListenerArn, second.Port) = (ListenerArn + "2", 80);
        (groups[1].TargetGroupName, groups[1].TargetGroupArn) = ("a", GroupArn + "2");
        Given(lb, [Listener, second], groups);
        var one = await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });
        lb.SecurityGroups.Reverse();
        lb.AvailabilityZones.Reverse();
        Given(lb, [second, Listener], [.. groups.Reverse()]);
        Targets([Target("i-2", 80), Target("i-1", 80)]);
        var first = await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });
        Targets([Target("i-1", 80), Target("i-2", 80)]);
        var other = await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });

        Assert.Equal(Lines(first), Lines(other));
        Assert.Equal(one.Resources.Select(r => (r.Id, r.State)), other.Resources.Select(r => (r.Id, r.State)));
        Assert.Contains("Elastic IP 203.0.113.1 (eipalloc-1): stays; it costs money until it is released", Lines(other));
    }

    [Fact]
    public async Task What_may_not_be_read_is_not_known()
    {
        Client.DescribeLoadBalancerAttributesAsync(default!, default).ThrowsAsyncForAnyArgs(
            new AmazonElasticLoadBalancingV2Exception("no")
            {
                ErrorCode = "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });

        Assert.Equal("The deletion protection of web: not known (AccessDenied).",
            Assert.Single((await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" })).Unknown));
    }

    // EC2-M4b
    [Fact]
    public async Task No_more_than_four_requests_are_in_flight_at_once()
    {
        var (now, most) = (0, 0);
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse
        {
            TargetGroups =
                [.. Enumerable.Range(0, 40).Select(n => new TargetGroup { TargetGroupArn = $"{GroupArn}{n}", TargetGroupName = $"g{n}" })],
        });
        Client.DescribeTargetHealthAsync(default!, default).ReturnsForAnyArgs(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return new DescribeTargetHealthResponse();
        });

        await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });
        await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = "web" });

        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task A_name_becomes_an_ARN()
    {
        await RunAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });

        await Client.Received().DeleteLoadBalancerAsync(Arg.Is<DeleteLoadBalancerRequest>(r => r.LoadBalancerArn == LbArn), default);
    }

    private void Given(LoadBalancer lb, List<Listener> listeners, IEnumerable<TargetGroup> groups)
    {
        Client.DescribeLoadBalancersAsync(default!, default).ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = [lb] });
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = listeners });
        Client.DescribeTargetGroupsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [.. groups] });
    }
}
