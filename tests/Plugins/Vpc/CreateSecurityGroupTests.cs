using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateSecurityGroupTests : NetworkTest
{
    [Fact]
    public async Task It_is_made_with_its_tags()
    {
        Client.CreateSecurityGroupAsync(
                Arg.Is<CreateSecurityGroupRequest>(r => r.VpcId == "vpc-1" && r.GroupName == "cache" && r.Description == "Redis" && r.TagSpecifications[0].ResourceType == ResourceType.SecurityGroup), default)
            .Returns(new CreateSecurityGroupResponse { GroupId = "sg-9" });
        var arguments = new { vpcId = "vpc-1", name = "cache", description = "Redis", tags = new { team = "a" } };

        Assert.Contains("It lets nothing in and everything out.", (await PlanAsync(CreateSecurityGroup.Tool, arguments)).Effects);
        Assert.Equal("sg-9", (await RunAsync(CreateSecurityGroup.Tool, arguments)).GetProperty("id").GetString());
    }
}
