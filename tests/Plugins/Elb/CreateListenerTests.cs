using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class CreateListenerTests : ElbTest
{
    public CreateListenerTests() =>
        Client.CreateListenerAsync(default!, default).ReturnsForAnyArgs(new CreateListenerResponse { Listeners = [Listener] });

    [Fact]
    public async Task A_secure_listener_gets_a_modern_policy_and_touches_its_target_group()
    {
        var input = new
        {
            loadBalancer = LbArn,
            protocol = "HTTPS",
            port = 8443,
            certificateArn = Certificate("1"),
            targetGroups = new Dictionary<string, int> { ["api"] = 1 }
        };

        var plan = await PlanAsync(CreateListener.Tool, input);
        await RunAsync(CreateListener.Tool, input);

        Assert.Equal(
        [
            "HTTPS:8443 of web (internet-facing): default action: forward to api",
            $"HTTPS:8443 of web (internet-facing): certificate: {Certificate("1")}",
            "HTTPS:8443 of web (internet-facing): security policy: ELBSecurityPolicy-TLS13-1-2-2021-06",
        ], Lines(plan));
        Assert.Equal([LbArn, GroupArn], plan.Resources.Select(r => r.Id));
        await Client.Received().CreateListenerAsync(
            Arg.Is<CreateListenerRequest>(r => r.SslPolicy.Contains("TLS13") && r.DefaultActions[0].TargetGroupArn == GroupArn), default);
    }

    [Theory]
    [InlineData("https://#{host}:443/#{path}?#{query}", "HTTPS", "#{host}", "443", "/#{path}", "#{query}")]
    [InlineData("https://www.example.com", "HTTPS", "www.example.com", "443", null, null)]
    [InlineData("#{protocol}://#{host}:#{port}/new", "#{protocol}", "#{host}", "#{port}", "/new", null)]
    public async Task A_redirect_is_taken_apart(string url, string protocol, string host, string port, string? path, string? query)
    {
        RedirectActionConfig? sent = null;
        Client.CreateListenerAsync(Arg.Do<CreateListenerRequest>(r => sent = r.DefaultActions[0].RedirectConfig), default)
            .ReturnsForAnyArgs(new CreateListenerResponse { Listeners = [Listener] });

        await RunAsync(CreateListener.Tool, new { loadBalancer = LbArn, protocol = "HTTP", port = 80, redirectTo = url });

        Assert.Equal((protocol, host, port, path, query, RedirectActionStatusCodeEnum.HTTP_301),
            (sent!.Protocol, sent.Host, sent.Port, sent.Path, sent.Query, sent.StatusCode));
    }

    [Theory]
    [InlineData("""{"protocol":"HTTP","fixedStatus":404,"redirectTo":"https://a"}""")]
    [InlineData("""{"protocol":"HTTP"}""")]
    [InlineData("""{"protocol":"HTTPS","fixedStatus":404}""")]
    [InlineData("""{"protocol":"HTTP","fixedStatus":404,"certificateArn":"arn"}""")]
    [InlineData("""{"protocol":"HTTP","fixedStatus":302}""")]
    [InlineData("""{"protocol":"HTTP","redirectTo":"https://a","fixedBody":"b"}""")]
    [InlineData("""{"protocol":"HTTP","targetGroups":{"api":1000}}""")]
    [InlineData("""{"protocol":"HTTP","targetGroups":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}}""")]
    [InlineData($$$"""{"protocol":"HTTP","targetGroups":{"api":1,"{{{GroupArn}}}":1}}""")]
    public async Task What_does_not_go_together_is_refused_before_anything_is_sent(string settings)
    {
        var input = System.Text.Json.Nodes.JsonNode.Parse(settings)!.AsObject();
        (input["loadBalancer"], input["port"]) = ("web", 8080);

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateListener.Tool, input))).Code);
        await Client.DidNotReceiveWithAnyArgs().CreateListenerAsync(default!, default);
    }

    [Fact]
    public async Task What_AWS_will_refuse_is_an_obstacle()
    {
        var (network, foreign) = (Lb, Group);
        network.Type = LoadBalancerTypeEnum.Network;
        (foreign.Protocol, foreign.LoadBalancerArns) = (ProtocolEnum.TCP, [LbArn.Replace("/web/", "/other/", StringComparison.Ordinal)]);
        var forward = new
        {
            loadBalancer = "web",
            protocol = "HTTP",
            port = 443,
            targetGroups = new Dictionary<string,
            int>
            { ["api"] = 1 }
        };

        Assert.StartsWith("web listens on HTTPS:443 already", Assert.Single((await PlanAsync(CreateListener.Tool, forward)).Obstacles),
            StringComparison.Ordinal);
        Client.DescribeTargetGroupsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [foreign] });
        var wrong = (await PlanAsync(CreateListener.Tool, forward)).Obstacles;
        Assert.Contains("api is a target group for TCP; application load balancers take HTTP and HTTPS.", wrong);
        Assert.Contains("api is used by the load balancer other; a target group belongs to one only.", wrong);
        Client.DescribeLoadBalancersAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = [network] });
        var redirect =
            (await PlanAsync(CreateListener.Tool,
            new { loadBalancer = "web", protocol = "HTTP", port = 80, redirectTo = "https://a" })).Obstacles;
        Assert.Equal(["web is a network load balancer, which cannot listen on HTTP.",
            "web is a network load balancer, which can only forward to target groups."], redirect);
        (foreign.Protocol, foreign.LoadBalancerArns) = (ProtocolEnum.HTTP, []);
        var tcp = new { loadBalancer = "web", protocol = "TCP", port = 80, targetGroups = new Dictionary<string, int> { ["api"] = 1 } };
        Assert.StartsWith("api is a target group for HTTP; network load balancers take TCP",
            Assert.Single((await PlanAsync(CreateListener.Tool, tcp)).Obstacles), StringComparison.Ordinal);
    }
}
