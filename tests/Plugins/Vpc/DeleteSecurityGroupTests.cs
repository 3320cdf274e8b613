using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteSecurityGroupTests : NetworkTest
{
    [Fact]
    public async Task The_plan_lists_interfaces_and_groups_that_use_it()
    {
        var plan = await PlanAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-1" });

        Assert.Equal(
        [
            "In the way: eni-1 (instance i-1, 10.0.1.5, 203.0.113.7) uses it.",
            "In the way: sg-2 (db) refers to it: inbound tcp 5432; vpc_revoke_rule takes such rules away.",
        ], plan.Obstacles);
        Assert.Contains("inbound tcp 22 from 0.0.0.0/0", Assert.Single(plan.Resources).State);
    }

    [Fact]
    public async Task The_default_group_cannot_be_deleted() =>
        Assert.Contains("default security group", (await PlanAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-0" })).Obstacles[^1]);

    [Fact]
    public async Task An_association_with_another_VPC_stands_in_the_way() // EC2-L10b
    {
        InterfaceList.Clear();
        Client.DescribeSecurityGroupVpcAssociationsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSecurityGroupVpcAssociationsResponse
            {
                SecurityGroupVpcAssociations =
            [
                new() { GroupId = "sg-2", VpcId = "vpc-2", State = "associated" },
                    new() { GroupId = "sg-2", VpcId = "vpc-3", State = "disassociated" },
            ],
            });

        Assert.Equal(["In the way: it is associated with vpc-2 (associated)."],
            (await PlanAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-2" })).Obstacles);
    }

    [Fact]
    public async Task Associations_that_cannot_be_read_are_unknown()
    {
        Client.DescribeSecurityGroupVpcAssociationsAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<DescribeSecurityGroupVpcAssociationsResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        Assert.Single((await PlanAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-2" })).Unknown);
    }

    [Fact]
    public async Task A_group_of_a_peered_VPC_that_refers_to_it_does_not_stand_in_the_way()
    {
        InterfaceList.Clear();
        Groups[2].VpcId = "vpc-2";

        var plan = await PlanAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-1" });

        Assert.Empty(plan.Obstacles);
        Assert.StartsWith("sg-2 (db) refers to it", Assert.Single(plan.Warnings));
    }

    [Fact]
    public async Task It_is_deleted()
    {
        await RunAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-2" });

        await Client.Received().DeleteSecurityGroupAsync(Arg.Is<DeleteSecurityGroupRequest>(r => r.GroupId == "sg-2"), default);
    }
}
