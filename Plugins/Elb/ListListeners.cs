using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_list_listeners (DescribeListeners, DescribeListenerCertificates).</summary>
public static class ListListeners
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Page<Row>>(
        "list_listeners", "Lists the listeners of a load balancer with all their certificates. For rules, use elb_list_rules.", RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeListenerCertificates",
        ],
        examples: ["On which ports does the load balancer web listen?"]);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }
    }

    public sealed record Row(
        string Arn, string? Protocol, int? Port, string? SslPolicy, string? MutualAuthentication, IReadOnlyList<string> Certificates,
            string DefaultAction);

    public static async Task<Page<Row>> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var arn = await ElbFind.LoadBalancerArnAsync(elb, input.LoadBalancer, ct);
        var answer =
            await elb.DescribeListenersAsync(new() { LoadBalancerArn = arn, PageSize = Math.Min(400, input.Limit), Marker = input.Cursor },
            ct);
        var unknowns = new Unknowns(context.Target);
        var rows = await (answer.Listeners ?? []).AskAsync(async (l, t) => new Row(
            l.ListenerArn, l.Protocol?.Value, l.Port, l.SslPolicy, l.MutualAuthentication?.Mode,
            await unknowns.TryAsync($"The certificates of {ElbText.Port(l)} beside the default one", () =>
                ElbFind.CertificatesAsync(elb, l, t))
                ?? [.. (l.Certificates ?? []).Select(c => c.CertificateArn)],
            ElbText.Describe(l.DefaultActions)), ct);
        return new(rows, answer.NextMarker) { Note = unknowns.Note };
    }
}
