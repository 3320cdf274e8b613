using System.Text.Json.Nodes;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

public sealed class HealthCheckTests : ToolTest<IAmazonRoute53>
{
    private static readonly HealthCheck Check = new()
    {
        Id = "h-1",
        HealthCheckConfig = new()
        {
            Type = HealthCheckType.HTTPS_STR_MATCH,
            FullyQualifiedDomainName = "www.example.com",
            Port = 443,
            ResourcePath = "/health",
            RequestInterval = 30,
            FailureThreshold = 3
        },
    };

    public HealthCheckTests()
    {
        Client.GetHealthCheckAsync(default!, default).ReturnsForAnyArgs(new GetHealthCheckResponse { HealthCheck = Check });
        Client.ListTagsForResourceAsync(default!, default)
            .ReturnsForAnyArgs(new ListTagsForResourceResponse
            {
                ResourceTagSet = new()
                {
                    Tags = [new() { Key = "team",
            Value = "dns" }]
                }
            });
        Client.ListHealthChecksAsync(default(ListHealthChecksRequest)!, default).ReturnsForAnyArgs(new ListHealthChecksResponse());
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default).ReturnsForAnyArgs(new ListHostedZonesResponse());
    }

    [Fact]
    public async Task One_check_comes_with_what_each_region_sees()
    {
        Client.GetHealthCheckStatusAsync(default!, default).ReturnsForAnyArgs(new GetHealthCheckStatusResponse
        {
            HealthCheckObservations =
            [
                new() { Region = HealthCheckRegion.EuWest1, StatusReport = new() { Status = "Failure: timed out" } },
                new() { Region = HealthCheckRegion.EuWest1, StatusReport = new() { Status = "Failure: timed out" } },
            ],
        });

        var row = (await RunAsync(ListHealthChecks.Tool, new { healthCheckId = "h-1" })).GetProperty("items")[0];

        Assert.Equal("https://www.example.com:443/health", row.GetProperty("endpoint").GetString());
        Assert.Equal("Failure: timed out", row.GetProperty("status").GetProperty("eu-west-1").GetString());
    }

    [Fact]
    public async Task No_checks_is_an_empty_page()
    {
        Client.ListHealthChecksAsync(default(ListHealthChecksRequest)!, default)
            .ReturnsForAnyArgs(new ListHealthChecksResponse { HealthChecks = null });

        Assert.True((await RunAsync(ListHealthChecks.Tool, new { })).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task A_text_to_look_for_makes_it_a_match_check()
    {
        Client.CreateHealthCheckAsync(default!, default).ReturnsForAnyArgs(new CreateHealthCheckResponse { HealthCheck = Check });

        await RunAsync(CreateHealthCheck.Tool,
            new { host = "www.example.com", searchString = "ok", tags = new Dictionary<string, string> { ["Name"] = "www" } });

        await Client.Received()
            .CreateHealthCheckAsync(Arg.Is<CreateHealthCheckRequest>(r =>
            r.HealthCheckConfig.Type == HealthCheckType.HTTPS_STR_MATCH && r.HealthCheckConfig.Port == 443
            && r.HealthCheckConfig.EnableSNI == true), default);
        await Client.Received()
            .ChangeTagsForResourceAsync(Arg.Is<ChangeTagsForResourceRequest>(r => r.ResourceType == TagResourceType.Healthcheck), default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateHealthCheck.Tool, new { protocol = "TCP", host = "a" }));
    }

    [Fact]
    public async Task Only_what_is_named_changes_and_a_change_in_between_is_refused()
    {
        UpdateHealthCheckRequest? sent = null;
        Client.UpdateHealthCheckAsync(Arg.Do<UpdateHealthCheckRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateHealthCheckResponse { HealthCheck = Check });
        Client.GetHealthCheckAsync(default!, default).ReturnsForAnyArgs(new GetHealthCheckResponse
        {
            HealthCheck = new() { Id = "h-1", HealthCheckVersion = 7, HealthCheckConfig = Check.HealthCheckConfig },
        });

        var plan = await PlanAsync(UpdateHealthCheck.Tool, new { healthCheckId = "h-1", path = "", port = 443, disabled = true });
        await RunAsync(UpdateHealthCheck.Tool, new { healthCheckId = "h-1", path = "", port = 443, disabled = true });

        Assert.Equal(["h-1: port: 443 (unchanged)", "h-1: path: /health -> none", "h-1: disabled: off -> on"], Lines(plan).Take(3));
        Assert.Equal("""{"healthCheckId":"h-1","port":443,"path":"/health","disabled":false}""", plan.Undo!.Arguments.GetRawText());
        // Left out, the number of failures is said to be three again.
        Assert.Equal((7, "ResourcePath", true, 3, null, null), (sent!.HealthCheckVersion, sent.ResetElements.Single(), sent.Disabled,
            sent.FailureThreshold, sent.Port, sent.FullyQualifiedDomainName));
    }

    [Fact]
    public async Task An_alarm_and_children_are_changed_as_they_are_made()
    {
        UpdateHealthCheckRequest? sent = null;
        Client.UpdateHealthCheckAsync(Arg.Do<UpdateHealthCheckRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateHealthCheckResponse { HealthCheck = Check });
        Of(new()
        {
            Type = HealthCheckType.CLOUDWATCH_METRIC,
            AlarmIdentifier = new() { Name = "errors", Region = "eu-west-1" },
            InsufficientDataHealthStatus = InsufficientDataHealthStatus.Unhealthy,
        });
        await RunAsync(UpdateHealthCheck.Tool, new { healthCheckId = "h-1", alarm = "latency" });
        Assert.Equal(("latency", "eu-west-1", "Unhealthy", null), (sent!.AlarmIdentifier.Name, sent.AlarmIdentifier.Region.Value,
            sent.InsufficientDataHealthStatus.Value, sent.FailureThreshold));

        Of(new() { Type = HealthCheckType.CALCULATED, ChildHealthChecks = ["h-2", "h-3"], HealthThreshold = 2 });
        await RunAsync(UpdateHealthCheck.Tool, new { healthCheckId = "h-1", childIds = new[] { "h-2" }, healthyChildren = 1 });
        Assert.Equal(("h-2", 1), (sent.ChildHealthChecks.Single(), sent.HealthThreshold));
        Assert.Contains("which never is", (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(UpdateHealthCheck.Tool, new { healthCheckId = "h-1", childIds = new[] { "h-2" } }))).Message,
            StringComparison.Ordinal);

        void Of(HealthCheckConfig config) => Client.GetHealthCheckAsync(default!, default).ReturnsForAnyArgs(
            new GetHealthCheckResponse { HealthCheck = new() { Id = "h-1", HealthCheckConfig = config } });
    }

    [Theory]
    [InlineData("""{"ipAddress":"192.0.2.1"}""", "A health check without an address cannot get one.")]
    [InlineData("""{"searchString":"ok"}""", null)]
    [InlineData("""{"alarm":"errors"}""", "It is no health check of an alarm.")]
    [InlineData("""{"healthyChildren":1}""", "It is no health check of other health checks.")]
    [InlineData("{}", "The call names nothing to change.")]
    public async Task What_Route_53_never_changes_is_refused_before_the_plan(string arguments, string? message)
    {
        var input = JsonNode.Parse(arguments)!.AsObject();
        input["healthCheckId"] = "h-1";

        var error = await Record.ExceptionAsync(() => PlanAsync(UpdateHealthCheck.Tool, input));

        if (message is null) Assert.Null(error);
        else Assert.StartsWith(message, Assert.IsType<ToolException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_use_it_are_found()
    {
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default)
            .ReturnsForAnyArgs(new ListHostedZonesResponse { HostedZones = [new() { Id = "/hostedzone/Z1", Name = "example.com." }] });
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse
        {
            ResourceRecordSets = [new() { Name = "www.example.com.", Type = RRType.A, TTL = 60, HealthCheckId = "h-1",
                ResourceRecords = [new() { Value = "192.0.2.1" }] }],
        });

        var plan = await PlanAsync(DeleteHealthCheck.Tool, new { healthCheckId = "h-1" });

        Assert.Contains("www.example.com. A 60 s 192.0.2.1", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal("dns", plan.Resources[0].Tags!["team"]);
    }

    // S3-C13c
    [Fact]
    public async Task An_inverted_check_is_shown_as_one()
    {
        Client.ListHealthChecksAsync(default(ListHealthChecksRequest)!, default).ReturnsForAnyArgs(new ListHealthChecksResponse
        {
            HealthChecks = [new() { Id = "h-2",
                HealthCheckConfig = new() { Type = HealthCheckType.TCP, IPAddress = "2001:db8::1", Port = 25, Inverted = true } }],
        });

        var row = (await RunAsync(ListHealthChecks.Tool, new { })).GetProperty("items")[0];

        Assert.Equal((true, "tcp://[2001:db8::1]:25"), (row.GetProperty("inverted").GetBoolean(), row.GetProperty("endpoint").GetString()));
    }

    // S3-C11b: a check whose tagging fails exists, and is billed.
    [Fact]
    public async Task A_check_that_could_not_be_tagged_is_told_of()
    {
        Client.CreateHealthCheckAsync(default!, default).ReturnsForAnyArgs(new CreateHealthCheckResponse { HealthCheck = Check });
        Client.ChangeTagsForResourceAsync(default!, default).ReturnsForAnyArgs<ChangeTagsForResourceResponse>(_ => throw Denied);
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateHealthCheck.Tool, new { host = "a.example", tags = new { a = "b" } }, context));

        Assert.Equal("h-1", Assert.Single(context.Steps).Created);
    }

    [Fact]
    public async Task All_records_of_all_zones_are_searched_for_uses()
    {
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default).ReturnsForAnyArgs(
            new ListHostedZonesResponse
            {
                HostedZones = [new() { Id = "/hostedzone/Z1", Name = "a.example." }],
                IsTruncated = true,
                NextMarker = "Z2"
            },
            new ListHostedZonesResponse { HostedZones = [new() { Id = "/hostedzone/Z2", Name = "b.example." }] });
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(
            new ListResourceRecordSetsResponse { IsTruncated = true, NextRecordName = "z.", NextRecordType = RRType.A },
            new ListResourceRecordSetsResponse(),
            new ListResourceRecordSetsResponse
            {
                ResourceRecordSets = [new() { Name = "w.b.example.", Type = RRType.A, TTL = 60,
                HealthCheckId = "h-1" }]
            });

        var plan = await PlanAsync(DeleteHealthCheck.Tool, new { healthCheckId = "h-1" });

        Assert.Contains("w.b.example.", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Empty(plan.Unknown);
    }

    [Fact]
    public async Task Zones_that_are_too_many_to_search_are_named_as_unknown()
    {
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default).ReturnsForAnyArgs(new ListHostedZonesResponse
        {
            HostedZones = [.. Enumerable.Range(0, 101).Select(n => new HostedZone { Id = $"/hostedzone/Z{n}", Name = $"z{n}.example." })],
        });
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse());

        Assert.Equal("Whether records of 1 more zone(s) use it: z100.example..",
            Assert.Single((await PlanAsync(DeleteHealthCheck.Tool, new { healthCheckId = "h-1" })).Unknown));
    }

    [Fact]
    public async Task A_calculated_check_that_counts_it_is_found()
    {
        Client.ListHealthChecksAsync(default(ListHealthChecksRequest)!, default).ReturnsForAnyArgs(new ListHealthChecksResponse
        {
            HealthChecks = [new() { Id = "h-9",
                HealthCheckConfig = new() { Type = HealthCheckType.CALCULATED, ChildHealthChecks = ["h-1"] } }],
        });

        Assert.Contains("h-9", Assert.Single((await PlanAsync(DeleteHealthCheck.Tool, new { healthCheckId = "h-1" })).Warnings),
            StringComparison.Ordinal);
    }

    private static AmazonRoute53Exception Denied =>
        new("not authorized") { ErrorCode = "AccessDenied", StatusCode = System.Net.HttpStatusCode.Forbidden };

    [Fact]
    public async Task A_check_of_others_or_of_an_alarm_has_no_endpoint()
    {
        List<HealthCheckConfig> sent = [];
        Client.CreateHealthCheckAsync(Arg.Do<CreateHealthCheckRequest>(r => sent.Add(r.HealthCheckConfig)), default)
            .ReturnsForAnyArgs(new CreateHealthCheckResponse { HealthCheck = Check });

        await RunAsync(CreateHealthCheck.Tool, new { childIds = new[] { "h-1", "h-2" } });
        await RunAsync(CreateHealthCheck.Tool, new { alarm = "errors", alarmRegion = "eu-west-1", inverted = true });

        Assert.Equal((HealthCheckType.CALCULATED, 2, null), (sent[0].Type, sent[0].HealthThreshold, sent[0].Port));
        Assert.Equal((HealthCheckType.CLOUDWATCH_METRIC, "errors", true), (sent[1].Type, sent[1].AlarmIdentifier.Name, sent[1].Inverted));
        Assert.Null(sent[1].FailureThreshold);
    }

    [Theory]
    [InlineData("""{"alarm":"a"}""")]
    [InlineData("""{"alarm":"a","alarmRegion":"eu-west-1","childIds":["h-1"]}""")]
    [InlineData("""{"childIds":["h-1"],"healthyChildren":2}""")]
    [InlineData("""{"childIds":["h-1"],"host":"www.example.com"}""")]
    [InlineData("{}")]
    public async Task What_no_check_can_be_is_refused(string arguments)
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateHealthCheck.Tool, System.Text.Json.JsonElement.Parse(arguments)));

        Assert.Equal(ToolErrorCode.InvalidInput, refused.Code);
    }

    // HealthCheckConfig.IPAddress: no "local, private, non-routable, or multicast ranges".
    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.0.2.44", false)]
    [InlineData("fd00::1", true)]
    [InlineData("2001:db8::1", false)]
    public async Task An_address_that_is_not_public_cannot_be_asked(string ipAddress, bool refused) =>
        Assert.Equal(refused, (await PlanAsync(CreateHealthCheck.Tool, new { ipAddress })).Obstacles.Count > 0);
}
