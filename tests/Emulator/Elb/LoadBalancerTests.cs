using System.Text.Json;
using Infra.Emulator.Lambda;

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
    public async Task Traffic_moves_from_blue_to_green_and_a_certificate_is_renewed()
    {
        var (vpc, subnets) = await Network.DefaultAsync(Wire.Url);
        var group = await CallAsync("vpc_create_security_group", new { vpcId = vpc, name = "web", description = "web" });
        await CallAsync("elb_create_load_balancer", new { name = "web", subnetIds = subnets });
        foreach (var name in new[] { "blue", "green" }) await CallAsync("elb_create_target_group",
            new { name, protocol = "HTTP", port = 80, vpcId = vpc });
        var (old, renewed) = (await Surroundings.CertificateAsync(Wire, "www.example.com"),
            await Surroundings.CertificateAsync(Wire, "example.com"));
        var listener = Arn(await CallAsync("elb_create_listener",
            new { loadBalancer = "web", protocol = "HTTPS", port = 443, certificateArn = old, targetGroups = new { blue = 1 } }));
        var rule = Arn(await CallAsync("elb_create_rule",
            new { listenerArn = listener, priority = 10, paths = new[] { "/api/*" }, targetGroups = new { blue = 1 } }));

        var moved = await CallAsync("elb_modify_listener", new
        {
            listenerArn = listener,
            certificateArn = renewed,
            addCertificateArns = new[] { old },
            targetGroups = new { blue = 9, green = 1 }
        });
        Assert.Equal(("HTTPS", "forward to blue (9), green (1)"),
            (moved.GetProperty("protocol").GetString(), moved.GetProperty("defaultAction").GetString()));
        Assert.Contains(renewed, moved.GetProperty("certificates").EnumerateArray().Select(c => c.GetString()));
        var back = (await PlanAsync("elb_modify_listener", new { listenerArn = listener, targetGroups = new { green = 1 } }))
            .GetProperty("undo").GetProperty("arguments");
        Assert.Equal(2, back.GetProperty("targetGroups").EnumerateObject().Count());

        var changed = await CallAsync("elb_modify_rule",
            new { ruleArn = rule, hosts = new[] { "api.example.com" }, priority = 5, targetGroups = new { green = 1 } });
        Assert.Equal("forward to green", changed.GetProperty("action").GetString());
        var listed = Items(await CallAsync("elb_list_rules", new { listenerArn = listener })).First();
        Assert.Equal(("5", "host-header api.example.com", "path-pattern /api/*"),
            (listed.GetProperty("priority").GetString(), listed.GetProperty("conditions")[0].GetString(),
                listed.GetProperty("conditions")[1].GetString()));

        await CallAsync("elb_modify_target_group", new
        {
            targetGroup = "green",
            healthCheckPath = "/ready",
            healthCheckInterval = 10,
            healthCheckTimeout = 5,
            unhealthyThreshold = 3
        });
        var check = (await CallAsync("elb_get_target_health", new { targetGroup = "green" })).GetProperty("healthCheck");
        Assert.Equal(("/ready", 10, 3), (check.GetProperty("path").GetString(), check.GetProperty("intervalSeconds").GetInt32(),
            check.GetProperty("unhealthyThreshold").GetInt32()));

        var network = await CallAsync("elb_modify_load_balancer",
            new { loadBalancer = "web", securityGroupIds = new[] { group.GetProperty("id").GetString() } });
        Assert.Equal(group.GetProperty("id").GetString(), Assert.Single(network.GetProperty("securityGroupIds").EnumerateArray())
            .GetString());
        Assert.Equal("HTTPS:443", Assert.Single(Assert.Single(Items(await CallAsync("elb_list_load_balancers"))).GetProperty("listeners")
            .EnumerateArray()).GetString());

        static string Arn(JsonElement made) => made.GetProperty("arn").GetString()!;
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
