using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_modify_attributes (ModifyLoadBalancerAttributes, ModifyTargetGroupAttributes).</summary>
public static class ModifyAttributes
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "modify_attributes", "Changes attributes (deletion_protection.enabled, stickiness.enabled ...). The present ones are in elb_get_load_balancer and elb_get_target_health.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:ModifyLoadBalancerAttributes",
            "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:ModifyTargetGroupAttributes",
        ],
        examples: ["Switch on deletion protection for the load balancer web.", "Set the idle timeout to two minutes."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public string? LoadBalancer { get; init; }

        [Description("Instead: name or ARN.")]
        public string? TargetGroup { get; init; }

        [Description("Keys and new values."), MinLength(1)]
        public required IReadOnlyDictionary<string, string> Attributes { get; init; }
    }

    public sealed record Result(string Arn, IReadOnlyDictionary<string, string> Attributes);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var (resource, now) = await FindAsync(elb, input, ct);
        var old = string.Join(", ", input.Attributes.Keys.Select(key => $"{key} = {now.GetValueOrDefault(key, "not set")}"));
        return new($"Change {input.Attributes.Count} attribute(s) of {ElbText.Name(resource.Arn)}.", [.. input.Attributes.Select(a => $"{a.Key}: {now.GetValueOrDefault(a.Key, "not set")} -> {a.Value}")])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [resource with { State = $"{resource.State}; {old}" }], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        if (IsLoadBalancer(input, out var name))
        {
            var arn = await ElbFind.LoadBalancerArnAsync(elb, name, ct);
            var answer = await elb.ModifyLoadBalancerAttributesAsync(new() { LoadBalancerArn = arn, Attributes = [.. input.Attributes.Select(a => new LoadBalancerAttribute { Key = a.Key, Value = a.Value })] }, ct);
            return new(arn, (answer.Attributes ?? []).ToDictionary(a => a.Key, a => a.Value ?? ""));
        }
        else
        {
            var arn = await ElbFind.TargetGroupArnAsync(elb, name, ct);
            var answer = await elb.ModifyTargetGroupAttributesAsync(new() { TargetGroupArn = arn, Attributes = [.. input.Attributes.Select(a => new TargetGroupAttribute { Key = a.Key, Value = a.Value })] }, ct);
            return new(arn, (answer.Attributes ?? []).ToDictionary(a => a.Key, a => a.Value ?? ""));
        }
    }

    private static async Task<((string Arn, string State) Resource, Dictionary<string, string> Now)> FindAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        if (IsLoadBalancer(input, out var name))
        {
            var lb = ElbPlans.Of(await ElbFind.LoadBalancerAsync(elb, name, ct));
            return (lb, ((await elb.DescribeLoadBalancerAttributesAsync(new() { LoadBalancerArn = lb.Arn }, ct)).Attributes ?? []).ToDictionary(a => a.Key, a => a.Value ?? ""));
        }

        var group = ElbPlans.Of(await ElbFind.TargetGroupAsync(elb, name, ct));
        return (group, ((await elb.DescribeTargetGroupAttributesAsync(new() { TargetGroupArn = group.Arn }, ct)).Attributes ?? []).ToDictionary(a => a.Key, a => a.Value ?? ""));
    }

    private static bool IsLoadBalancer(Input input, out string name) => (input.LoadBalancer, input.TargetGroup) switch
    {
        ({ } lb, null) => (name = lb) is not null,
        (null, { } group) => (name = group) is null,
        _ => throw new ToolException(ToolErrorCode.InvalidInput, "Give either loadBalancer or targetGroup."),
    };
}
