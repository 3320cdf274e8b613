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
            "In the way: interface eni-1 (instance i-1, 10.0.1.5, 203.0.113.7)", "In the way: endpoint vpce-1: vpc_delete_endpoint", "In the way: internet gateway igw-1: vpc_delete_gateway",
            "In the way: nat gateway nat-1: vpc_delete_gateway", "In the way: peering connection pcx-1", "In the way: subnet subnet-1 (public) 10.0.1.0/24: vpc_delete_subnet",
            "In the way: subnet subnet-2 10.0.2.0/24: vpc_delete_subnet", "In the way: route table rtb-2: vpc_delete_route_table", "In the way: security group sg-1 (web): vpc_delete_security_group",
            "In the way: security group sg-2 (db): vpc_delete_security_group",
        ], plan.Effects);
        Assert.Equal("vpc-1", Assert.Single(plan.Resources).Id);
    }

    [Fact]
    public async Task It_deletes_the_VPC_and_nothing_else()
    {
        await RunAsync(DeleteVpc.Tool, new { vpcId = "vpc-1" });

        Assert.Equal(["DeleteVpcAsync"], Client.ReceivedCalls().Select(c => c.GetMethodInfo().Name));
    }
}
