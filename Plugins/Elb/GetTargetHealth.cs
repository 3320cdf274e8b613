using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_get_target_health (DescribeTargetGroups, DescribeTargetHealth, DescribeTargetGroupAttributes, DescribeTags).</summary>
public static class GetTargetHealth
{
    // An answer has about 5,000 tokens.
    private const int MostTargets = 60;

    public static readonly ElbTool Tool = ElbTool.Read<Input, Result>(
        "get_target_health",
        "Why targets of a group are unhealthy: state, reason, health check. For a whole load balancer, use elb_get_load_balancer.",
        RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
            "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTags",
        ],
        examples: ["Why is this target unhealthy?"]);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }

        [Description("State."),
            AllowedValues("healthy", "unhealthy", "unhealthy.draining", "initial", "draining", "unused", "unavailable")]
        public string? State { get; init; }
    }

    public sealed record HealthCheck(
        bool Enabled, string? Protocol, string? Port, string? Path, string? HealthyCodes, int? IntervalSeconds, int? TimeoutSeconds,
            int? HealthyThreshold, int? UnhealthyThreshold)
    {
        internal static HealthCheck Of(TargetGroup g) => new(
            g.HealthCheckEnabled ?? true, g.HealthCheckProtocol?.Value, g.HealthCheckPort, g.HealthCheckPath,
            g.Matcher?.HttpCode ?? g.Matcher?.GrpcCode,
            g.HealthCheckIntervalSeconds, g.HealthCheckTimeoutSeconds, g.HealthyThresholdCount, g.UnhealthyThresholdCount);
    }

    public sealed record Result(
        string Arn, string Name, string? Protocol, int? Port, string? TargetType, string? VpcId, IReadOnlyList<string> LoadBalancers,
            HealthCheck HealthCheck,
        IReadOnlyDictionary<string, int> States, IReadOnlyList<TargetState> Targets, IReadOnlyDictionary<string, string>? Attributes,
        IReadOnlyDictionary<string, string>? Tags, string? Note);

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var unknowns = new Unknowns(context.Target);
        var targets = ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct);
        var tags = unknowns.TryAsync("The tags", () => ElbFind.TagsAsync(elb, [group.TargetGroupArn], ct));
        var attributes = unknowns.TryAsync("The attributes",
            () => elb.DescribeTargetGroupAttributesAsync(new() { TargetGroupArn = group.TargetGroupArn }, ct));
        await Task.WhenAll(targets, tags, attributes);
        var all = (await targets).Select(TargetState.Of).ToList();
        // Those in trouble first, as they are what a reader looks for.
        var wanted = all.Where(t => input.State is null || t.State == input.State).OrderBy(t => t.State == "healthy").ToList();
        List<string> notes = [.. Causes(group, all)];
        if (wanted.Count > MostTargets)
            notes.Add($"The first {MostTargets} of {wanted.Count} "
                + $"targets{(input.State is null ? "; state shows those in one state" : "")}.");
        return new(
            group.TargetGroupArn, group.TargetGroupName, group.Protocol?.Value, group.Port, group.TargetType?.Value, group.VpcId,
            [.. (group.LoadBalancerArns ?? []).Order(StringComparer.Ordinal)], HealthCheck.Of(group),
            all.GroupBy(t => t.State).OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Count()),
                [.. wanted.Take(MostTargets)],
            (await attributes) is { } known ? Infra.Aws.Tags.Map(known.Attributes, a => a.Key, a => a.Value) : null,
            (await tags)?[group.TargetGroupArn].ToMap(), string.Join(" ", [.. notes, .. unknowns.Notes]) is { Length: > 0 } note ? note
                : null);
    }

    /// <summary>What AWS's reasons do not tell: that the check and the target speak differently.</summary>
    private static IEnumerable<string> Causes(TargetGroup group, IReadOnlyList<TargetState> targets)
    {
        var protocol = group.HealthCheckProtocol?.Value;
        if (protocol == "HTTPS" && targets.Any(t => t.Reason == "Target.FailedHealthChecks"))
            yield return "Target.FailedHealthChecks over HTTPS: no connection, or no TLS handshake, as with a certificate, key or protocol "
                + "that the target changed. "
                + "The load balancer does not check the target's certificate (name, issuer, expiry), and certificates of listeners play no "
                    + "part.";
        if (protocol == "HTTP" && targets.Any(t =>
            t.Reason == "Target.ResponseCodeMismatch" && t.Description?.Contains("[400]", StringComparison.Ordinal) is true))
            yield return "400 over HTTP: servers answer so on a port that expects TLS; elb_modify_target_group can check over HTTPS.";
        if (protocol == "HTTP"
            && targets.Any(t => t.Reason == "Target.ResponseCodeMismatch" && t.Description is { } d
            && (d.Contains("[301]", StringComparison.Ordinal) || d.Contains("[302]", StringComparison.Ordinal)
            || d.Contains("[308]", StringComparison.Ordinal))))
            yield return "A redirect over HTTP: the target may send all requests to HTTPS; elb_modify_target_group can check over HTTPS, "
                + "or take the code as healthy.";
    }
}
