using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ModifyTargetGroupTests : ElbTest
{
    private ModifyTargetGroupRequest? sent;

    public ModifyTargetGroupTests() => Client.ModifyTargetGroupAsync(Arg.Do<ModifyTargetGroupRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new ModifyTargetGroupResponse { TargetGroups = [Group] });

    [Fact]
    public async Task Only_what_is_different_is_sent_and_the_way_back_has_the_old_values()
    {
        var input = new { targetGroup = "api", healthCheckProtocol = "HTTPS", healthCheckPath = "/health", healthyCodes = "200-299" };

        var plan = await PlanAsync(ModifyTargetGroup.Tool, input);
        await RunAsync(ModifyTargetGroup.Tool, input);

        Assert.Equal(("HTTPS", null, "200-299"), (sent!.HealthCheckProtocol.Value, sent.HealthCheckPath, sent.Matcher.HttpCode));
        Assert.StartsWith("1 of 2 target(s) are healthy by the present check", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal("""{"targetGroup":"api","healthCheckProtocol":"HTTP","healthCheckPath":"/health","healthyCodes":"200"}""",
            plan.Undo!.Arguments.GetRawText());
    }

    [Fact]
    public async Task The_codes_of_a_gRPC_group_are_its_own()
    {
        var group = Group;
        (group.ProtocolVersion, group.Matcher) = ("GRPC", new() { GrpcCode = "12" });
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [group] });

        await RunAsync(ModifyTargetGroup.Tool, new { targetGroup = "api", healthyCodes = "0-12" });

        Assert.Equal((null, "0-12"), (sent!.Matcher.HttpCode, sent.Matcher.GrpcCode));
    }

    [Fact]
    public async Task What_AWS_will_refuse_is_an_obstacle()
    {
        var plan = await PlanAsync(ModifyTargetGroup.Tool,
            new { targetGroup = "api", healthCheckTimeout = 30, healthCheckProtocol = "TCP", healthyCodes = "200" });

        Assert.Equal(
        [
            "The timeout of 30 s must be shorter than the interval of 30 s.",
            "The health check protocol of an HTTP, HTTPS, lambda or alb group cannot be TCP.",
            "A health check over TCP has no path and no codes; set healthCheckProtocol to HTTP or HTTPS.",
        ], plan.Obstacles);
    }

    // Network load balancers of former years had groups with both alike.
    [Fact]
    public async Task A_timeout_that_is_as_long_as_the_interval_stands_in_the_way_of_nothing_else()
    {
        var group = Group;
        (group.HealthCheckIntervalSeconds, group.HealthCheckTimeoutSeconds) = (10, 10);
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [group] });

        Assert.Empty((await PlanAsync(ModifyTargetGroup.Tool, new { targetGroup = "api", healthCheckPath = "/up" })).Obstacles);
        Assert.Single((await PlanAsync(ModifyTargetGroup.Tool, new { targetGroup = "api", healthCheckTimeout = 12 })).Obstacles);
    }
}
