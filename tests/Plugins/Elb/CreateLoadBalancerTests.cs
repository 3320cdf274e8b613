using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute.ExceptionExtensions;
using NSubstitute.Extensions;

namespace Infra.Plugins.Elb;

public sealed class CreateLoadBalancerTests : ElbTest
{
    private static readonly object Input = new
    {
        name = "new",
        subnetIds = new[] { "subnet-2", "subnet-1" },
        deletionProtection = true,
        wait = true
    };

    public CreateLoadBalancerTests()
    {
        Client.DescribeLoadBalancersAsync(Arg.Is<DescribeLoadBalancersRequest>(r => r.Names != null), default)
            .Returns<DescribeLoadBalancersResponse>(_ => throw new LoadBalancerNotFoundException("none"));
        Client.CreateLoadBalancerAsync(default!, default)
            .ReturnsForAnyArgs(new CreateLoadBalancerResponse
            {
                LoadBalancers =
                [new() { LoadBalancerArn = LbArn, LoadBalancerName = "new" }]
            });
    }

    [Fact]
    public async Task It_is_internal_and_protected_when_asked()
    {
        Assert.Equal(
        [
            "application load balancer new: created; it is billed by the hour from now on, and answers nothing until it has a listener",
            "application load balancer new: scheme: internal; private addresses only",
            "application load balancer new: subnets: subnet-1, subnet-2",
            "application load balancer new: security groups: the default one of the VPC",
            "application load balancer new: deletion protection: on",
            "This cannot be taken back: Deletion protection is on from the start; elb_modify_attributes turns it off.",
        ], Lines(await PlanAsync(CreateLoadBalancer.Tool, Input)));

        var made = await RunAsync(CreateLoadBalancer.Tool, Input);

        Assert.Equal("active", made.GetProperty("state").GetString());
        await Client.Received().CreateLoadBalancerAsync(
            Arg.Is<CreateLoadBalancerRequest>(r => r.Scheme == LoadBalancerSchemeEnum.Internal && r.SecurityGroups == null), default);
        await Client.Received().ModifyLoadBalancerAttributesAsync(
            Arg.Is<ModifyLoadBalancerAttributesRequest>(r => r.Attributes[0].Key == "deletion_protection.enabled"), default);
    }

    [Fact]
    public async Task An_open_one_warns_and_can_be_taken_back()
    {
        var plan = await PlanAsync(CreateLoadBalancer.Tool,
            new { name = "new", subnetIds = new[] { "subnet-1" }, type = "network", scheme = "internet-facing" });

        Assert.Equal("The internet reaches new; without security groups nothing limits it.", Assert.Single(plan.Warnings));
        Assert.Equal("elb_delete_load_balancer", plan.Undo!.Tool);
    }

    // EC2-H8a
    [Fact]
    public async Task A_new_load_balancer_that_AWS_does_not_know_yet_is_waited_for()
    {
        var provisioning = Lb;
        provisioning.State = new() { Code = LoadBalancerStateEnum.Provisioning };
        Client.ModifyLoadBalancerAttributesAsync(default!, default).ReturnsForAnyArgs(
            _ => throw new LoadBalancerNotFoundException("not yet") { ErrorCode = "LoadBalancerNotFound" }, _ =>
                new ModifyLoadBalancerAttributesResponse());
        Client.DescribeLoadBalancersAsync(Arg.Is<DescribeLoadBalancersRequest>(r => r.LoadBalancerArns != null), default).Returns(
            _ => throw new LoadBalancerNotFoundException("not yet") { ErrorCode = "LoadBalancerNotFound" },
            _ => new DescribeLoadBalancersResponse { LoadBalancers = [provisioning] },
            _ => new DescribeLoadBalancersResponse { LoadBalancers = [Lb] });

        Assert.Equal("active", (await RunAsync(CreateLoadBalancer.Tool, Input)).GetProperty("state").GetString());
    }

    // EC2-M1b
    [Fact]
    public async Task When_its_protection_is_denied_the_steps_tell_what_exists()
    {
        Client.ModifyLoadBalancerAttributesAsync(default!, default).ThrowsAsyncForAnyArgs(
            new AmazonElasticLoadBalancingV2Exception("no")
            {
                ErrorCode = "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateLoadBalancer.Tool, Input, context));

        Assert.Equal(LbArn, Assert.Single(context.Steps).Created);
    }

    // EC2-M3
    [Fact]
    public async Task A_failed_one_ends_the_wait_with_AWSs_reason()
    {
        var failed = Lb;
        failed.State = new() { Code = LoadBalancerStateEnum.Failed, Reason = "no free addresses" };
        Client.DescribeLoadBalancersAsync(Arg.Is<DescribeLoadBalancersRequest>(r => r.LoadBalancerArns != null), default)
            .Returns(new DescribeLoadBalancersResponse { LoadBalancers = [failed] });

        Assert.Equal($"{LbArn} failed: no free addresses",
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateLoadBalancer.Tool, Input))).Message);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_an_obstacle()
    {
        Client.Configure().DescribeLoadBalancersAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = [Lb] });

        Assert.Single((await PlanAsync(CreateLoadBalancer.Tool, Input)).Obstacles);
    }

    [Fact]
    public async Task A_network_load_balancer_can_have_fixed_addresses()
    {
        var input = new
        {
            name = "edge",
            type = "network",
            scheme = "internet-facing",
            subnetIds = new[] { "subnet-1", "subnet-2" },
            fixedAddresses = new Dictionary<string, string> { ["subnet-1"] = "eipalloc-1" }
        };

        Assert.Contains("network load balancer edge: subnets: subnet-1 (eipalloc-1), subnet-2",
            Lines(await PlanAsync(CreateLoadBalancer.Tool, input)));
        await RunAsync(CreateLoadBalancer.Tool, input);

        await Client.Received().CreateLoadBalancerAsync(Arg.Is<CreateLoadBalancerRequest>(r => r.Subnets == null
            && r.SubnetMappings[0].AllocationId == "eipalloc-1" && r.SubnetMappings[1].AllocationId == null), default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateLoadBalancer.Tool, new
        {
            name = "web",
            subnetIds = new[] { "subnet-1" },
            fixedAddresses = new Dictionary<string, string> { ["subnet-1"] = "eipalloc-1" }
        }));
    }
}
