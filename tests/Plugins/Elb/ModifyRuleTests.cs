using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ModifyRuleTests : ElbTest
{
    private ModifyRuleRequest? sent;

    public ModifyRuleTests()
    {
        Client.DescribeRulesAsync(Arg.Is<DescribeRulesRequest>(r => r.RuleArns != null), Arg.Any<CancellationToken>())
            .Returns(new DescribeRulesResponse { Rules = [Api] });
        Client.ModifyRuleAsync(Arg.Do<ModifyRuleRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ModifyRuleResponse { Rules = [Api] });
        Client.SetRulePrioritiesAsync(default!, default).ReturnsForAnyArgs(new SetRulePrioritiesResponse());
    }

    [Fact]
    public async Task Conditions_that_are_not_named_stay_and_an_empty_list_takes_them_away()
    {
        var input = new { ruleArn = RuleArn, hosts = new[] { "www.example.com" }, priority = 5 };

        var plan = await PlanAsync(ModifyRule.Tool, input);
        var result = await RunAsync(ModifyRule.Tool, input);

        Assert.Equal(
        [
            "rule 10: conditions: path-pattern /api/* -> host-header www.example.com, path-pattern /api/*",
            "rule 10 of web: priority: 10 -> 5; the lowest is tried first",
            $$"""To take it back: elb_modify_rule {"ruleArn":"{{RuleArn}}","hosts":[],"paths":["/api/*"],"methods":[],"sourceIps":[],"headers":{},"query":{},"priority":10}""",
        ], Lines(plan));
        Assert.Equal(["host-header", "path-pattern"], sent!.Conditions.Select(c => c.Field));
        // AWS refuses the values of a pattern twice.
        Assert.Null(sent.Conditions[1].Values);
        Assert.Null(sent.Actions);
        Assert.Equal("5", result.GetProperty("priority").GetString());
        await Client.Received(1)
            .SetRulePrioritiesAsync(Arg.Is<SetRulePrioritiesRequest>(r => r.RulePriorities.Single().Priority == 5), default);

        await RunAsync(ModifyRule.Tool, new { ruleArn = RuleArn, paths = Array.Empty<string>(), methods = new[] { "post" } });
        Assert.Equal(["POST"], Assert.Single(sent.Conditions).HttpRequestMethodConfig.Values);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyRule.Tool, new { ruleArn = RuleArn, paths = Array.Empty<string>() }));
    }

    [Fact]
    public async Task A_priority_that_is_taken_and_the_default_rule_are_obstacles()
    {
        Client.DescribeRulesAsync(Arg.Is<DescribeRulesRequest>(r => r.RuleArns != null), Arg.Any<CancellationToken>())
            .Returns(new DescribeRulesResponse { Rules = [Default] });

        var plan = await PlanAsync(ModifyRule.Tool,
            new { ruleArn = ListenerArn.Replace(":listener/", ":listener-rule/", StringComparison.Ordinal) + "/default", priority = 10 });

        Assert.Equal(["It is the default rule of its listener; elb_modify_listener changes its action.",
            "Priority 10 is taken (10: path-pattern /api/* -> forward to api); choose another priority, or move that rule first."],
                plan.Obstacles);
    }

    [Fact]
    public async Task What_the_arguments_cannot_say_has_no_way_back()
    {
        var rule = Api;
        rule.Conditions = [new() { Field = "http-header", HttpHeaderConfig = new() { HttpHeaderName = "X-Tier", Values = ["a", "b"] } }];
        Client.DescribeRulesAsync(Arg.Is<DescribeRulesRequest>(r => r.RuleArns != null), Arg.Any<CancellationToken>())
            .Returns(new DescribeRulesResponse { Rules = [rule] });

        Assert.NotNull((await PlanAsync(ModifyRule.Tool, new { ruleArn = RuleArn, hosts = new[] { "a" } })).NoUndo);
    }

    [Fact]
    public async Task Nothing_to_change_is_told() =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyRule.Tool, new { ruleArn = RuleArn }))).Code);

    [Fact]
    public async Task A_condition_on_a_field_that_is_not_known_here_stays_and_has_no_way_back()
    {
        var rule = Api;
        rule.Conditions.Add(new() { Field = "device-type", Values = ["phone"] });
        Client.DescribeRulesAsync(Arg.Is<DescribeRulesRequest>(r => r.RuleArns != null), Arg.Any<CancellationToken>())
            .Returns(new DescribeRulesResponse { Rules = [rule] });

        var plan = await PlanAsync(ModifyRule.Tool, new { ruleArn = RuleArn, paths = new[] { "/v2/*" } });
        await RunAsync(ModifyRule.Tool, new { ruleArn = RuleArn, paths = new[] { "/v2/*" } });

        Assert.NotNull(plan.NoUndo);
        Assert.Equal([("path-pattern", "/v2/*"), ("device-type", "phone")],
            sent!.Conditions.Select(c => (c.Field, (c.PathPatternConfig?.Values ?? c.Values).Single())));
    }

    // The target group may still name a load balancer that was just deleted.
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Another_load_balancer_of_the_target_group_counts_only_while_it_is_there(bool exists, int obstacles)
    {
        var group = Group;
        group.LoadBalancerArns = [LbArn.Replace("/web/", "/old/", StringComparison.Ordinal)];
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [group] });
        Client.DescribeLoadBalancersAsync(Arg.Is<DescribeLoadBalancersRequest>(r => r.Names != null), Arg.Any<CancellationToken>())
            .Returns(_ => exists ? new DescribeLoadBalancersResponse { LoadBalancers = [Lb] }
                : throw new LoadBalancerNotFoundException("gone"));

        var plan = await PlanAsync(ModifyRule.Tool,
            new { ruleArn = RuleArn, targetGroups = new Dictionary<string, int> { ["api"] = 1 } });

        Assert.Equal(obstacles, plan.Obstacles.Count);
    }
}
