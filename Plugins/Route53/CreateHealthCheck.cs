using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_create_health_check (CreateHealthCheck, ChangeTagsForResource).</summary>
public static class CreateHealthCheck
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "create_health_check",
        "Creates a health check of an endpoint, of other health checks or of an alarm. Then name it in route53_upsert_record.", PlanAsync,
        RunAsync,
        iam: ["route53:CreateHealthCheck", "route53:ChangeTagsForResource"],
        examples: ["Check https://www.example.com/health from around the world."]);

    public sealed record Input
    {
        [Description("Protocol."), AllowedValues("HTTP", "HTTPS", "TCP")]
        public string Protocol { get; init; } = "HTTPS";

        [Description("Domain to ask; with ipAddress, the Host header only."), MaxLength(255)]
        public string? Host { get; init; }

        [Description("Address to ask, IPv4 or IPv6.")]
        public string? IpAddress { get; init; }

        [Description("443 or 80 by protocol if left out."), Range(1, 65535)]
        public int? Port { get; init; }

        [Description("Path, for example /health."), MaxLength(255)]
        public string? Path { get; init; }

        [Description("Text in the first 5,120 bytes of the answer."), MaxLength(255)]
        public string? SearchString { get; init; }

        [Description("Seconds between requests of one checker."), AllowedValues(10, 30)]
        public int RequestInterval { get; init; } = 30;

        [Description("Failures in a row until unhealthy."), Range(1, 10)]
        public int FailureThreshold { get; init; } = 3;

        [Description("Other health checks to combine, in place of an endpoint."), MaxLength(256), RegularExpression(Ids.HealthCheck)]
        public IReadOnlyList<string> ChildIds { get; init; } = [];

        [Description("How many children must be healthy; all if left out."), Range(0, 256)]
        public int? HealthyChildren { get; init; }

        [Description("CloudWatch alarm to follow, in place of an endpoint."), MaxLength(256)]
        public string? Alarm { get; init; }

        [Description("Region of the alarm.")]
        public string? AlarmRegion { get; init; }

        [Description("Healthy counts as unhealthy, and the reverse.")]
        public bool Inverted { get; init; }

        [Description("Tags; the console shows the tag Name.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string? Endpoint);

    public static Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var config = ToConfig(input);
        var plan = new PlanBuilder($"Create a health check of {ListHealthChecks.Endpoint(config)}.")
            .Create($"health check of {ListHealthChecks.Endpoint(config)}", "billed by the month; it changes no record until one names it");
        if (IsOfEndpoint(input))
            plan.Warn($"Checkers in several regions ask the endpoint about every {input.RequestInterval} s each; it must let them in.");
        plan.Obstacle(WhyNotChecked(input.IpAddress));
        if (input.Alarm is not null) plan.Warn("It is healthy while the alarm is OK; without data it keeps its last state.");
        return Task.FromResult(plan.Build());
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var made = await route53.CreateHealthCheckAsync(new()
        {
            CallerReference = Guid.NewGuid().ToString(),
            HealthCheckConfig = ToConfig(input)
        }, ct);
        var check = made.HealthCheck;
        context.Done($"created the health check {check.Id}", created: check.Id);
        await Zones.TagAsync(route53, TagResourceType.Healthcheck, check.Id, input.Tags, context, ct);
        return new(check.Id, ListHealthChecks.Endpoint(check.HealthCheckConfig));
    }

    // RFC 5735 and RFC 6598, which Route 53 names.
    private static readonly IPNetwork[] NotPublic =
        [.. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
        }.Select(n => IPNetwork.Parse(n))];

    /// <summary>Why Route 53's checkers cannot ask an address; null where they can.</summary>
    internal static string? WhyNotChecked(string? address) => IPAddress.TryParse(address, out var ip)
        && (ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal || ip.IsIPv6Multicast || IPAddress.IsLoopback(ip)
            || NotPublic.Any(n => n.Contains(ip)))
            ? $"Route 53 checks no private, local or multicast address, as {ip} is: for what is inside a VPC, follow a CloudWatch alarm."
            : null;

    private static bool IsOfEndpoint(Input input) => input.Alarm is null && input.ChildIds.Count == 0;

    private static HealthCheckConfig ToConfig(Input input)
    {
        if (input.Alarm is not null && input.ChildIds.Count > 0) throw ToolException.InvalidInput(
            "A health check is of an alarm or of children.");
        if (!IsOfEndpoint(input) && (input.Host ?? input.IpAddress ?? input.Path ?? input.SearchString) is not null)
            throw ToolException.InvalidInput("A health check of an alarm or of children has no endpoint.",
                "Leave out host, ipAddress, path and searchString.");
        if (input.Alarm is null != input.AlarmRegion is null) throw ToolException.InvalidInput("alarm and alarmRegion go together.");
        if (input.HealthyChildren > input.ChildIds.Count) throw ToolException.InvalidInput(
            "healthyChildren is more than there are childIds.");
        bool? inverted = input.Inverted ? true : null;
        if (input.Alarm is { } alarm)
        {
            return new()
            {
                Type = HealthCheckType.CLOUDWATCH_METRIC,
                AlarmIdentifier = new() { Name = alarm, Region = input.AlarmRegion },
                InsufficientDataHealthStatus = InsufficientDataHealthStatus.LastKnownStatus,
                Inverted = inverted,
            };
        }

        if (input.ChildIds.Count > 0)
        {
            return new()
            {
                Type = HealthCheckType.CALCULATED,
                ChildHealthChecks = [.. input.ChildIds],
                HealthThreshold = input.HealthyChildren ?? input.ChildIds.Count,
                Inverted = inverted,
            };
        }

        if (input.Host is null && input.IpAddress is null) throw ToolException.InvalidInput(
            "host, ipAddress, childIds or alarm is needed.");
        if (input.Protocol == "TCP" && (input.Port is null || input.Path is not null || input.SearchString is not null))
            throw ToolException.InvalidInput("TCP needs port, and takes neither path nor searchString.");
        return new()
        {
            Type = input.SearchString is null ? input.Protocol : $"{input.Protocol}_STR_MATCH",
            FullyQualifiedDomainName = input.Host,
            IPAddress = input.IpAddress,
            Port = input.Port ?? (input.Protocol == "HTTPS" ? 443 : 80),
            ResourcePath = input.Path,
            SearchString = input.SearchString,
            RequestInterval = input.RequestInterval,
            FailureThreshold = input.FailureThreshold,
            EnableSNI = input.Protocol == "HTTPS" && input.Host is not null ? true : null,
            Inverted = inverted,
        };
    }
}
