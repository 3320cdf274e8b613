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
        "Why targets of a group are unhealthy: state, reason and health check settings. For a whole load balancer, use "
            + "elb_get_load_balancer.", RunAsync,
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

        [Description("Only targets in this state."),
            AllowedValues("healthy", "unhealthy", "unhealthy.draining", "initial", "draining", "unused", "unavailable")]
        public string? State { get; init; }
    }

    public sealed record HealthCheck(
        bool Enabled, string? Protocol, string? Port, string? Path, string? HealthyCodes, int? IntervalSeconds, int? TimeoutSeconds,
            int? HealthyThreshold, int? UnhealthyThreshold);

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
        List<string> notes = wanted.Count <= MostTargets ? []
            : [$"The first {MostTargets} of {wanted.Count} targets{(input.State is null ? "; state shows those in one state" : "")}."];
        return new(
            group.TargetGroupArn, group.TargetGroupName, group.Protocol?.Value, group.Port, group.TargetType?.Value, group.VpcId,
            [.. (group.LoadBalancerArns ?? []).Order(StringComparer.Ordinal)], ToHealthCheck(group),
            all.GroupBy(t => t.State).OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Count()),
                [.. wanted.Take(MostTargets)],
            (await attributes) is { } known ? Infra.Aws.Tags.Map(known.Attributes, a => a.Key, a => a.Value) : null,
            (await tags)?[group.TargetGroupArn].ToMap(), string.Join(" ", [.. notes, .. unknowns.Notes]) is { Length: > 0 } note ? note
                : null);
    }

    private static HealthCheck ToHealthCheck(TargetGroup g) => new(
        g.HealthCheckEnabled ?? true, g.HealthCheckProtocol?.Value, g.HealthCheckPort, g.HealthCheckPath,
            g.Matcher?.HttpCode ?? g.Matcher?.GrpcCode,
        g.HealthCheckIntervalSeconds, g.HealthCheckTimeoutSeconds, g.HealthyThresholdCount, g.UnhealthyThresholdCount);
}
