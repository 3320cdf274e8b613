using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ModifyVpcTests : NetworkTest
{
    [Fact]
    public async Task Settings_and_blocks_change_one_request_each()
    {
        Vpc.CidrBlockAssociationSet = [new() { CidrBlock = "10.0.0.0/16", AssociationId = "a-1" },
            new() { CidrBlock = "10.7.0.0/16", AssociationId = "a-2" }];
        var input = new { vpcId = "vpc-1", dnsHostnames = false, addCidrBlock = "10.8.0.0/16", removeCidrBlock = "10.7.0.0/16" };

        var plan = await PlanAsync(ModifyVpc.Tool, input);
        await RunAsync(ModifyVpc.Tool, input);

        Assert.Equal("""{"vpcId":"vpc-1","dnsHostnames":true,"removeCidrBlock":"10.8.0.0/16","addCidrBlock":"10.7.0.0/16"}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.Empty(plan.Obstacles);
        await Client.Received(1)
            .ModifyVpcAttributeAsync(Arg.Is<ModifyVpcAttributeRequest>(r => r.EnableDnsHostnames == false && r.EnableDnsSupport == null),
                default);
        await Client.Received(1)
            .AssociateVpcCidrBlockAsync(Arg.Is<AssociateVpcCidrBlockRequest>(r => r.CidrBlock == "10.8.0.0/16"), default);
        await Client.Received(1)
            .DisassociateVpcCidrBlockAsync(Arg.Is<DisassociateVpcCidrBlockRequest>(r => r.AssociationId == "a-2"), default);
    }

    [Fact]
    public async Task What_AWS_will_refuse_is_an_obstacle()
    {
        Assert.Equal("10.0.1.0/24 overlaps a block that the VPC has.",
            Assert.Single((await PlanAsync(ModifyVpc.Tool, new { vpcId = "vpc-1", addCidrBlock = "10.0.1.0/24" })).Obstacles));
        var first = (await PlanAsync(ModifyVpc.Tool, new { vpcId = "vpc-1", removeCidrBlock = "10.0.0.0/16" })).Obstacles;
        Assert.Equal("10.0.0.0/16 is no secondary block of vpc-1; its first block stays.", first[0]);
        Assert.Contains(first, o => o.Contains("subnet-2", StringComparison.Ordinal));
        Assert.Equal("DNS host names need DNS support; turn on dnsSupport as well.",
            Assert.Single((await PlanAsync(ModifyVpc.Tool, new { vpcId = "vpc-1", dnsSupport = false, dnsHostnames = true })).Obstacles));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyVpc.Tool, new { vpcId = "vpc-1" }));
    }

    [Fact]
    public async Task A_block_that_was_taken_away_and_is_still_listed_is_none()
    {
        Vpc.CidrBlockAssociationSet = [new() { CidrBlock = "10.0.0.0/16", AssociationId = "a-1" },
            new() { CidrBlock = "10.7.0.0/16", AssociationId = "a-2", CidrBlockState = new() { State = "disassociated" } }];

        Assert.Empty((await PlanAsync(ModifyVpc.Tool, new { vpcId = "vpc-1", addCidrBlock = "10.7.0.0/16" })).Obstacles);
        Assert.Single((await PlanAsync(ModifyVpc.Tool, new { vpcId = "vpc-1", removeCidrBlock = "10.7.0.0/16" })).Obstacles);
    }

    // VPC guide, "IPv4 CIDR block association restrictions": "The CIDR '192.168.0.0/16' is restricted."
    [Theory]
    [InlineData("192.168.0.0/16", true)]
    [InlineData("172.16.0.0/16", true)]
    [InlineData("10.9.0.0/16", false)]
    [InlineData("100.64.0.0/16", false)]
    public async Task A_block_of_another_private_range_is_an_obstacle(string addCidrBlock, bool refused) =>
        Assert.Equal(refused, (await PlanAsync(ModifyVpc.Tool, new { vpcId = "vpc-1", addCidrBlock })).Obstacles.Count > 0);
}
