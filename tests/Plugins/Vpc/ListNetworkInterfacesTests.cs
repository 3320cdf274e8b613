using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListNetworkInterfacesTests : NetworkTest
{
    [Theory]
    [InlineData("Interface for NAT Gateway nat-0a", "nat-gateway", "nat-0a")]
    [InlineData("VPC Endpoint Interface vpce-0a", "endpoint", "vpce-0a")]
    [InlineData("ELB app/web/50dc6c495c0c9188", "load-balancer", "app/web/50dc6c495c0c9188")]
    [InlineData("AWS Lambda VPC ENI-my-function-0f9cd4c2-5d3b-4d5e-8f6a-1b2c3d4e5f60", "lambda-function", "my-function")]
    [InlineData("RDSNetworkInterface", "rds", "RDSNetworkInterface")]
    [InlineData("EFS mount target for fs-0a (fsmt-0b)", "file-system", "fs-0a")]
    [InlineData("Something new", "service", "Something new")]
    public async Task The_service_behind_an_interface_is_read_from_its_description(string description, string type, string owner)
    {
        InterfaceList[0] = new() { NetworkInterfaceId = "eni-2", Status = "in-use", Description = description, RequesterManaged = true };

        var row = (await RunAsync(ListNetworkInterfaces.Tool, new { })).GetProperty("items")[0];

        Assert.Equal((type, owner), (row.GetProperty("ownerType").GetString(), row.GetProperty("owner").GetString()));
    }

    [Fact]
    public async Task An_interface_that_nothing_has_belongs_to_nobody()
    {
        InterfaceList[0] = new() { NetworkInterfaceId = "eni-2", Status = "available", Description = "spare" };

        Assert.False((await RunAsync(ListNetworkInterfaces.Tool, new { })).GetProperty("items")[0].TryGetProperty("owner", out _));
    }

    [Fact]
    public async Task An_address_is_looked_for_inside_and_outside_each_to_the_end() // EC2-L4
    {
        var asked = new List<string>();
        Client.DescribeNetworkInterfacesAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            var request = call.Arg<DescribeNetworkInterfacesRequest>();
            var filter = request.Filters.Single().Name;
            asked.Add($"{filter} {request.NextToken}");
            return (filter, request.NextToken) switch
            {
                ("addresses.private-ip-address", null) => new DescribeNetworkInterfacesResponse { NextToken = "t" },
                ("addresses.association.public-ip", _) => new DescribeNetworkInterfacesResponse { NetworkInterfaces = InterfaceList },
                _ => new DescribeNetworkInterfacesResponse(),
            };
        });

        var page = await RunAsync(ListNetworkInterfaces.Tool, new { ip = "203.0.113.7" });

        Assert.Equal(["addresses.private-ip-address ", "addresses.private-ip-address t", "addresses.association.public-ip "], asked);
        Assert.Equal("i-1", page.GetProperty("items")[0].GetProperty("owner").GetString());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task An_IPv6_address_is_asked_for_as_EC2_keeps_it() // PUB-24
    {
        await RunAsync(ListNetworkInterfaces.Tool, new { ip = "2001:DB8:0:0::1" });

        await Client.Received().DescribeNetworkInterfacesAsync(
            Arg.Is<DescribeNetworkInterfacesRequest>(r => r.Filters.Single().Values.Single() == "2001:db8::1"),
                Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_block_is_not_an_address() =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListNetworkInterfaces.Tool, new { ip = "10.0.0.0/8" }))).Code);
}
