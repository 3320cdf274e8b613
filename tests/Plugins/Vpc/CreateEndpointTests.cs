using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateEndpointTests : NetworkTest
{
    private const string S3 =
        "com.amazonaws.eu-west-1.s3", Sqs = "com.amazonaws.eu-west-1.sqs", Partner = "com.amazonaws.vpce.eu-west-1.vpce-svc-1";

    private readonly List<CreateVpcEndpointRequest> sent = [];

    public CreateEndpointTests() => Client.CreateVpcEndpointAsync(Arg.Do<CreateVpcEndpointRequest>(sent.Add), default)
        .ReturnsForAnyArgs(new CreateVpcEndpointResponse
        {
            VpcEndpoint = new()
            {
                VpcEndpointId = "vpce-1",
                State = "pending",
                VpcEndpointType = "Interface"
            }
        });

    [Theory]
    [InlineData("service")]
    [InlineData("service securityGroupIds")]
    [InlineData("service routeTableIds securityGroupIds")]
    [InlineData("service routeTableIds subnetIds")]
    [InlineData("subnetIds")]
    [InlineData("service resourceConfigurationArn subnetIds")]
    [InlineData("resourceConfigurationArn routeTableIds")]
    public async Task What_fits_no_type_is_refused_before_any_request(string given)
    {
        Client.ClearReceivedCalls();
        var arguments = new Dictionary<string, object> { ["vpcId"] = "vpc-1" };
        foreach (var key in given.Split(' ')) arguments[key] = key.EndsWith('s') ? new[] { "x-1" } : S3;

        Assert.Equal(
            ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateEndpoint.Tool, arguments))).Code);
        Assert.Equal(
            ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateEndpoint.Tool, arguments))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task A_gateway_endpoint_changes_route_tables_and_has_no_DNS()
    {
        var arguments = new { vpcId = "vpc-1", service = S3, routeTableIds = new[] { "rtb-1" } };

        var plan = await PlanAsync(CreateEndpoint.Tool, arguments);
        await RunAsync(CreateEndpoint.Tool, arguments);

        Assert.Equal(
        [
            "gateway endpoint to com.amazonaws.eu-west-1.s3: created; it costs nothing",
            "route to it in rtb-1: created; for every subnet without a table of its own; open connections to the service are cut",
            "WARNING: There is one already: vpce-1, gateway, available.",
        ], Lines(plan));
        Assert.Equal(["vpc-1", "rtb-1"], plan.Resources.Select(r => r.Id)); // SAF-M3
        Assert.Null(sent[0].PrivateDnsEnabled);
        Assert.Null(sent[0].DnsOptions);
        Assert.Null(sent[0].SubnetIds);
        Assert.Equal(("Gateway", true), (sent[0].VpcEndpointType.Value, sent[0].ClientToken.Length > 0));
    }

    [Fact]
    public async Task An_interface_endpoint_takes_over_the_name_and_is_waited_for()
    {
        var result = await RunAsync(CreateEndpoint.Tool,
            new { vpcId = "vpc-1", service = Sqs, subnetIds = new[] { "subnet-1" }, securityGroupIds = new[] { "sg-1" }, wait = true });

        Assert.Equal("available", result.GetProperty("state").GetString());
        Assert.True(sent[0].PrivateDnsEnabled);
        Assert.Null(sent[0].DnsOptions);
        Assert.Equal(["sg-1"], sent[0].SecurityGroupIds);
    }

    // EC2-M10a: left out, AWS wants a gateway endpoint in the VPC and refuses without one.
    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, false)]
    [InlineData(true, false, false)]
    public async Task Private_DNS_of_S3_is_limited_to_inbound_resolvers_only_beside_a_gateway_endpoint(
        bool hasGateway, bool? asked, bool becomes)
    {
        if (!hasGateway) Client.DescribeVpcEndpointsAsync(default!, default).ReturnsForAnyArgs(new DescribeVpcEndpointsResponse());
        var arguments = new Dictionary<string, object> { ["vpcId"] = "vpc-1", ["service"] = S3, ["subnetIds"] = new[] { "subnet-1" } };
        if (asked is not null) arguments["privateDnsOnlyForInboundResolverEndpoint"] = asked;

        Assert.Empty((await PlanAsync(CreateEndpoint.Tool, arguments)).Obstacles);
        await RunAsync(CreateEndpoint.Tool, arguments);

        Assert.True(sent[0].PrivateDnsEnabled);
        Assert.Equal(becomes, sent[0].DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint);
    }

    [Fact]
    public async Task Inbound_resolvers_only_without_a_gateway_endpoint_cannot_be_confirmed() // EC2-M10a
    {
        Client.DescribeVpcEndpointsAsync(default!, default).ReturnsForAnyArgs(new DescribeVpcEndpointsResponse());

        var plan = await PlanAsync(CreateEndpoint.Tool,
            new { vpcId = "vpc-1", service = S3, subnetIds = new[] { "subnet-1" }, privateDnsOnlyForInboundResolverEndpoint = true });

        Assert.Contains("needs a gateway endpoint", Assert.Single(plan.Obstacles));
    }

    // EC2-M10b
    [Theory]
    [InlineData(Partner, true, "no verified private DNS name")]
    [InlineData(Sqs, false, "DNS host names")]
    public async Task Where_private_DNS_is_not_offered_it_is_off_and_asking_for_it_cannot_be_confirmed(
        string service, bool hostnames, string why)
    {
        Client.DescribeVpcAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeVpcAttributeResponse { EnableDnsHostnames = hostnames, EnableDnsSupport = true });

        var plan = await PlanAsync(CreateEndpoint.Tool, new { vpcId = "vpc-1", service, subnetIds = new[] { "subnet-1" } });
        var asked = await PlanAsync(
            CreateEndpoint.Tool, new { vpcId = "vpc-1", service, subnetIds = new[] { "subnet-1" }, privateDnsEnabled = true });
        await RunAsync(CreateEndpoint.Tool, new { vpcId = "vpc-1", service, subnetIds = new[] { "subnet-1" } });

        Assert.Empty(plan.Obstacles);
        Assert.Contains(plan.Changes, c => c.Property == "private DNS" && c.To == "off" && c.Note!.Contains(why, StringComparison.Ordinal));
        Assert.Contains(why, Assert.Single(asked.Obstacles));
        Assert.False(sent[0].PrivateDnsEnabled);
    }

    [Fact]
    public async Task A_second_endpoint_does_not_take_the_name_from_the_first()
    {
        (Endpoint.ServiceName, Endpoint.VpcEndpointType, Endpoint.PrivateDnsEnabled) = (Sqs, "Interface", true);

        await RunAsync(CreateEndpoint.Tool, new { vpcId = "vpc-1", service = Sqs, subnetIds = new[] { "subnet-1" } });

        Assert.False(sent[0].PrivateDnsEnabled);
    }

    [Theory]
    [InlineData("service", "com.amazonaws.vpce.eu-west-1.vpce-svc-2", "GatewayLoadBalancer")] // EC2-M10b
    [InlineData("resourceConfigurationArn", "arn:aws:vpc-lattice:eu-west-1:1:resourceconfiguration/rcfg-1", "Resource")]
    [InlineData("serviceNetworkArn", "arn:aws:vpc-lattice:eu-west-1:1:servicenetwork/sn-1", "ServiceNetwork")]
    public async Task The_type_follows_from_what_it_leads_to(string argument, string value, string type)
    {
        var arguments = new Dictionary<string, object> { ["vpcId"] = "vpc-1", [argument] = value, ["subnetIds"] = new[] { "subnet-1" } };

        Assert.Empty((await PlanAsync(CreateEndpoint.Tool, arguments)).Obstacles);
        await RunAsync(CreateEndpoint.Tool, arguments);

        Assert.Equal((type, null), (sent[0].VpcEndpointType.Value, sent[0].PrivateDnsEnabled));
        Assert.Equal(value, sent[0].ServiceName ?? sent[0].ResourceConfigurationArn ?? sent[0].ServiceNetworkArn);
    }

    [Fact]
    public async Task A_service_that_cannot_be_asked_about_is_unknown_and_still_made()
    {
        Client.DescribeVpcEndpointServicesAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<DescribeVpcEndpointServicesResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        Assert.Single(
            (await PlanAsync(CreateEndpoint.Tool, new { vpcId = "vpc-1", service = Sqs, subnetIds = new[] { "subnet-1" } })).Unknown);
        await RunAsync(CreateEndpoint.Tool, new { vpcId = "vpc-1", service = Sqs, subnetIds = new[] { "subnet-1" } });

        Assert.True(sent[0].PrivateDnsEnabled);
    }

    [Fact]
    public async Task An_endpoint_that_fails_ends_the_wait_with_the_reason_of_EC2() // EC2-M3
    {
        (Endpoint.State, Endpoint.LastError) = ("Failed", new() { Code = "X", Message = "no capacity in the zone" });
        var context = Context();

        var e = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(
                CreateEndpoint.Tool, new { vpcId = "vpc-1", service = Sqs, subnetIds = new[] { "subnet-1" }, wait = true }, context));

        Assert.Contains("no capacity in the zone", e.Message);
        Assert.Equal("vpce-1", Assert.Single(context.Steps).Created);
    }
}
