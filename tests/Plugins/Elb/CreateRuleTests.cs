using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class CreateRuleTests : ElbTest
{
    [Fact]
    public async Task A_rule_is_planned_with_those_before_it()
    {
        var canary = Group;
        (canary.TargetGroupArn, canary.TargetGroupName) = (GroupArn.Replace("/api/", "/canary/", StringComparison.Ordinal), "canary");
        Client.DescribeTargetGroupsAsync(Arg.Is<DescribeTargetGroupsRequest>(r => r.Names != null && r.Names[0] == "canary"),
            Arg.Any<CancellationToken>())
            .Returns(new DescribeTargetGroupsResponse { TargetGroups = [canary] });
        Client.CreateRuleAsync(default!, default).ReturnsForAnyArgs(new CreateRuleResponse { Rules = [Api] });
        var input = new
        {
            listenerArn = ListenerArn,
            priority = 20,
            hosts = new[] { "b.example.com", "a.example.com" },
            query = new Dictionary<string, string> { ["v"] = "2", ["beta"] = "*" },
            targetGroups = new Dictionary<string, int> { ["canary"] = 1, ["api"] = 9 },
        };

        var plan = await PlanAsync(CreateRule.Tool, input);
        await RunAsync(CreateRule.Tool, input);

        Assert.Equal(
        [
            "rule 20: host-header a.example.com or b.example.com, query-string beta=*, query-string v=2 -> forward to api (9), canary (1) "
                + "of HTTPS:443 of web: created",
            "rule 10: path-pattern /api/* -> forward to api: stays; it is tried before",
        ], Lines(plan));
        Assert.Equal([ListenerArn, canary.TargetGroupArn, GroupArn], plan.Resources.Select(r => r.Id));
        // The values of one condition are alternatives: each query parameter is a condition of its own.
        await Client.Received().CreateRuleAsync(Arg.Is<CreateRuleRequest>(r => r.Conditions.Count(c => c.Field == "query-string") == 2
            && r.Actions[0].ForwardConfig.TargetGroups[1].Weight == 9), default);
    }

    // aws-cloudformation/cfn-lint#3833: "A rule can only have '5' condition values".
    [Theory]
    [InlineData(3, 2, false)]
    [InlineData(3, 3, true)]
    public async Task A_rule_has_at_most_five_values(int hosts, int paths, bool refused)
    {
        var failure = await Record.ExceptionAsync(() => PlanAsync(CreateRule.Tool, new
        {
            listenerArn = ListenerArn,
            priority = 20,
            fixedStatus = 200,
            hosts = Enumerable.Range(0, hosts).Select(i => $"h{i}.example.com"),
            paths = Enumerable.Range(0, paths).Select(i => $"/p{i}"),
        }));

        Assert.Equal(refused, failure is ToolException { Code: ToolErrorCode.InvalidInput });
    }

    [Fact]
    public async Task A_priority_that_is_taken_and_a_listener_without_rules_are_obstacles()
    {
        var input = new { listenerArn = ListenerArn, priority = 10, paths = new[] { "/" }, fixedStatus = 200 };
        Assert.StartsWith("Priority 10 is taken", Assert.Single((await PlanAsync(CreateRule.Tool, input)).Obstacles),
            StringComparison.Ordinal);
        var tcp = Listener;
        tcp.Protocol = ProtocolEnum.TCP;
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = [tcp] });

        Assert.Contains("TCP:443 of web cannot have rules: only listeners of application load balancers can.",
            (await PlanAsync(CreateRule.Tool, input)).Obstacles);
    }

    [Fact]
    public async Task A_rule_needs_a_condition() => await Assert.ThrowsAsync<ToolException>(() =>
        PlanAsync(CreateRule.Tool, new { listenerArn = ListenerArn, priority = 10, fixedStatus = 200 }));
}
