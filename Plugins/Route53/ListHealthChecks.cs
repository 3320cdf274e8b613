using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_list_health_checks (ListHealthChecks; GetHealthCheck and GetHealthCheckStatus for one).</summary>
public static class ListHealthChecks
{
    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Page<Row>>(
        "list_health_checks",
        "Lists health checks; with an id, that one and what its checkers see. For load balancer targets, use elb_get_target_health.",
        RunAsync,
        iam: ["route53:ListHealthChecks", "route53:GetHealthCheck", "route53:GetHealthCheckStatus"],
        examples: ["Why does the health check of www fail?"]);

    public sealed record Input : PageInput
    {
        [Description("Only this one, with its status."), RegularExpression(Ids.HealthCheck)]
        public string? HealthCheckId { get; init; }
    }

    /// <param name="Inverted">Whether a failing endpoint counts as healthy; the status by region is that before the inversion.</param>
    public sealed record Row(
        string Id, string Type, string? Endpoint, int? IntervalSeconds, int? FailureThreshold, bool? Inverted, bool? Disabled,
        IReadOnlyDictionary<string, string>? Status);

    public static async Task<Page<Row>> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.HealthCheckId is { } id)
        {
            var unknowns = new Unknowns(context.Target);
            var (check, status) = (
                route53.GetHealthCheckAsync(new() { HealthCheckId = id }, ct),
                unknowns.TryAsync("What the checkers see", () => StatusAsync(route53, id, ct)));
            await Task.WhenAll(check, status);
            return new([ToRow((await check).HealthCheck) with { Status = await status }]) { Note = unknowns.Note };
        }

        var answer = await route53.ListHealthChecksAsync(
            new() { MaxItems = Math.Min(100, input.Limit).ToString(CultureInfo.InvariantCulture), Marker = input.Cursor }, ct);
        return new([.. (answer.HealthChecks ?? []).Select(ToRow)], answer.IsTruncated == true ? answer.NextMarker : null);
    }

    /// <summary><c>https://www.example.com:443/health</c></summary>
    internal static string? Endpoint(HealthCheckConfig c) => c switch
    {
        { AlarmIdentifier: { } alarm } => $"alarm {alarm.Name} in {alarm.Region?.Value}",
        { ChildHealthChecks: { Count: > 0 } children } => $"{c.HealthThreshold} of {PlanBuilder.Text(children)}",
        { RoutingControlArn: { } control } => $"routing control {control}",
        { FullyQualifiedDomainName: null, IPAddress: null } => null,
        _ => $"{c.Type?.Value.Split('_')[0].ToLowerInvariant()}://{Host(c)}{(c.Port is { } port ? $":{port}" : "")}{c.ResourcePath}",
    };

    // With both an address and a name the address is asked, and the name is the Host header.
    private static string Host(HealthCheckConfig c) =>
        c.FullyQualifiedDomainName ?? (c.IPAddress.Contains(':', StringComparison.Ordinal) ? $"[{c.IPAddress}]" : c.IPAddress);

    private static async Task<IReadOnlyDictionary<string, string>> StatusAsync(IAmazonRoute53 route53, string id, CancellationToken ct)
    {
        var seen = (await route53.GetHealthCheckStatusAsync(new() { HealthCheckId = id }, ct)).HealthCheckObservations ?? [];
        return seen.GroupBy(o => o.Region?.Value ?? "").OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => string.Join("; ", g.Select(o => o.StatusReport?.Status).Where(s => s is not null).Distinct()));
    }

    private static Row ToRow(HealthCheck h) => new(
        h.Id, h.HealthCheckConfig.Type?.Value ?? "", Endpoint(h.HealthCheckConfig), h.HealthCheckConfig.RequestInterval,
        h.HealthCheckConfig.FailureThreshold,
        h.HealthCheckConfig.Inverted is true ? true : null, h.HealthCheckConfig.Disabled is true ? true : null, null);
}
