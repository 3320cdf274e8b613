using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_modify_attributes (ModifyLoadBalancerAttributes, ModifyTargetGroupAttributes).</summary>
public static class ModifyAttributes
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "modify_attributes",
        "Changes attributes of a load balancer or target group, not health checks. elb_get_load_balancer and elb_get_target_health show "
            + "all keys and values.",
        PlanAsync, RunAsync,
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

        [Description("New values by key, like idle_timeout.timeout_seconds or stickiness.enabled."),
            MinLength(1)]
        public required IReadOnlyDictionary<string, string> Attributes { get; init; }
    }

    public sealed record Result(string Arn, IReadOnlyDictionary<string, string> Attributes);

    private sealed record Found(string Arn, string State, IReadOnlyDictionary<string, string> Now);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var found = await FindAsync(elb, input, ct);
        var name = ElbText.Name(found.Arn);
        var plan = new PlanBuilder($"Change {input.Attributes.Count} attribute(s) of {name}.")
            .Touch(await ElbPlans.ResourcesAsync(elb, [(found.Arn, found.State)], ct));
        foreach (var (key, value) in input.Attributes)
        {
            plan.Change(name, key, found.Now.GetValueOrDefault(key, "not set"), value);
            if (!found.Now.ContainsKey(key)) plan.Warn($"AWS lists no attribute {key} of {name}; it may refuse it.");
        }

        if (input.Attributes.Keys.All(k => found.Now.GetValueOrDefault(k) is { Length: > 0 }))
        {
            plan.Undo("elb_modify_attributes", Given(input, input.Attributes.Keys.ToDictionary(k => k, k => found.Now[k])));
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        string arn;
        IReadOnlyDictionary<string, string> now;
        if (IsLoadBalancer(input, out var name))
        {
            arn = await ElbFind.LoadBalancerArnAsync(elb, name, ct);
            now = ToMap((await elb.ModifyLoadBalancerAttributesAsync(new()
            {
                LoadBalancerArn = arn,
                Attributes = [.. input.Attributes.Select(a => new LoadBalancerAttribute { Key = a.Key, Value = a.Value })],
            }, ct)).Attributes);
        }
        else
        {
            arn = await ElbFind.TargetGroupArnAsync(elb, name, ct);
            now = ToMap((await elb.ModifyTargetGroupAttributesAsync(new()
            {
                TargetGroupArn = arn,
                Attributes = [.. input.Attributes.Select(a => new TargetGroupAttribute { Key = a.Key, Value = a.Value })],
            }, ct)).Attributes);
        }

        context.Done($"changed attributes of {arn}");
        return new(arn, now);
    }

    private static async Task<Found> FindAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        if (IsLoadBalancer(input, out var name))
        {
            var (lb, state) = ElbPlans.Of(await ElbFind.LoadBalancerAsync(elb, name, ct));
            return new(lb, state, ToMap((await elb.DescribeLoadBalancerAttributesAsync(new() { LoadBalancerArn = lb }, ct)).Attributes));
        }

        var (group, its) = ElbPlans.Of(await ElbFind.TargetGroupAsync(elb, name, ct));
        return new(group, its, ToMap((await elb.DescribeTargetGroupAttributesAsync(new() { TargetGroupArn = group }, ct)).Attributes));
    }

    private static object Given(Input input, Dictionary<string, string> attributes) => input.LoadBalancer is { } loadBalancer
        ? new { loadBalancer, attributes } : new { targetGroup = input.TargetGroup, attributes };

    private static IReadOnlyDictionary<string, string> ToMap(List<LoadBalancerAttribute>? attributes) =>
        Tags.Map(attributes, a => a.Key, a => a.Value);

    private static IReadOnlyDictionary<string, string> ToMap(List<TargetGroupAttribute>? attributes) =>
        Tags.Map(attributes, a => a.Key, a => a.Value);

    private static bool IsLoadBalancer(Input input, out string name) => (input.LoadBalancer, input.TargetGroup) switch
    {
        ({ } lb, null) => (name = lb) is not null,
        (null, { } group) => (name = group) is null,
        _ => throw ToolException.InvalidInput("Give either loadBalancer or targetGroup."),
    };
}
