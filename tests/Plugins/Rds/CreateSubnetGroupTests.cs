using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class CreateSubnetGroupTests : RdsToolTest
{
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
