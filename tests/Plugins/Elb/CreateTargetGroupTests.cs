using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Elb;

public sealed class CreateTargetGroupTests : ElbTest
{
    public CreateTargetGroupTests()
    {
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs<DescribeTargetGroupsResponse>(_ =>
            throw new TargetGroupNotFoundException("none"));
        Client.CreateTargetGroupAsync(default!, default).ReturnsForAnyArgs(new CreateTargetGroupResponse { TargetGroups = [Group] });
    }

    [Fact]
    public async Task Grpc_codes_go_where_AWS_looks_for_them()
    {
        var input = new { name = "api", protocol = "HTTP", port = 80, vpcId = "vpc-1", protocolVersion = "GRPC", healthyCodes = "0-12" };

        Assert.Equal("elb_delete_target_group", (await PlanAsync(CreateTargetGroup.Tool, input)).Undo!.Tool);
        await RunAsync(CreateTargetGroup.Tool, input);

        await Client.Received().CreateTargetGroupAsync(
            Arg.Is<CreateTargetGroupRequest>(r => r.Matcher.GrpcCode == "0-12" && r.Tags == null && r.HealthCheckEnabled == null), default);
    }

    [Fact]
    public async Task A_function_is_checked_only_when_a_check_is_asked_for()
    {
        Assert.Contains("target group f: health check: off",
            Lines(await PlanAsync(CreateTargetGroup.Tool, new { name = "f", targetType = "lambda" })));
        await RunAsync(CreateTargetGroup.Tool, new { name = "f", targetType = "lambda", healthCheckPath = "/health" });

        await Client.Received().CreateTargetGroupAsync(Arg.Is<CreateTargetGroupRequest>(r => r.HealthCheckEnabled == true), default);
    }

    [Theory]
    [InlineData("""{"targetType":"lambda","port":80}""")]
    [InlineData("""{"protocol":"HTTP","port":80}""")]
    [InlineData("""{"targetType":"alb","protocol":"HTTP","port":80,"vpcId":"vpc-1"}""")]
    [InlineData("""{"protocol":"TCP","port":80,"vpcId":"vpc-1","protocolVersion":"GRPC"}""")]
    [InlineData("""{"protocol":"HTTP","port":80,"vpcId":"vpc-1","healthCheckProtocol":"TCP"}""")]
    [InlineData("""{"targetType":"alb","protocol":"TCP","port":80,"vpcId":"vpc-1","healthCheckProtocol":"TCP"}""")]
    [InlineData("""{"targetType":"lambda","ipAddressType":"ipv6"}""")]
    public async Task What_does_not_go_together_is_refused_before_anything_is_sent(string settings)
    {
        var input = System.Text.Json.Nodes.JsonNode.Parse(settings)!.AsObject();
        input["name"] = "api";

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateTargetGroup.Tool, input))).Code);
        await Client.DidNotReceiveWithAnyArgs().CreateTargetGroupAsync(default!, default);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_an_obstacle()
    {
        Client.Configure().DescribeTargetGroupsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [Group] });

        Assert.Single((await PlanAsync(CreateTargetGroup.Tool, new { name = "api", targetType = "lambda" })).Obstacles);
    }

    [Fact]
    public async Task Targets_may_have_IPv6_addresses()
    {
        await RunAsync(CreateTargetGroup.Tool,
            new { name = "api", targetType = "ip", protocol = "HTTP", port = 80, vpcId = "vpc-1", ipAddressType = "ipv6" });

        await Client.Received().CreateTargetGroupAsync(
            Arg.Is<CreateTargetGroupRequest>(r => r.IpAddressType == "ipv6"), Arg.Any<CancellationToken>());
    }
}
