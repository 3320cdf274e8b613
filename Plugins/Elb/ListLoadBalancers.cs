using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_list_load_balancers (DescribeLoadBalancers).</summary>
public static class ListLoadBalancers
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Page<Row>>(
        "list_load_balancers",
        "Lists application, network and gateway load balancers. For one in full, use elb_get_load_balancer.",
        RunAsync,
        iam: ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners"],
        examples: ["Which load balancers face the internet?", "What is the DNS name of the load balancer web?"]);

    public sealed record Input : PageInput
    {
        [Description("Type."), AllowedValues("application", "network", "gateway")]
        public string? Type { get; init; }

        [Description("Scheme."), AllowedValues("internet-facing", "internal")]
        public string? Scheme { get; init; }

        [Description("VPC id.")]
        public string? VpcId { get; init; }
    }

    /// <summary>Every tool takes the name, so rows go without the long ARN.</summary>
    public sealed record Row(string Name, string Type, string? Scheme, string State, string? DnsName, string? VpcId,
        IReadOnlyList<string>? Listeners);

    public static async Task<Page<Row>> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        // AWS filters by nothing but names and ARNs.
        var found = await Paging.FindAsync(input, async marker =>
        {
            var page = await elb.DescribeLoadBalancersAsync(new() { PageSize = Math.Min(400, input.Limit), Marker = marker }, ct);
            return ((IReadOnlyList<Row>)await (page.LoadBalancers ?? []).Where(Wanted).AskAsync(ToRowAsync, ct), page.NextMarker);
        });
        return found with { Note = unknowns.Note };

        async Task<Row> ToRowAsync(LoadBalancer lb, CancellationToken t) => new(
            lb.LoadBalancerName, lb.Type?.Value ?? "", lb.Scheme?.Value, lb.State?.Code?.Value ?? "", lb.DNSName, lb.VpcId,
            (await unknowns.TryAsync($"The listeners of {lb.LoadBalancerName}", () =>
                ElbFind.ListenersAsync(elb, lb.LoadBalancerArn, t)))?.Select(ElbText.Port).ToList());

        bool Wanted(LoadBalancer lb) =>
            (input.Type is null || lb.Type?.Value == input.Type) && (input.Scheme is null || lb.Scheme?.Value == input.Scheme)
            && (input.VpcId is null || lb.VpcId == input.VpcId);
    }
}
