using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_update_health_check (UpdateHealthCheck).</summary>
public static class UpdateHealthCheck
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "update_health_check",
        "Changes a health check; what is left out stays. Another protocol or interval needs a new one: route53_create_health_check.",
        PlanAsync, RunAsync,
        iam: ["route53:GetHealthCheck", "route53:ListTagsForResource", "route53:UpdateHealthCheck"],
        examples: ["Let the health check of www fail after five failures.", "Disable the health check while we maintain the endpoint."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Health check id."), RegularExpression(Ids.HealthCheck)]
        public required string HealthCheckId { get; init; }

        [Description("Domain to ask; with an address, the Host header only."), MaxLength(255)]
        public string? Host { get; init; }

        [Description("Address to ask, where it has one.")]
        public string? IpAddress { get; init; }

        [Description("Port."), Range(1, 65535)]
        public int? Port { get; init; }

        [Description("Path; \"\" for none."), MaxLength(255)]
        public string? Path { get; init; }

        [Description("Text in the first 5,120 bytes of the answer, where it looks for one."), Length(1, 255)]
        public string? SearchString { get; init; }

        [Description("Failures in a row until unhealthy."), Range(1, 10)]
        public int? FailureThreshold { get; init; }

        [Description("All health checks to combine."), Length(1, 256), RegularExpression(Ids.HealthCheck)]
        public IReadOnlyList<string>? ChildIds { get; init; }

        [Description("How many children must be healthy."), Range(0, 256)]
        public int? HealthyChildren { get; init; }

        [Description("CloudWatch alarm to follow."), Length(1, 256)]
        public string? Alarm { get; init; }

        [Description("Region of the alarm.")]
        public string? AlarmRegion { get; init; }

        [Description("Healthy counts as unhealthy, and the reverse.")]
        public bool? Inverted { get; init; }

        [Description("Checks nothing, and counts as healthy.")]
        public bool? Disabled { get; init; }
    }

    public sealed record Result(string Id, string? Endpoint, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var check = (await route53.GetHealthCheckAsync(new() { HealthCheckId = input.HealthCheckId }, ct)).HealthCheck;
        var unknowns = new Unknowns(context.Target);
        var tags = await unknowns.TryAsync("Tags", () => Zones.TagsAsync(route53, TagResourceType.Healthcheck, check.Id, ct));
        var (c, endpoint) = (check.HealthCheckConfig, ListHealthChecks.Endpoint(check.HealthCheckConfig));
        var changes = Compare(check, input);
        return new PlanBuilder($"Change the health check {check.Id} of {endpoint}.")
            .Touch(new PlannedResource(check.Id, $"{c.Type?.Value} {endpoint}") { Name = tags?.GetValueOrDefault("Name"), Tags = tags })
            .Add(changes.All)
            .Warn(input.Disabled is true && c.Disabled is not true
                ? "While it is disabled, records that name it are answered as if all were well; it costs as before." : null)
            .Obstacle(check.LinkedService?.ServicePrincipal is { } service ? $"{service} made it, and alone can change it." : null)
            .Obstacle(CreateHealthCheck.WhyNotChecked(input.IpAddress))
            .Unknown(unknowns.Notes)
            .Undo("route53_update_health_check", Before(check, input))
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var check = (await route53.GetHealthCheckAsync(new() { HealthCheckId = input.HealthCheckId }, ct)).HealthCheck;
        var changes = Compare(check, input);
        if (changes.ChangesNothing) return new(check.Id, ListHealthChecks.Endpoint(check.HealthCheckConfig), []);
        var answer = await route53.UpdateHealthCheckAsync(changes.ApplyTo(new()
        {
            HealthCheckId = check.Id,
            // Another change in between is refused.
            HealthCheckVersion = check.HealthCheckVersion,
            // Left out, it is said to be three again.
            FailureThreshold = IsOfEndpoint(check.HealthCheckConfig) ? check.HealthCheckConfig.FailureThreshold : null,
        }), ct);
        context.Done($"changed {string.Join(", ", changes.Changed.Select(c => c.Property))} of the health check {check.Id}");
        return new(check.Id, ListHealthChecks.Endpoint(answer.HealthCheck.HealthCheckConfig),
            [.. changes.Changed.Select(c => c.Property!)]);
    }

    private static SettingChanges<UpdateHealthCheckRequest> Compare(HealthCheck check, Input input)
    {
        var c = check.HealthCheckConfig;
        Only(IsOfEndpoint(c), "an endpoint", input.Host ?? input.IpAddress ?? input.Path ?? input.SearchString ?? (object?)input.Port
            ?? input.FailureThreshold);
        Only(c.Type == HealthCheckType.CALCULATED, "other health checks", (object?)input.ChildIds ?? input.HealthyChildren);
        Only(c.Type == HealthCheckType.CLOUDWATCH_METRIC, "an alarm", input.Alarm ?? input.AlarmRegion);
        if (input.IpAddress is not null && string.IsNullOrEmpty(c.IPAddress)) throw ToolException.InvalidInput(
            "A health check without an address cannot get one.", "Pass host, or make another with route53_create_health_check.");
        if (input.Path is not null && c.Type == HealthCheckType.TCP) throw ToolException.InvalidInput("A TCP check has no path.");
        if (input.SearchString is not null && c.Type?.Value.EndsWith("_STR_MATCH", StringComparison.Ordinal) is not true)
            throw ToolException.InvalidInput("It looks for no text, and cannot be made to.",
                "route53_create_health_check with searchString makes one that does.");
        var (children, healthy) = (input.ChildIds ?? c.ChildHealthChecks ?? [], input.HealthyChildren ?? c.HealthThreshold);
        if ((input.ChildIds ?? (object?)input.HealthyChildren) is not null && healthy > children.Count) throw ToolException.InvalidInput(
            $"{healthy} of {children.Count} children would have to be healthy, which never is.", "Pass healthyChildren.");

        var changes = new SettingChanges<UpdateHealthCheckRequest>(check.Id);
        changes.Add("host", c.FullyQualifiedDomainName, input.Host, (r, v) => r.FullyQualifiedDomainName = v);
        changes.Add("address", c.IPAddress, input.IpAddress, (r, v) => r.IPAddress = v);
        changes.Add("port", c.Port, input.Port, (r, v) => r.Port = v);
        changes.Add("path", c.ResourcePath ?? "", input.Path, (r, v) =>
        {
            if (v is "") r.ResetElements = ["ResourcePath"];
            else r.ResourcePath = v;
        });
        changes.Add("text", c.SearchString, input.SearchString, (r, v) => r.SearchString = v);
        changes.Add("failures", c.FailureThreshold, input.FailureThreshold, (r, v) => r.FailureThreshold = v);
        changes.Add("children", c.ChildHealthChecks, input.ChildIds, (r, v) => r.ChildHealthChecks = [.. v!]);
        changes.Add("healthy children", c.HealthThreshold, input.HealthyChildren, (r, v) => r.HealthThreshold = v);
        if ((input.Alarm ?? input.AlarmRegion) is not null)
        {
            var (name, region) = (input.Alarm ?? c.AlarmIdentifier?.Name, input.AlarmRegion ?? c.AlarmIdentifier?.Region?.Value);
            changes.Add("alarm", $"{c.AlarmIdentifier?.Name} in {c.AlarmIdentifier?.Region?.Value}", $"{name} in {region}", (r, _) =>
                (r.AlarmIdentifier, r.InsufficientDataHealthStatus) =
                    (new() { Name = name, Region = region }, c.InsufficientDataHealthStatus));
        }

        changes.Add("inverted", c.Inverted is true, input.Inverted, (r, v) => r.Inverted = v);
        changes.Add("disabled", c.Disabled is true, input.Disabled, (r, v) => r.Disabled = v);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : changes;

        static void Only(bool itIs, string of, object? argument)
        {
            if (argument is not null && !itIs) throw ToolException.InvalidInput($"It is no health check of {of}.",
                "route53_list_health_checks shows what it is of.");
        }
    }

    private static bool IsOfEndpoint(HealthCheckConfig c) => c.Type != HealthCheckType.CALCULATED
        && c.Type != HealthCheckType.CLOUDWATCH_METRIC && c.Type != HealthCheckType.RECOVERY_CONTROL;

    private static Dictionary<string, object?> Before(HealthCheck check, Input input)
    {
        var (c, back) = (check.HealthCheckConfig, new Dictionary<string, object?> { ["healthCheckId"] = check.Id });
        Add("host", input.Host, c.FullyQualifiedDomainName);
        Add("ipAddress", input.IpAddress, c.IPAddress);
        Add("port", input.Port, c.Port);
        Add("path", input.Path, c.ResourcePath ?? "");
        Add("searchString", input.SearchString, c.SearchString);
        Add("failureThreshold", input.FailureThreshold, c.FailureThreshold);
        Add("childIds", input.ChildIds, c.ChildHealthChecks);
        Add("healthyChildren", input.HealthyChildren, c.HealthThreshold);
        Add("alarm", input.Alarm, c.AlarmIdentifier?.Name);
        Add("alarmRegion", input.AlarmRegion, c.AlarmIdentifier?.Region?.Value);
        Add("inverted", input.Inverted, c.Inverted is true);
        Add("disabled", input.Disabled, c.Disabled is true);
        return back;

        void Add(string argument, object? asked, object? now)
        {
            if (asked is not null && now is not null) back[argument] = now;
        }
    }
}
