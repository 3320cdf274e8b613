using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ModifyEndpointTests : NetworkTest
{
    [Fact]
    public async Task What_comes_and_what_goes_is_sent()
    {
        var input = new { endpointId = "vpce-1", routeTableIds = new[] { "rtb-2" }, policyDocument = "full" };
        Endpoint.PolicyDocument = "{}";

        var plan = await PlanAsync(ModifyEndpoint.Tool, input);
        Assert.Single((await PlanAsync(ModifyEndpoint.Tool, new { endpointId = "vpce-1", subnetIds = new[] { "subnet-1" } })).Obstacles);
        await RunAsync(ModifyEndpoint.Tool, input);

        Assert.Contains("vpce-1: route tables: rtb-1 -> rtb-2", Lines(plan));
        Assert.Equal("""{"endpointId":"vpce-1","routeTableIds":["rtb-1"],"policyDocument":"{}"}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received().ModifyVpcEndpointAsync(Arg.Is<ModifyVpcEndpointRequest>(r => r.AddRouteTableIds.Single() == "rtb-2"
            && r.RemoveRouteTableIds.Single() == "rtb-1" && r.ResetPolicy == true && r.PolicyDocument == null), default);
    }
}
