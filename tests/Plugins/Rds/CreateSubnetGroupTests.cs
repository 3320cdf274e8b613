using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class CreateSubnetGroupTests : RdsToolTest
{
    [Fact]
    public async Task A_taken_name_is_an_obstacle()
    {
        var arguments = new { name = "data", subnetIds = new[] { "subnet-1", "subnet-2" } };
        Client.DescribeDBSubnetGroupsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeDBSubnetGroupsResponse { DBSubnetGroups = [new() { DBSubnetGroupName = "data" }] });

        Assert.Equal("There is a DB subnet group data already; choose another name.",
            Assert.Single((await PlanAsync(CreateSubnetGroup.Tool, arguments)).Obstacles));

        Client.DescribeDBSubnetGroupsAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DescribeDBSubnetGroupsResponse>(
            new DBSubnetGroupNotFoundException("none")));

        Assert.Empty((await PlanAsync(CreateSubnetGroup.Tool, arguments)).Obstacles);
    }

    [Fact]
    public async Task The_name_is_the_description_when_there_is_none()
    {
        CreateDBSubnetGroupRequest? sent = null;
        Client.CreateDBSubnetGroupAsync(Arg.Do<CreateDBSubnetGroupRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateDBSubnetGroupResponse { DBSubnetGroup = new() { DBSubnetGroupName = "data", VpcId = "vpc-1" } });

        await RunAsync(CreateSubnetGroup.Tool, new { name = "data", subnetIds = new[] { "subnet-1", "subnet-2" } });

        Assert.Equal(("data", 2), (sent!.DBSubnetGroupDescription, sent.SubnetIds.Count));
    }
}
