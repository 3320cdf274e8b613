using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_list_target_groups (DescribeTargetGroups).</summary>
public static class ListTargetGroups
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Page<Row>>(
        "list_target_groups",
        "Lists target groups with counts of their targets by health. For the targets of one, use elb_get_target_health.", RunAsync,
        iam: ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeTargetHealth"],
        examples: ["Which target groups have unhealthy targets?", "Which target groups are used by no load balancer?"]);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN.")]
        public string? LoadBalancer { get; init; }

        [Description("VPC id.")]
        public string? VpcId { get; init; }
    }

    public sealed record Row(string Name, string Arn, string? Protocol, int? Port, string? TargetType, IReadOnlyList<string> LoadBalancers,
        IReadOnlyDictionary<string, int>? Health);

    public static async Task<Page<Row>> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var arn = input.LoadBalancer is { } lb ? await ElbFind.LoadBalancerArnAsync(elb, lb, ct) : null;
        var found = await Paging.FindAsync(input, async marker =>
        {
            var (groups, next) = await ElbFind.TargetGroupPageAsync(
                elb, new() { LoadBalancerArn = arn, PageSize = Math.Min(400, input.Limit), Marker = marker }, ct);
            return ((IReadOnlyList<Row>)await (groups ?? []).Where(g => input.VpcId is null || g.VpcId == input.VpcId)
                .AskAsync(ToRowAsync, ct), next);
        });
        return found with { Note = unknowns.Note };

        async Task<Row> ToRowAsync(TargetGroup g, CancellationToken t) => new(
            g.TargetGroupName, g.TargetGroupArn, g.Protocol?.Value, g.Port, g.TargetType?.Value,
            [.. (g.LoadBalancerArns ?? []).Select(ElbText.Name).Order(StringComparer.Ordinal)],
            (await unknowns.TryAsync($"The health of {g.TargetGroupName}", () => ElbFind.TargetsAsync(elb, g.TargetGroupArn, t)))?
                .GroupBy(d => d.TargetHealth?.State?.Value ?? "unknown").OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s =>
                    s.Key, s => s.Count()));
    }
}
