using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_list_target_groups (DescribeTargetGroups).</summary>
public static class ListTargetGroups
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Page<Row>>(
        "list_target_groups", "Lists target groups. For the health of the targets of one, use elb_get_target_health.", RunAsync,
        iam: ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeLoadBalancers"],
        examples: ["Which target groups are used by no load balancer?"]);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN.")]
        public string? LoadBalancer { get; init; }

        [Description("VPC id.")]
        public string? VpcId { get; init; }
    }

    public sealed record Row(string Name, string Arn, string? Protocol, int? Port, string? TargetType, IReadOnlyList<string> LoadBalancers);

    public static async Task<Page<Row>> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var answer = await elb.DescribeTargetGroupsAsync(new()
        {
            LoadBalancerArn = input.LoadBalancer is { } lb ? await ElbFind.LoadBalancerArnAsync(elb, lb, ct) : null,
            PageSize = Math.Min(400, input.Limit),
            Marker = input.Cursor,
        }, ct);
        return new([.. (answer.TargetGroups ?? []).Where(g => input.VpcId is null || g.VpcId == input.VpcId).Select(ToRow)], answer.NextMarker);
    }

    private static Row ToRow(TargetGroup g) =>
        new(g.TargetGroupName, g.TargetGroupArn, g.Protocol?.Value, g.Port, g.TargetType?.Value, [.. (g.LoadBalancerArns ?? []).Select(ElbText.Name)]);
}
