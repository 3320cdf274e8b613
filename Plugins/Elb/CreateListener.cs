using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_listener (CreateListener).</summary>
public static class CreateListener
{
    // What the console chooses; the API's own default still allows TLS 1.0.
    private const string SslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_listener", "Adds a listener with its default action to a load balancer. For other paths and hosts, add elb_create_rule.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:CreateListener", "elasticloadbalancing:AddTags",
        ],
        examples: ["Listen on 443 with this certificate and forward to web.", "Redirect port 80 to HTTPS."]);

    public sealed record Input : RouteAction
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }

        [Description("Protocol."), AllowedValues("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP")]
        public required string Protocol { get; init; }

        [Description("Port."), Range(1, 65535)]
        public required int Port { get; init; }

        [Description("ACM, for HTTPS and TLS.")]
        public string? CertificateArn { get; init; }

        [Description("For HTTPS and TLS; else TLS 1.2 and newer.")]
        public string? SslPolicy { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn, string LoadBalancerArn);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        if (IsSecure(input) && input.CertificateArn is null) throw new ToolException(ToolErrorCode.InvalidInput, $"{input.Protocol} needs certificateArn.");
        var action = await input.BuildAsync(elb, ct);
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        if ((await ElbFind.ListenersAsync(elb, lb.LoadBalancerArn, ct)).FirstOrDefault(l => l.Port == input.Port) is { } taken)
            throw new ToolException(ToolErrorCode.Conflict, $"{lb.LoadBalancerName} listens on {ElbText.Port(taken)} already.", "Choose another port, or add a rule to that listener with elb_create_rule.");
        return new($"{lb.LoadBalancerName} ({lb.Scheme?.Value}) starts listening on {input.Protocol}:{input.Port}.", [$"requests on {input.Protocol}:{input.Port} -> {ElbText.Describe([action])}"])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(lb)], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var answer = await elb.CreateListenerAsync(new()
        {
            LoadBalancerArn = await ElbFind.LoadBalancerArnAsync(elb, input.LoadBalancer, ct),
            Protocol = input.Protocol,
            Port = input.Port,
            Certificates = input.CertificateArn is null ? null : [new() { CertificateArn = input.CertificateArn }],
            SslPolicy = IsSecure(input) ? input.SslPolicy ?? SslPolicy : null,
            DefaultActions = [await input.BuildAsync(elb, ct)],
            Tags = input.Tags.ToTags(),
        }, ct);
        return new(answer.Listeners[0].ListenerArn, answer.Listeners[0].LoadBalancerArn);
    }

    private static bool IsSecure(Input input) => input.Protocol is "HTTPS" or "TLS";
}
