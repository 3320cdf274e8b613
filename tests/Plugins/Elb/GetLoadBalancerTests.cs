using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Elb;

public sealed class GetLoadBalancerTests : ElbTest
{
    [Fact]
    public async Task One_call_tells_where_requests_go_and_what_is_unhealthy()
    {
        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = "web" });

        var rules = lb.GetProperty("listeners")[0].GetProperty("rules");
        Assert.Equal("path-pattern /api/*", rules[0].GetProperty("conditions")[0].GetString());
        Assert.Equal(["forward to api", "answer 404"], rules.EnumerateArray().Select(r => r.GetProperty("action").GetString()));
        var group = lb.GetProperty("targetGroups")[0];
        Assert.Equal((1, 2), (group.GetProperty("healthy").GetInt32(), group.GetProperty("targetCount").GetInt32()));
        Assert.Equal("Target.ResponseCodeMismatch", group.GetProperty("targets")[0].GetProperty("reason").GetString());
        Assert.Equal("web", lb.GetProperty("tags").GetProperty("team").GetString());
        Assert.False(lb.TryGetProperty("note", out _));
    }

    // EC2-L7
    [Fact]
    public async Task Certificates_for_SNI_transforms_and_JWT_checks_are_shown()
    {
        var rule = Api;
        rule.Transforms =
        [
            new() { Type = TransformTypeEnum.UrlRewrite, UrlRewriteConfig =
                new() { Rewrites = [new() { Regex = "^/api/(.*)", Replace = "/$1" }] } },
            new() { Type = TransformTypeEnum.HostHeaderRewrite,
                HostHeaderRewriteConfig = new() { Rewrites = [new() { Regex = ".*", Replace = "in" }] } },
        ];
        rule.Actions.Insert(0, new()
        {
            Type = ActionTypeEnum.JwtValidation,
            Order = 1,
            JwtValidationConfig = new()
            {
                Issuer = "https://id.example.com",
                AdditionalClaims = [new() { Name = "scope", Values = ["read", "write"] }]
            },
        });
        Client.DescribeRulesAsync(default!, default).ReturnsForAnyArgs(new DescribeRulesResponse { Rules = [Default, rule] });

        var listener = (await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = "web" })).GetProperty("listeners")[0];

        Assert.Equal([Certificate("1"), Certificate("2")], listener.GetProperty("certificates").EnumerateArray()
            .Select(c => c.GetString()));
        Assert.Equal(["rewrite URL ^/api/(.*) to /$1", "rewrite host .* to in"],
            listener.GetProperty("rules")[0].GetProperty("transforms").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("validate a JWT of https://id.example.com, scope read or write, forward to api",
            listener.GetProperty("rules")[0].GetProperty("action").GetString());
    }

    // EC2-L7
    [Fact]
    public async Task The_listener_of_a_gateway_load_balancer_has_neither_protocol_nor_port()
    {
        Listens(new Listener { ListenerArn = ListenerArn, LoadBalancerArn = LbArn, DefaultActions = Api.Actions });

        var listener = (await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = LbArn })).GetProperty("listeners")[0];
        var plan = await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = LbArn });

        Assert.False(listener.TryGetProperty("protocol", out _) || listener.TryGetProperty("port", out _));
        Assert.Contains("rule all traffic default -> forward to api: deleted", Lines(plan));
    }

    [Fact]
    public async Task A_network_load_balancer_is_not_asked_for_rules()
    {
        Listens(new Listener { ListenerArn = ListenerArn, Protocol = ProtocolEnum.TCP, Port = 53, DefaultActions = Api.Actions });

        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = LbArn });

        Assert.Equal("forward to api", lb.GetProperty("listeners")[0].GetProperty("rules")[0].GetProperty("action").GetString());
        await Client.DidNotReceiveWithAnyArgs().DescribeRulesAsync(default!, default);
    }

    [Fact]
    public async Task A_load_balancer_without_target_groups_is_no_error()
    {
        Client.DescribeTargetGroupsAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new TargetGroupNotFoundException("One or more target groups not found"));

        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = LbArn });

        Assert.Equal(0, lb.GetProperty("targetGroups").GetArrayLength());
    }

    // ANS-R3
    [Fact]
    public async Task A_large_load_balancer_answers_in_about_5000_tokens_and_tells_where_the_rest_is()
    {
        Listens([.. Enumerable.Range(1, 12).Select(n => new Listener
        {
            ListenerArn = ListenerArn + n,
            LoadBalancerArn = LbArn,
            Protocol = ProtocolEnum.HTTP,
            Port = n,
            DefaultActions = Default.Actions,
        })]);
        Client.DescribeRulesAsync(default!, default).ReturnsForAnyArgs(new DescribeRulesResponse
        {
            Rules = [Default, .. Enumerable.Range(1, 40).Select(n => new Rule
            {
                RuleArn = $"{RuleArn}{n}",
                Priority = n.ToString(CultureInfo.InvariantCulture),
                Conditions = [new() { Field = "host-header", HostHeaderConfig = new() { Values = [$"customer-{n}.example.com"] } }],
                Actions = Api.Actions,
            })],
        });
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse
        {
            TargetGroups =
                [.. Enumerable.Range(10, 30)
                .Select(n => new TargetGroup { TargetGroupArn = $"{GroupArn}{n}", TargetGroupName = $"g{n}", Port = 80 })],
        });
        Client.DescribeTargetHealthAsync(default!, default).ReturnsForAnyArgs(call => new DescribeTargetHealthResponse
        {
            TargetHealthDescriptions =
            [
                .. Enumerable.Range(10, 9).Select(n => Target($"i-0abcdef01234567{n}", 80,
                    call.Arg<DescribeTargetHealthRequest>().TargetGroupArn.EndsWith("39", StringComparison.Ordinal) && n == 18 ? "unhealthy"
                        : "healthy")),
            ],
        });

        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = "web" });

        Assert.Equal("default", lb.GetProperty("listeners")[7].GetProperty("rules")[0].GetProperty("priority").GetString());
        Assert.Equal(41, lb.GetProperty("listeners")[7].GetProperty("ruleCount").GetInt32());
        var group = lb.GetProperty("targetGroups")[0];
        Assert.Equal(("g39", "unhealthy"),
            (group.GetProperty("name").GetString(), group.GetProperty("targets")[0].GetProperty("state").GetString()));
        var note = lb.GetProperty("note").GetString();
        Assert.All(["elb_list_rules", "elb_list_listeners", "elb_list_target_groups", "elb_get_target_health"],
            tool => Assert.Contains(tool, note, StringComparison.Ordinal));
        Assert.InRange(lb.GetRawText().Length, 1, 16_000);
    }

    [Fact]
    public async Task What_may_not_be_read_is_noted_and_does_not_fail_the_rest()
    {
        Client.DescribeRulesAsync(default!, default).ThrowsAsyncForAnyArgs(
            new AmazonElasticLoadBalancingV2Exception("no")
            {
                ErrorCode = "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });

        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = "web" });

        Assert.Equal("The rules of HTTPS:443: not known (AccessDenied).", lb.GetProperty("note").GetString());
        Assert.False(lb.GetProperty("listeners")[0].TryGetProperty("rules", out _));
    }

    private void Listens(params List<Listener> listeners) =>
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = listeners });
}
