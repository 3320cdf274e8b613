using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_list_listeners (DescribeListeners).</summary>
public static class ListListeners
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Page<Row>>(
        "list_listeners", "Lists the listeners of a load balancer. For their rules too, use elb_get_load_balancer.", RunAsync,
        iam: ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners"],
        examples: ["On which ports does the load balancer web listen?"]);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }
    }

    public sealed record Row(string Arn, string Protocol, int? Port, string? SslPolicy, string DefaultAction);

    public static async Task<Page<Row>> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var arn = await ElbFind.LoadBalancerArnAsync(elb, input.LoadBalancer, ct);
        var answer = await elb.DescribeListenersAsync(new() { LoadBalancerArn = arn, PageSize = Math.Min(400, input.Limit), Marker = input.Cursor }, ct);
        return new([.. (answer.Listeners ?? []).Select(ToRow)], answer.NextMarker);
    }

    private static Row ToRow(Listener l) => new(l.ListenerArn, l.Protocol?.Value ?? "", l.Port, l.SslPolicy, ElbText.Describe(l.DefaultActions));
}
