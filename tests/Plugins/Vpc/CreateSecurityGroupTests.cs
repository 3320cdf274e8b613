using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateSecurityGroupTests : NetworkTest
{
    [Fact]
    public async Task It_is_made_with_its_tags()
    {
        Client.CreateSecurityGroupAsync(
                Arg.Is<CreateSecurityGroupRequest>(r => r.VpcId == "vpc-1" && r.GroupName == "cache" && r.Description == "Redis"
                    && r.TagSpecifications[0].ResourceType == ResourceType.SecurityGroup), default)
            .Returns(new CreateSecurityGroupResponse { GroupId = "sg-9" });
        var arguments = new { vpcId = "vpc-1", name = "cache", description = "Redis", tags = new { team = "a" } };

        var plan = await PlanAsync(CreateSecurityGroup.Tool, arguments);

        Assert.Equal(["security group 'cache': created; it lets nothing in and everything out"], Lines(plan));
        Assert.Equal("vpc-1", Assert.Single(plan.Resources).Id); // SAF-M3
        Assert.Equal("sg-9", (await RunAsync(CreateSecurityGroup.Tool, arguments)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_name_that_differs_in_case_alone_is_taken() =>
        Assert.StartsWith("sg-1 has the name 'web'", Assert.Single(
            (await PlanAsync(CreateSecurityGroup.Tool, new { vpcId = "vpc-1", name = "WEB", description = "x" })).Obstacles));
}
