using System.Text.Json;

namespace Infra.Emulator.Elb;

public sealed class LoadBalancerTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_load_balancer_is_built_looked_through_and_taken_down()
    {
        var (vpc, subnets) = await Network.DefaultAsync(Wire.Url);
        var instance = await Network.RunInstanceAsync(Wire.Url);
        var tags = new { team = "web" };

        var lb = await CallAsync("elb_create_load_balancer",
            new { name = "web", subnetIds = subnets, deletionProtection = true, tags, wait = true });
        var group =
            (await CallAsync("elb_create_target_group",
            new { name = "api", protocol = "HTTP", port = 80, vpcId = vpc, healthCheckPath = "/health", healthyCodes = "200-299", tags }))
            .GetProperty("arn").GetString()!;
        var listener =
            (await CallAsync("elb_create_listener",
            new { loadBalancer = "web", protocol = "HTTP", port = 80, redirectTo = "https://#{host}:443/#{path}?#{query}", tags }))
            .GetProperty("arn").GetString()!;
        var rule =
            (await CallAsync("elb_create_rule",
            new { listenerArn = listener, priority = 10, paths = new[] { "/api/*" }, targetGroups = new { api = 1 }, tags }))
            .GetProperty("arn").GetString()!;
        await CallAsync("elb_register_targets", new { targetGroup = "api", targets = new[] { new { id = instance } } });

        Assert.Equal("internal", Assert.Single(Items(await CallAsync("elb_list_load_balancers", new { type = "application" })))
            .GetProperty("scheme").GetString());
        Assert.Equal(["web"], Assert.Single(Items(await CallAsync("elb_list_target_groups", new { loadBalancer = "web" })))
            .GetProperty("loadBalancers").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal("redirect to https://#{host}:443/#{path}?#{query} (HTTP_301)",
            Assert.Single(Items(await CallAsync("elb_list_listeners", new { loadBalancer = "web" }))).GetProperty("defaultAction")
            .GetString());

        var whole = await CallAsync("elb_get_load_balancer", new { loadBalancer = "web" });
        var rules = whole.GetProperty("listeners")[0].GetProperty("rules");
        Assert.Equal(("path-pattern /api/*", "forward to api"),
            (rules[0].GetProperty("conditions")[0].GetString(), rules[0].GetProperty("action").GetString()));
        Assert.Equal(instance, whole.GetProperty("targetGroups")[0].GetProperty("targets")[0].GetProperty("id").GetString());
        Assert.Equal("web", whole.GetProperty("tags").GetProperty("team").GetString());
        Assert.Equal("true", whole.GetProperty("attributes").GetProperty("deletion_protection.enabled").GetString());

        var listed = Items(await CallAsync("elb_list_rules", new { listenerArn = listener }));
        Assert.Equal(["10", "default"], listed.Select(r => r.GetProperty("priority").GetString()));

        var plan = await PlanAsync("elb_delete_load_balancer", new { loadBalancer = "web" });
        Assert.StartsWith("Deletion protection of web is on", Assert.Single(plan.GetProperty("obstacles").EnumerateArray()).GetString());
        Assert.Contains(plan.GetProperty("changes").EnumerateArray(),
            c => c.TryGetProperty("note", out var note) && note.GetString()!.Contains(instance, StringComparison.Ordinal));
        await CallAsync("elb_modify_attributes",
            new { loadBalancer = "web", attributes = new Dictionary<string, string> { ["deletion_protection.enabled"] = "false" } });

        await CallAsync("elb_deregister_targets", new { targetGroup = "api", targets = new[] { new { id = instance } } });
        Assert.Equal(rule, (await ConfirmAsync("elb_delete_rule", new { ruleArn = rule })).GetProperty("deleted").GetString());
        await ConfirmAsync("elb_delete_listener", new { listenerArn = listener });
        Assert.Equal(lb.GetProperty("arn").GetString(), (await ConfirmAsync("elb_delete_load_balancer", new { loadBalancer = "web" }))
            .GetProperty("deleted").GetString());
        Assert.Equal(group, (await ConfirmAsync("elb_delete_target_group", new { targetGroup = "api" })).GetProperty("deleted")
            .GetString());
        Assert.Equal("NotFound", (await FailAsync("elb_get_load_balancer", new { loadBalancer = "web" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_reason_of_an_unhealthy_target_is_told()
    {
        var (vpc, _) = await Network.DefaultAsync(Wire.Url);
        await CallAsync("elb_create_target_group",
            new { name = "api", protocol = "HTTP", port = 8080, vpcId = vpc, healthCheckPath = "/health" });
        // The emulator's targets are never unhealthy.
        Wire.Answer("DescribeTargetHealth", """
            <DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
              <DescribeTargetHealthResult>
                <TargetHealthDescriptions>
                  <member>
                    <HealthCheckPort>8080</HealthCheckPort>
                    <TargetHealth>
                      <State>unhealthy</State>
                      <Reason>Target.ResponseCodeMismatch</Reason>
                      <Description>Health checks failed with these codes: [404]</Description>
                    </TargetHealth>
                    <Target><Port>8080</Port><Id>i-0376fadf</Id></Target>
                  </member>
                </TargetHealthDescriptions>
              </DescribeTargetHealthResult>
              <ResponseMetadata><RequestId>c534f810-f389-11e5-9192-3fff33344cfa</RequestId></ResponseMetadata>
            </DescribeTargetHealthResponse>
            """);

        var health = await CallAsync("elb_get_target_health", new { targetGroup = "api" });

        Assert.Equal("Health checks failed with these codes: [404]",
            health.GetProperty("targets")[0].GetProperty("description").GetString());
        Assert.Equal("/health", health.GetProperty("healthCheck").GetProperty("path").GetString());
        Assert.Equal(1, health.GetProperty("states").GetProperty("unhealthy").GetInt32());
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement page) => page.GetProperty("items").EnumerateArray();
}
