using Infra.Emulator.Lambda;

namespace Infra.Emulator.Questions;

/// <summary>Where requests go, and why they do not arrive.</summary>
public sealed class TrafficQuestions(EmulatorFixture fixture) : QuestionTest(fixture)
{
    [Fact]
    public async Task Why_is_this_target_unhealthy()
    {
        var (vpc, subnets) = await Network.DefaultAsync(Wire.Url);
        var (front, back, strange) = (await GroupAsync("front"), await GroupAsync("back"), await GroupAsync("strange"));
        // The door is open for another group, and for another port.
        await CallAsync("vpc_authorize_rule", new { groupId = back, ports = "8080", peer = strange });
        await CallAsync("vpc_authorize_rule", new { groupId = back, ports = "80", peer = front });
        var instance = await LaunchAsync("api", subnets[0], [back]);
        var well = await LaunchAsync("well", subnets[0], [strange]);
        await CallAsync("elb_create_load_balancer", new { name = "web", subnetIds = subnets, securityGroupIds = new[] { front } });
        await CallAsync("elb_create_load_balancer", new { name = "other", subnetIds = subnets, securityGroupIds = new[] { strange } });
        foreach (var (name, lb, id) in new[] { ("api", "web", instance), ("static", "other", well) })
        {
            await CallAsync("elb_create_target_group",
                new { name, protocol = "HTTP", port = 8080, vpcId = vpc, healthCheckPath = "/health" });
            await CallAsync("elb_register_targets", new { targetGroup = name, targets = new[] { new { id } } });
            await CallAsync("elb_create_listener",
                new { loadBalancer = lb, protocol = "HTTP", port = 80, targetGroups = new Dictionary<string, int> { [name] = 1 } });
        }

        // The emulator's targets are never unhealthy.
        Wire.Answer(r => r.Operation == "DescribeTargetHealth" && r.Body.Contains("targetgroup%2Fapi%2F", StringComparison.Ordinal), $"""
            <DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
              <DescribeTargetHealthResult><TargetHealthDescriptions><member>
                <HealthCheckPort>8080</HealthCheckPort>
                <TargetHealth><State>unhealthy</State><Reason>Target.Timeout</Reason><Description>Request timed out</Description></TargetHealth>
                <Target><Port>8080</Port><Id>{instance}</Id></Target>
              </member></TargetHealthDescriptions></DescribeTargetHealthResult>
              <ResponseMetadata><RequestId>c534f810-f389-11e5-9192-3fff33344cfa</RequestId></ResponseMetadata>
            </DescribeTargetHealthResponse>
            """);

        var health = await AskAsync("elb_get_target_health", new { targetGroup = "api" });
        var target = With(health.GetProperty("targets"), "state", "unhealthy");
        var lbOf = Assert.Single(Texts(health.GetProperty("loadBalancers")));
        var balancer = await AskAsync("elb_get_load_balancer", new { loadBalancer = lbOf });
        var group = Assert.Single((await AskAsync("ec2_get_instance", new { instanceId = Id(target) })).GetProperty("securityGroups")
            .EnumerateArray());
        var rules = (await AskAsync("vpc_get_security_group", new { groupId = Id(group) })).GetProperty("inbound");

        Assert.Equal((instance, "Target.Timeout"), (Id(target), Text(target, "reason")));
        Assert.Equal(("traffic-port", "/health"),
            (Text(health.GetProperty("healthCheck"), "port"), Text(health.GetProperty("healthCheck"), "path")));
        Assert.Equal([front], Texts(balancer.GetProperty("securityGroups")));
        // So the load balancer may come in on 80 only, and asks on 8080.
        Assert.Equal(8080, target.GetProperty("port").GetInt32());
        Assert.Equal(["tcp 80"], rules.EnumerateArray().Where(r => Text(r, "peer") == front).Select(r => Text(r, "ports")));
        Assert.Equal([strange], rules.EnumerateArray().Where(r => Text(r, "ports") == "tcp 8080").Select(r => Text(r, "peer")));

        async Task<string> GroupAsync(string name) =>
            Id(await CallAsync("vpc_create_security_group", new { vpcId = vpc, name, description = name }));
    }

    [Fact]
    public async Task Why_is_this_target_unhealthy_after_the_certificate_changed()
    {
        var (vpc, subnets) = await Network.DefaultAsync(Wire.Url);
        var renewed = await Surroundings.CertificateAsync(Wire, "www.example.com");
        var (instance, other) = (await LaunchAsync("api", subnets[0]), await LaunchAsync("other", subnets[0]));
        await CallAsync("elb_create_load_balancer", new { name = "web", subnetIds = subnets });
        foreach (var (name, id) in new[] { ("api", instance), ("other", other) })
        {
            await CallAsync("elb_create_target_group",
                new { name, protocol = "HTTPS", port = 8443, vpcId = vpc, healthCheckProtocol = "HTTP", healthCheckPath = "/health" });
            await CallAsync("elb_register_targets", new { targetGroup = name, targets = new[] { new { id } } });
        }

        await CallAsync("elb_create_listener", new
        {
            loadBalancer = "web",
            protocol = "HTTPS",
            port = 443,
            certificateArn = renewed,
            targetGroups = new { api = 9, other = 1 }
        });
        // The new certificate came with a server that takes TLS only; the emulator's targets are never unhealthy.
        Wire.Answer(r => r.Operation == "DescribeTargetHealth" && r.Body.Contains("targetgroup%2Fapi%2F", StringComparison.Ordinal), $"""
            <DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
              <DescribeTargetHealthResult><TargetHealthDescriptions><member>
                <HealthCheckPort>8443</HealthCheckPort>
                <TargetHealth><State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason><Description>Health checks failed with these codes: [400]</Description></TargetHealth>
                <Target><Port>8443</Port><Id>{instance}</Id></Target>
              </member></TargetHealthDescriptions></DescribeTargetHealthResult>
              <ResponseMetadata><RequestId>c534f810-f389-11e5-9192-3fff33344cfa</RequestId></ResponseMetadata>
            </DescribeTargetHealthResponse>
            """);

        var sick = Assert.Single(Rows(await AskAsync("elb_list_target_groups", new { loadBalancer = "web" })), g =>
            g.GetProperty("health").TryGetProperty("unhealthy", out _));
        var health = await AskAsync("elb_get_target_health", new { targetGroup = Text(sick, "name") });
        var cure = await AskPlanAsync("elb_modify_target_group", new { targetGroup = "api", healthCheckProtocol = "HTTPS" });

        Assert.Equal(("api", "HTTPS", "HTTP"),
            (Text(health, "name"), Text(health, "protocol"), Text(health.GetProperty("healthCheck"), "protocol")));
        Assert.Contains("servers answer so on a port that expects TLS; elb_modify_target_group can check over HTTPS", Text(health, "note"),
            StringComparison.Ordinal);
        Assert.Equal(("HTTP", "HTTPS"), (Text(cure.GetProperty("changes")[0], "from"), Text(cure.GetProperty("changes")[0], "to")));
    }

    [Fact]
    public async Task What_runs_behind_this_load_balancer()
    {
        var (vpc, subnets) = await Network.DefaultAsync(Wire.Url);
        var (api1, api2, files, stranger) =
            (await LaunchAsync("api-1", subnets[0]), await LaunchAsync("api-2", subnets[1]), await LaunchAsync("files", subnets[0]),
            await LaunchAsync("stranger", subnets[0]));
        foreach (var lb in new[] { "web", "other" }) await CallAsync("elb_create_load_balancer", new { name = lb, subnetIds = subnets });
        foreach (var (name, targets) in new[] { ("api", new[] { api1, api2 }), ("static", [files]), ("strange", [stranger]) })
        {
            await CallAsync("elb_create_target_group", new { name, protocol = "HTTP", port = 80, vpcId = vpc });
            await CallAsync("elb_register_targets", new { targetGroup = name, targets = targets.Select(id => new { id }) });
        }

        var listener = Text(await CallAsync("elb_create_listener",
            new { loadBalancer = "web", protocol = "HTTP", port = 80, targetGroups = new { @static = 1 } }), "arn");
        await CallAsync("elb_create_rule",
            new { listenerArn = listener, priority = 10, paths = new[] { "/api/*" }, targetGroups = new { api = 1 } });
        await CallAsync("elb_create_listener",
            new { loadBalancer = "other", protocol = "HTTP", port = 80, targetGroups = new { strange = 1 } });

        var balancer = await AskAsync("elb_get_load_balancer", new { loadBalancer = "web" });
        var names = Rows(await AskAsync("ec2_list_instances", new { vpcId = Text(balancer, "vpcId"), state = "running" }))
            .ToDictionary(Id, i => Text(i, "name"));

        Assert.Equal(["api: api-1, api-2", "static: files"], balancer.GetProperty("targetGroups").EnumerateArray()
            .Select(g => $"{Text(g, "name")}: "
                + $"{string.Join(", ", g.GetProperty("targets").EnumerateArray().Select(t => names[Id(t)]).Order())}").Order());
        Assert.Equal(["path-pattern /api/* -> forward to api", " -> forward to static"],
            balancer.GetProperty("listeners")[0].GetProperty("rules").EnumerateArray()
            .Select(r => $"{string.Join(", ", Texts(r.GetProperty("conditions")))} -> {Text(r, "action")}"));
    }

    [Fact]
    public async Task What_does_this_DNS_name_point_to()
    {
        var (_, subnets) = await Network.DefaultAsync(Wire.Url);
        foreach (var lb in new[] { "shop", "other" }) await CallAsync("elb_create_load_balancer", new { name = lb, subnetIds = subnets });
        var shop = With((await CallAsync("elb_list_load_balancers")).GetProperty("items"), "name", "shop");
        var zones = new Dictionary<string, string>();
        foreach (var name in new[] { "example.com", "example.org", "dev.example.com" })
            zones[name] = Id(await CallAsync("route53_create_zone", new { name }));
        await CallAsync("route53_upsert_record",
            new { hostedZoneId = zones["example.com"], name = "www.example.com", type = "CNAME", values = new[] { "lb.example.com" } });
        await CallAsync("route53_upsert_record",
            new
            {
                hostedZoneId = zones["example.com"],
                name = "lb.example.com",
                type = "A",
                aliasTarget = Text(shop, "dnsName"),
                aliasHostedZoneId = "Z35SXDOTRQ7X7K"
            });
        await CallAsync("route53_upsert_record",
            new { hostedZoneId = zones["example.com"], name = "www2.example.com", type = "A", values = new[] { "192.0.2.9" } });
        await CallAsync("route53_upsert_record",
            new { hostedZoneId = zones["example.org"], name = "www.example.org", type = "A", values = new[] { "192.0.2.1" } });

        var zone = Rows(await AskAsync("route53_list_zones", new { name = "example.com" })).Single(z => Text(z, "name") == "example.com.");
        var www = Assert.Single(Rows(await AskAsync("route53_list_records", new { hostedZoneId = Id(zone), name = "www.example.com" })));
        var lb1 = Assert.Single(Rows(
            await AskAsync("route53_list_records",
            new { hostedZoneId = Id(zone), name = Assert.Single(Texts(www.GetProperty("values"))) })));
        var balancers = Rows(await AskAsync("elb_list_load_balancers"));

        Assert.Equal(("CNAME", "A"), (Text(www, "type"), Text(lb1, "type")));
        var found = balancers.Single(b => Text(lb1, "aliasTarget")!.TrimEnd('.')
            .EndsWith(Text(b, "dnsName")!, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(("shop", "application"), (Text(found, "name"), Text(found, "type")));
    }

    [Fact]
    public async Task Why_did_the_auto_scaling_group_not_reach_its_desired_capacity()
    {
        // The emulator always has capacity.
        const string other =
            "<member><AutoScalingGroupName>batch</AutoScalingGroupName><MinSize>0</MinSize><MaxSize>2</MaxSize><DesiredCapacity>0</DesiredCapacity></member>";
        const string web = """
            <member>
              <AutoScalingGroupName>web</AutoScalingGroupName>
              <AutoScalingGroupARN>arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:930d940e-891e-4781-a11a-7b0acd480f03:autoScalingGroupName/web</AutoScalingGroupARN>
              <LaunchTemplate><LaunchTemplateId>lt-0a20c965061f64abc</LaunchTemplateId><LaunchTemplateName>web</LaunchTemplateName><Version>$Default</Version></LaunchTemplate>
              <MinSize>1</MinSize><MaxSize>4</MaxSize><DesiredCapacity>3</DesiredCapacity>
              <Instances><member><InstanceId>i-05b4f7d5be44822a6</InstanceId><InstanceType>p5.48xlarge</InstanceType><AvailabilityZone>us-east-1a</AvailabilityZone>
                <LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus><ProtectedFromScaleIn>false</ProtectedFromScaleIn></member></Instances>
            </member>
            """;
        const string full =
            "<member><AutoScalingGroupName>api</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>1</MaxSize><DesiredCapacity>1</DesiredCapacity><Instances><member><InstanceId>i-1</InstanceId><LifecycleState>InService</LifecycleState></member></Instances></member>";
        Wire.Answer(r => r.Operation == "DescribeAutoScalingGroups",
            Response("DescribeAutoScalingGroups", $"<AutoScalingGroups>{other}{web}{full}</AutoScalingGroups>"));
        Wire.Answer(r => r.Operation == "DescribeAutoScalingGroups"
            && r.Body.Contains("AutoScalingGroupNames.member.1=web", StringComparison.Ordinal),
            Response("DescribeAutoScalingGroups", $"<AutoScalingGroups>{web}</AutoScalingGroups>"));
        Wire.Answer("DescribeInstanceRefreshes", Response("DescribeInstanceRefreshes", "<InstanceRefreshes/>"));
        Wire.Answer("DescribePolicies", Response("DescribePolicies", "<ScalingPolicies/>"));
        Wire.Answer("DescribeScheduledActions", Response("DescribeScheduledActions", "<ScheduledUpdateGroupActions/>"));
        Wire.Answer(r => r.Operation == "DescribeScalingActivities"
            && r.Body.Contains("AutoScalingGroupName=web", StringComparison.Ordinal), Response("DescribeScalingActivities", """
            <Activities>
              <member><ActivityId>2</ActivityId><AutoScalingGroupName>web</AutoScalingGroupName><Description>Launching a new EC2 instance.  Status Reason: We currently do not have sufficient p5.48xlarge capacity in the Availability Zone you requested (us-east-1a). Launching EC2 instance failed.</Description>
                <Cause>At 2026-08-20T17:52:24Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 3.</Cause>
                <StartTime>2026-08-20T17:52:24.771Z</StartTime><EndTime>2026-08-20T17:52:25Z</EndTime><StatusCode>Failed</StatusCode>
                <StatusMessage>We currently do not have sufficient p5.48xlarge capacity in the Availability Zone you requested (us-east-1a). Launching EC2 instance failed.</StatusMessage><Progress>100</Progress></member>
              <member><ActivityId>1</ActivityId><AutoScalingGroupName>web</AutoScalingGroupName><Description>Launching a new EC2 instance: i-05b4f7d5be44822a6</Description><Cause>At 2026-08-19T10:00:00Z a user request created an AutoScalingGroup.</Cause>
                <StartTime>2026-08-19T10:00:01Z</StartTime><EndTime>2026-08-19T10:01:00Z</EndTime><StatusCode>Successful</StatusCode><Progress>100</Progress></member>
            </Activities>
            """));

        var shortOf = Assert.Single(Rows(await AskAsync("asg_list_groups")),
            g => g.GetProperty("inService").GetInt32() < g.GetProperty("desired").GetInt32());
        var group = await AskAsync("asg_get_group", new { group = Text(shortOf, "name") });

        Assert.Equal(("web", 3, 1),
            (Text(group, "name"), group.GetProperty("desired").GetInt32(), group.GetProperty("instances").GetArrayLength()));
        var failed = Assert.Single(group.GetProperty("activities").EnumerateArray(), a => Text(a, "status") == "Failed");
        Assert.StartsWith("We currently do not have sufficient p5.48xlarge capacity in the Availability Zone", Text(failed, "message"));
        Assert.Contains("increasing the capacity from 1 to 3", Text(failed, "cause"), StringComparison.Ordinal);
    }

    private static string Response(string operation, string result) =>
        $"""<{operation}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ResponseMetadata></{operation}Response>""";
}
