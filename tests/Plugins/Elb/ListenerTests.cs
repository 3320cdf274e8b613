using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ListenerTests : ElbTest
{
    [Fact]
    public async Task The_list_tells_the_default_action()
    {
        var row = (await RunAsync(ListListeners.Tool, new { loadBalancer = "web" })).GetProperty("items")[0];

        Assert.Equal("answer 404", row.GetProperty("defaultAction").GetString());
        await Client.Received().DescribeListenersAsync(Arg.Is<DescribeListenersRequest>(r => r.LoadBalancerArn == LbArn), default);
    }

    [Fact]
    public async Task A_secure_listener_gets_a_modern_policy()
    {
        Client.CreateListenerAsync(default!, default).ReturnsForAnyArgs(new CreateListenerResponse { Listeners = [Listener] });
        var input = new { loadBalancer = LbArn, protocol = "HTTPS", port = 8443, certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/1", targetGroups = new Dictionary<string, int> { ["api"] = 1 } };

        Assert.Equal("requests on HTTPS:8443 -> forward to api", Assert.Single((await PlanAsync(CreateListener.Tool, input)).Effects));
        await RunAsync(CreateListener.Tool, input);

        await Client.Received().CreateListenerAsync(Arg.Is<CreateListenerRequest>(r => r.SslPolicy.Contains("TLS13") && r.DefaultActions[0].TargetGroupArn == GroupArn), default);
    }

    [Theory]
    [InlineData("https://#{host}:443/#{path}?#{query}", "HTTPS", "#{host}", "443", "/#{path}", "#{query}")]
    [InlineData("https://www.example.com", "HTTPS", "www.example.com", "443", null, null)]
    [InlineData("#{protocol}://#{host}:#{port}/new", "#{protocol}", "#{host}", "#{port}", "/new", null)]
    public async Task A_redirect_is_taken_apart(string url, string protocol, string host, string port, string? path, string? query)
    {
        RedirectActionConfig? sent = null;
        Client.CreateListenerAsync(Arg.Do<CreateListenerRequest>(r => sent = r.DefaultActions[0].RedirectConfig), default).ReturnsForAnyArgs(new CreateListenerResponse { Listeners = [Listener] });

        await RunAsync(CreateListener.Tool, new { loadBalancer = LbArn, protocol = "HTTP", port = 80, redirectTo = url });

        Assert.Equal((protocol, host, port, path, query, RedirectActionStatusCodeEnum.HTTP_301), (sent!.Protocol, sent.Host, sent.Port, sent.Path, sent.Query, sent.StatusCode));
    }

    [Fact]
    public async Task A_listener_needs_one_action_and_a_free_port()
    {
        var two = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateListener.Tool, new { loadBalancer = "web", protocol = "HTTP", port = 80, fixedStatus = 404, redirectTo = "https://a" }));
        var taken = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateListener.Tool, new { loadBalancer = "web", protocol = "HTTP", port = 443, fixedStatus = 404 }));

        Assert.Equal((ToolErrorCode.InvalidInput, ToolErrorCode.Conflict), (two.Code, taken.Code));
    }

    [Fact]
    public async Task A_rule_is_planned_with_those_before_it()
    {
        var input = new { listenerArn = ListenerArn, priority = 20, hosts = new[] { "a.example.com" }, query = new Dictionary<string, string> { ["v"] = "2" }, targetGroups = new Dictionary<string, int> { ["api"] = 9, [GroupArn] = 1 } };
        Client.CreateRuleAsync(default!, default).ReturnsForAnyArgs(new CreateRuleResponse { Rules = [Api] });

        var plan = await PlanAsync(CreateRule.Tool, input);
        await RunAsync(CreateRule.Tool, input);

        Assert.Equal(["new 20: host-header a.example.com, query-string v=2 -> forward to api (9), api (1)", "tried before it: 10: path-pattern /api/* -> forward to api"], plan.Effects);
        await Client.Received().CreateRuleAsync(Arg.Is<CreateRuleRequest>(r => r.Actions[0].ForwardConfig.TargetGroups[0].Weight == 9), default);
        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateRule.Tool, new { listenerArn = ListenerArn, priority = 10, paths = new[] { "/" }, fixedStatus = 200 }))).Code);
    }

    [Fact]
    public async Task Deleting_a_listener_names_its_rules_and_target_groups()
    {
        var plan = await PlanAsync(DeleteListener.Tool, new { listenerArn = ListenerArn });

        Assert.Equal(["10: path-pattern /api/* -> forward to api is deleted", "default -> answer 404 is deleted", "target group api gets no more requests from here"], plan.Effects);
        Assert.Equal([ListenerArn, RuleArn], plan.Resources.Select(r => r.Id));
    }

    [Fact]
    public async Task A_default_rule_cannot_be_deleted()
    {
        Client.DescribeRulesAsync(default!, default).ReturnsForAnyArgs(new DescribeRulesResponse { Rules = [Default] });

        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteRule.Tool, new { ruleArn = RuleArn }))).Code);
    }
}
