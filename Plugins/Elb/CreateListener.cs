using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_listener (CreateListener).</summary>
public static class CreateListener
{
    // What the console chooses; the API's own default still allows TLS 1.0.
    private const string SslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_listener",
        "Adds a listener with its default action to an application or network load balancer. For other paths and hosts, add "
            + "elb_create_rule.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTags", "elasticloadbalancing:CreateListener", "elasticloadbalancing:AddTags",
        ],
        examples: ["Listen on 443 with this certificate and forward to web.", "Redirect port 80 to HTTPS."]);

    public sealed record Input : RouteAction
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }

        [Description("HTTP and HTTPS: application."),
            AllowedValues("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP")]
        public required string Protocol { get; init; }

        [Description("Port to listen on."), Range(1, 65535)]
        public required int Port { get; init; }

        [Description("ARN of an ACM certificate, for HTTPS and TLS.")]
        public string? CertificateArn { get; init; }

        [Description("TLS security policy; default TLS 1.2 and newer.")]
        public string? SslPolicy { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn, string LoadBalancerArn);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        Check(input);
        var route = await input.BuildAsync(elb, ct);
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        var what = $"{input.Protocol}:{input.Port} of {lb.LoadBalancerName} ({lb.Scheme?.Value})";
        var plan = new PlanBuilder($"{lb.LoadBalancerName} ({lb.Scheme?.Value}) starts listening on {input.Protocol}:{input.Port}.")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(lb), .. route.TargetGroups.Select(ElbPlans.Of)], ct))
            .Create(what, "default action", ElbText.Describe([route.Action]));
        if (IsSecure(input)) plan.Create(what, "certificate", input.CertificateArn)
            .Create(what, "security policy", input.SslPolicy ?? SslPolicy);
        if ((await ElbFind.ListenersAsync(elb, lb.LoadBalancerArn, ct)).FirstOrDefault(l => l.Port == input.Port) is { } taken)
            plan.Obstacle(
                $"{lb.LoadBalancerName} listens on {ElbText.Port(taken)} already; choose another port, or use elb_create_rule.");
        if (lb.Type == LoadBalancerTypeEnum.Gateway)
            plan.Obstacle(
                $"{lb.LoadBalancerName} is a gateway load balancer; its listener has no protocol and no port, and this tool cannot create "
                    + "it.");
        else if (lb.Type == LoadBalancerTypeEnum.Application != input.Protocol is "HTTP" or "HTTPS")
            plan.Obstacle($"{lb.LoadBalancerName} is a {lb.Type?.Value} load balancer, which cannot listen on {input.Protocol}.");
        foreach (var obstacle in await ElbPlans.ObstaclesAsync(elb, lb, route, ct)) plan.Obstacle(obstacle);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var made = (await elb.CreateListenerAsync(new()
        {
            LoadBalancerArn = await ElbFind.LoadBalancerArnAsync(elb, input.LoadBalancer, ct),
            Protocol = input.Protocol,
            Port = input.Port,
            Certificates = input.CertificateArn is null ? null : [new() { CertificateArn = input.CertificateArn }],
            SslPolicy = IsSecure(input) ? input.SslPolicy ?? SslPolicy : null,
            DefaultActions = [(await input.BuildAsync(elb, ct)).Action],
            Tags = input.Tags.ToTags(),
        }, ct)).Listeners[0];
        context.Done($"created the listener {made.ListenerArn}", created: made.ListenerArn);
        return new(made.ListenerArn, made.LoadBalancerArn);
    }

    private static void Check(Input input)
    {
        if (IsSecure(input) && input.CertificateArn is null) throw ToolException.InvalidInput($"{input.Protocol} needs certificateArn.");
        if (!IsSecure(input) && (input.CertificateArn ?? input.SslPolicy) is not null)
            throw ToolException.InvalidInput($"certificateArn and sslPolicy apply to HTTPS and TLS, not to {input.Protocol}.");
    }

    private static bool IsSecure(Input input) => input.Protocol is "HTTPS" or "TLS";
}
