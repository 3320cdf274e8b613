using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_get_target_health (DescribeTargetGroups, DescribeTargetHealth, DescribeTargetGroupAttributes, DescribeTags).</summary>
public static class GetTargetHealth
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Result>(
        "get_target_health", "Why targets of a group are unhealthy: state, reason and health check settings. For a whole load balancer, use elb_get_load_balancer.", RunAsync,
        iam: ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTags"],
        examples: ["Why is this target unhealthy?"]);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }

        [Description("State."), AllowedValues("healthy", "unhealthy", "initial", "draining", "unused", "unavailable")]
        public string? State { get; init; }
    }

    public sealed record HealthCheck(
        bool Enabled, string? Protocol, string? Port, string? Path, string? HealthyCodes, int? IntervalSeconds, int? TimeoutSeconds, int? HealthyThreshold, int? UnhealthyThreshold);

    public sealed record Result(
        string Arn, string Name, string? Protocol, int? Port, string? TargetType, string? VpcId, IReadOnlyList<string> LoadBalancers, HealthCheck HealthCheck,
        IReadOnlyDictionary<string, int> States, IReadOnlyList<TargetState> Targets, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var (targets, tags) = (ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct), ElbFind.TagsAsync(elb, [group.TargetGroupArn], ct));
        var attributes = elb.DescribeTargetGroupAttributesAsync(new() { TargetGroupArn = group.TargetGroupArn }, ct);
        await Task.WhenAll(targets, tags, attributes);
        var states = (await targets).Select(TargetState.Of).ToList();
        return new(
            group.TargetGroupArn, group.TargetGroupName, group.Protocol?.Value, group.Port, group.TargetType?.Value, group.VpcId, group.LoadBalancerArns ?? [], ToHealthCheck(group),
            states.GroupBy(t => t.State).OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Count()), [.. states.Where(t => input.State is null || t.State == input.State)],
            ((await attributes).Attributes ?? []).ToDictionary(a => a.Key, a => a.Value ?? ""), (await tags)[group.TargetGroupArn].ToMap());
    }

    private static HealthCheck ToHealthCheck(TargetGroup g) => new(
        g.HealthCheckEnabled ?? true, g.HealthCheckProtocol?.Value, g.HealthCheckPort, g.HealthCheckPath, g.Matcher?.HttpCode ?? g.Matcher?.GrpcCode,
        g.HealthCheckIntervalSeconds, g.HealthCheckTimeoutSeconds, g.HealthyThresholdCount, g.UnhealthyThresholdCount);
}
