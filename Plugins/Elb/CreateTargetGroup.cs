using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_target_group (CreateTargetGroup).</summary>
public static class CreateTargetGroup
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_target_group",
        "Creates a target group. Then elb_register_targets, and elb_create_listener or elb_create_rule to send it requests.", PlanAsync,
            RunAsync,
        iam: ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:AddTags"],
        examples: ["Make a target group for the API on port 8080 that checks /health."]);

    public sealed record Input : HealthCheckInput
    {
        [Description("Name: letters, digits and hyphens."), MaxLength(32)]
        public required string Name { get; init; }

        [Description("What its targets are; alb is an application load balancer."), AllowedValues("instance", "ip", "lambda", "alb")]
        public string TargetType { get; init; } = "instance";

        [Description("To the targets; not for lambda."),
            AllowedValues("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP")]
        public string? Protocol { get; init; }

        [Description("Port of the targets; required except for lambda."), Range(1, 65535)]
        public int? Port { get; init; }

        [Description("VPC of the targets; required except for lambda.")]
        public string? VpcId { get; init; }

        [Description("With HTTP and HTTPS; default HTTP1."), AllowedValues("HTTP1", "HTTP2", "GRPC")]
        public string? ProtocolVersion { get; init; }

        [Description("ipv6: targets by IPv6 address."), AllowedValues("ipv4", "ipv6")]
        public string IpAddressType { get; init; } = "ipv4";

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn, string Name);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        Check(input);
        var what = $"target group {input.Name}";
        var plan = new PlanBuilder($"Create the {what}.")
            .Create(what, "it costs nothing by itself, and gets no requests until a listener or rule forwards to it")
            .Create(what, "targets", input.TargetType == "lambda" ? "a Lambda function"
                : $"{input.TargetType}, {input.Protocol}:{input.Port} in {input.VpcId}")
            .Undo("elb_delete_target_group", new { targetGroup = input.Name });
        if (input.TargetType == "lambda" && !input.ChecksHealth) plan.Create(what, "health check", "off");
        if (await ElbFind.TargetGroupExistsAsync(elb, input.Name, ct))
            plan.Obstacle(
                $"There is a target group '{input.Name}' already; choose another name, or look at it with elb_get_target_health.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var group = (await elb.CreateTargetGroupAsync(new()
        {
            Name = input.Name,
            TargetType = input.TargetType,
            Protocol = input.Protocol,
            Port = input.Port,
            VpcId = input.VpcId,
            ProtocolVersion = input.ProtocolVersion,
            IpAddressType = input.IpAddressType == "ipv4" ? null : input.IpAddressType,
            // Functions are not checked unless this says so; all other targets always are.
            HealthCheckEnabled = input.TargetType == "lambda" && input.ChecksHealth ? true : null,
            HealthCheckProtocol = input.HealthCheckProtocol,
            HealthCheckPort = input.HealthCheckPort,
            HealthCheckPath = input.HealthCheckPath,
            HealthCheckIntervalSeconds = input.HealthCheckInterval,
            HealthCheckTimeoutSeconds = input.HealthCheckTimeout,
            HealthyThresholdCount = input.HealthyThreshold,
            UnhealthyThresholdCount = input.UnhealthyThreshold,
            Matcher = HealthCheckInput.Codes(input.HealthyCodes, input.ProtocolVersion),
            Tags = input.Tags.ToTags(),
        }, ct)).TargetGroups[0];
        context.Done($"created {group.TargetGroupArn}", created: group.TargetGroupArn);
        return new(group.TargetGroupArn, group.TargetGroupName);
    }

    private static void Check(Input input)
    {
        var isHttp = input.Protocol is "HTTP" or "HTTPS";
        if (input.TargetType == "lambda")
        {
            if (input.Protocol is not null || input.Port is not null || input.VpcId is not null)
                throw ToolException.InvalidInput("A target group of type lambda takes no protocol, port and vpcId.");
        }
        else if (input.Protocol is null || input.Port is null || input.VpcId is null)
        {
            throw ToolException.InvalidInput($"Targets of type {input.TargetType} need protocol, port and vpcId.");
        }

        if (input.TargetType == "alb" && input.Protocol != "TCP") throw ToolException.InvalidInput(
            "A target group of type alb needs protocol TCP.");
        if (input.ProtocolVersion is not null && !isHttp) throw ToolException.InvalidInput("protocolVersion applies to HTTP and HTTPS.");
        if (input.HealthCheckProtocol == "TCP" && (isHttp || input.TargetType is "lambda" or "alb"))
            throw ToolException.InvalidInput("The health check protocol of an HTTP, HTTPS, lambda or alb group cannot be TCP.");
        if (input.IpAddressType == "ipv6" && input.TargetType is not ("instance" or "ip"))
            throw ToolException.InvalidInput("ipv6 applies to targets of type instance and ip.");
    }
}
