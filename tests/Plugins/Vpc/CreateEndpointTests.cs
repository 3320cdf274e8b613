using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateEndpointTests : NetworkTest
{
    private const string S3 = "com.amazonaws.eu-west-1.s3";

    [Theory]
    [InlineData("")]
    [InlineData("groupIds")]
    [InlineData("routeTableIds groupIds")]
    [InlineData("routeTableIds subnetIds")]
    public async Task What_fits_no_type_is_refused_before_any_request(string given)
    {
        var arguments = new Dictionary<string, object> { ["vpcId"] = "vpc-1", ["service"] = S3 };
        foreach (var key in given.Split(' ', StringSplitOptions.RemoveEmptyEntries)) arguments[key] = new[] { "x-1" };

        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateEndpoint.Tool, arguments))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateEndpoint.Tool, arguments))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task A_gateway_endpoint_changes_route_tables_and_has_no_DNS()
    {
        CreateVpcEndpointRequest? sent = null;
        Client.CreateVpcEndpointAsync(Arg.Do<CreateVpcEndpointRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateVpcEndpointResponse { VpcEndpoint = Endpoint });
        var arguments = new { vpcId = "vpc-1", service = S3, routeTableIds = new[] { "rtb-1" } };

        var plan = await PlanAsync(CreateEndpoint.Tool, arguments);
        await RunAsync(CreateEndpoint.Tool, arguments);

        Assert.Equal("rtb-1", Assert.Single(plan.Resources).Id);
        Assert.Contains("There is one already: vpce-1, gateway, available.", plan.Effects);
        Assert.Null(sent!.PrivateDnsEnabled);
        Assert.Null(sent.SubnetIds);
        Assert.Equal(("Gateway", true), (sent.VpcEndpointType.Value, sent.ClientToken.Length > 0));
    }

    [Fact]
    public async Task An_interface_endpoint_takes_over_the_name_and_is_waited_for()
    {
        CreateVpcEndpointRequest? sent = null;
        Client.CreateVpcEndpointAsync(Arg.Do<CreateVpcEndpointRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateVpcEndpointResponse { VpcEndpoint = new() { VpcEndpointId = "vpce-1", State = "pending", VpcEndpointType = "Interface" } });

        var result = await RunAsync(CreateEndpoint.Tool, new { vpcId = "vpc-1", service = S3, subnetIds = new[] { "subnet-1" }, groupIds = new[] { "sg-1" }, wait = true });

        Assert.Equal("available", result.GetProperty("state").GetString());
        Assert.True(sent!.PrivateDnsEnabled);
        Assert.Equal(["sg-1"], sent.SecurityGroupIds);
    }
}
