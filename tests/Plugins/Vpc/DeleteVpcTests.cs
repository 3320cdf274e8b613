using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteVpcTests : NetworkTest
{
    [Fact]
    public async Task The_plan_lists_everything_that_stands_in_the_way_and_nothing_that_goes_with_it()
    {
        var plan = await PlanAsync(DeleteVpc.Tool, new { vpcId = "vpc-1" });

        Assert.Equal(
        [
            "In the way: interface eni-1 (instance i-1, 10.0.1.5, 203.0.113.7).", "In the way: endpoint vpce-1: vpc_delete_endpoint.",
            "In the way: internet gateway igw-1: vpc_delete_gateway.", "In the way: nat gateway nat-1: vpc_delete_gateway.",
            "In the way: peering connection pcx-1.", "In the way: subnet subnet-1 (public) 10.0.1.0/24: vpc_delete_subnet.",
            "In the way: subnet subnet-2 10.0.2.0/24: vpc_delete_subnet.", "In the way: route table rtb-2: vpc_delete_route_table.",
            "In the way: security group sg-1 (web): vpc_delete_security_group.",
                "In the way: security group sg-2 (db): vpc_delete_security_group.",
        ], plan.Obstacles);
        Assert.Equal("vpc-1", Assert.Single(plan.Resources).Id);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("deleted")]
    public async Task A_NAT_gateway_that_is_gone_or_never_was_does_not_stand_in_the_way(string state) // EC2-L10a
    {
        Nat.State = state;

        Assert.DoesNotContain(
            (await PlanAsync(DeleteVpc.Tool, new { vpcId = "vpc-1" })).Obstacles, o => o.Contains("nat-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Interfaces_that_EC2_is_about_to_remove_do_not_stand_in_the_way()
    {
        (Nat.State, InstanceState) = ("deleted", "terminated");
        InterfaceList.Add(new()
        {
            NetworkInterfaceId = "eni-2",
            Description = "Interface for NAT Gateway nat-1",
            RequesterManaged = true,
            VpcId = "vpc-1"
        });

        Assert.DoesNotContain(
            (await PlanAsync(DeleteVpc.Tool, new { vpcId = "vpc-1" })).Obstacles, o => o.Contains("eni-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_is_unknown_and_the_others_are_told() // ANS-R14
    {
        Client.DescribeNetworkAclsAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DescribeNetworkAclsResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        var plan = await PlanAsync(DeleteVpc.Tool, new { vpcId = "vpc-1" });

        Assert.Equal(["Network ACLs: not known (UnauthorizedOperation)."], plan.Unknown);
        Assert.Equal(10, plan.Obstacles.Count);
    }

    [Fact]
    public async Task It_deletes_the_VPC_and_nothing_else()
    {
        await RunAsync(DeleteVpc.Tool, new { vpcId = "vpc-1" });

        Assert.Equal(["DeleteVpcAsync"], Client.ReceivedCalls().Select(c => c.GetMethodInfo().Name));
    }
}
