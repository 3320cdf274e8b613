using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>route53_create_health_check (CreateHealthCheck, ChangeTagsForResource).</summary>
public static class CreateHealthCheck
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "create_health_check", "Creates a health check of an endpoint on the internet. Then name it in route53_upsert_record.", PlanAsync, RunAsync,
        iam: ["route53:CreateHealthCheck", "route53:ChangeTagsForResource"],
        examples: ["Check https://www.example.com/health from around the world."]);

    public sealed record Input
    {
        [Description("Protocol."), AllowedValues("HTTP", "HTTPS", "TCP")]
        public string Protocol { get; init; } = "HTTPS";

        [Description("Domain.")]
        public string? Host { get; init; }

        [Description("Then host is the Host header.")]
        public string? IpAddress { get; init; }

        [Description("Port."), Range(1, 65535)]
        public int? Port { get; init; }

        [Description("Path."), MaxLength(255)]
        public string? Path { get; init; }

        [Description("Must be in the answer."), MaxLength(255)]
        public string? SearchText { get; init; }

        [Description("Seconds."), AllowedValues(10, 30)]
        public int Interval { get; init; } = 30;

        [Description("Failures."), Range(1, 10)]
        public int FailureThreshold { get; init; } = 3;

        [Description("Name is shown.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string? Endpoint);

    public static Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var config = ToConfig(input);
        return Task.FromResult(new ToolPlan($"Create a health check of {ListHealthChecks.Endpoint(config)}.",
        [
            $"Checkers in several regions ask it about every {input.Interval} s each; the endpoint must let them in.",
            "It is billed by the month, and changes no record until one names it.",
        ]));
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var check = (await route53.CreateHealthCheckAsync(new() { CallerReference = Guid.NewGuid().ToString(), HealthCheckConfig = ToConfig(input) }, ct)).HealthCheck;
        await Zones.TagAsync(route53, TagResourceType.Healthcheck, check.Id, input.Tags, ct);
        return new(check.Id, ListHealthChecks.Endpoint(check.HealthCheckConfig));
    }

    private static HealthCheckConfig ToConfig(Input input)
    {
        if (input.Host is null && input.IpAddress is null) throw new ToolException(ToolErrorCode.InvalidInput, "host or ipAddress is needed.");
        if (input.Protocol == "TCP" && (input.Port is null || input.Path is not null || input.SearchText is not null))
            throw new ToolException(ToolErrorCode.InvalidInput, "TCP needs port, and takes neither path nor searchText.");
        return new()
        {
            Type = input.SearchText is null ? input.Protocol : $"{input.Protocol}_STR_MATCH",
            FullyQualifiedDomainName = input.Host,
            IPAddress = input.IpAddress,
            Port = input.Port ?? (input.Protocol == "HTTPS" ? 443 : 80),
            ResourcePath = input.Path,
            SearchString = input.SearchText,
            RequestInterval = input.Interval,
            FailureThreshold = input.FailureThreshold,
            EnableSNI = input.Protocol == "HTTPS" && input.Host is not null ? true : null,
        };
    }
}
