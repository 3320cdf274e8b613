using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

public sealed class HealthCheckTests : ToolTest<IAmazonRoute53>
{
    private static readonly HealthCheck Check = new()
    {
        Id = "h-1",
        HealthCheckConfig = new() { Type = HealthCheckType.HTTPS_STR_MATCH, FullyQualifiedDomainName = "www.example.com", Port = 443, ResourcePath = "/health", RequestInterval = 30, FailureThreshold = 3 },
    };

    public HealthCheckTests()
    {
        Client.GetHealthCheckAsync(default!, default).ReturnsForAnyArgs(new GetHealthCheckResponse { HealthCheck = Check });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse { ResourceTagSet = new() { Tags = [new() { Key = "team", Value = "dns" }] } });
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
        Client.ListHealthChecksAsync(default(ListHealthChecksRequest)!, default).ReturnsForAnyArgs(new ListHealthChecksResponse { HealthChecks = null });

        Assert.True((await RunAsync(ListHealthChecks.Tool, new { })).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task A_text_to_look_for_makes_it_a_match_check()
    {
        Client.CreateHealthCheckAsync(default!, default).ReturnsForAnyArgs(new CreateHealthCheckResponse { HealthCheck = Check });

        await RunAsync(CreateHealthCheck.Tool, new { host = "www.example.com", searchText = "ok", tags = new Dictionary<string, string> { ["Name"] = "www" } });

        await Client.Received().CreateHealthCheckAsync(Arg.Is<CreateHealthCheckRequest>(r => r.HealthCheckConfig.Type == HealthCheckType.HTTPS_STR_MATCH && r.HealthCheckConfig.Port == 443 && r.HealthCheckConfig.EnableSNI == true), default);
        await Client.Received().ChangeTagsForResourceAsync(Arg.Is<ChangeTagsForResourceRequest>(r => r.ResourceType == TagResourceType.Healthcheck), default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateHealthCheck.Tool, new { protocol = "TCP", host = "a" }));
    }

    [Fact]
    public async Task Records_that_use_it_are_found()
    {
        Client.ListHostedZonesAsync(default(ListHostedZonesRequest)!, default).ReturnsForAnyArgs(new ListHostedZonesResponse { HostedZones = [new() { Id = "/hostedzone/Z1", Name = "example.com." }] });
        Client.ListResourceRecordSetsAsync(default!, default).ReturnsForAnyArgs(new ListResourceRecordSetsResponse
        {
            ResourceRecordSets = [new() { Name = "www.example.com.", Type = RRType.A, TTL = 60, HealthCheckId = "h-1", ResourceRecords = [new() { Value = "192.0.2.1" }] }],
        });

        var plan = await PlanAsync(DeleteHealthCheck.Tool, new { healthCheckId = "h-1" });

        Assert.Contains(plan.Effects, e => e.Contains("www.example.com. A 60 s 192.0.2.1", StringComparison.Ordinal));
        Assert.Equal("dns", plan.Resources[0].Tags!["team"]);
    }
}
