using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateRouteTableTests : NetworkTest
{
    [Fact]
    public async Task It_sends_name_tags_and_a_client_token()
    {
        Client.CreateRouteTableAsync(Arg.Is<CreateRouteTableRequest>(r =>
            r.VpcId == "vpc-1" && r.ClientToken.Length > 0 && r.TagSpecifications[0].Tags.Count == 2), default)
            .Returns(new CreateRouteTableResponse { RouteTable = Tables[1] });

        var plan = await PlanAsync(CreateRouteTable.Tool, new { vpcId = "vpc-1" });

        Assert.Contains("10.0.0.0/16", Assert.Single(plan.Changes).Note);
        Assert.Equal("vpc-1", Assert.Single(plan.Resources).Id); // SAF-M3
        Assert.Equal("rtb-2", (await RunAsync(CreateRouteTable.Tool, new { vpcId = "vpc-1", name = "n", tags = new { team = "a" } }))
            .GetProperty("id").GetString());
    }
}
