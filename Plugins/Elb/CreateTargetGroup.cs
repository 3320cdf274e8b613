using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_target_group (CreateTargetGroup).</summary>
public static class CreateTargetGroup
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_target_group", "Creates a target group. Then elb_register_targets, and elb_create_listener or elb_create_rule to send it requests.", PlanAsync, RunAsync,
        iam: ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:AddTags"],
        examples: ["Make a target group for the API on port 8080 that checks /health."]);

    public sealed record Input
    {
        [Description("Name."), MaxLength(32)]
        public required string Name { get; init; }

        [Description("Target type."), AllowedValues("instance", "ip", "lambda", "alb")]
        public string TargetType { get; init; } = "instance";

        [Description("Not for lambda."), AllowedValues("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP")]
        public string? Protocol { get; init; }

        [Description("Not for lambda."), Range(1, 65535)]
        public int? Port { get; init; }

        [Description("Not for lambda.")]
        public string? VpcId { get; init; }

        [Description("For HTTP and HTTPS."), AllowedValues("HTTP1", "HTTP2", "GRPC")]
        public string? ProtocolVersion { get; init; }

        [Description("Health check protocol."), AllowedValues("HTTP", "HTTPS", "TCP")]
        public string? HealthCheckProtocol { get; init; }

        [Description("If not the traffic's.")]
        public string? HealthCheckPort { get; init; }

        [Description("Health check path.")]
        public string? HealthCheckPath { get; init; }

        [Description("Seconds."), Range(5, 300)]
        public int? HealthCheckInterval { get; init; }

        [Description("As 200-299.")]
        public string? HealthyCodes { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn, string Name);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        if (input.TargetType != "lambda" && (input.Protocol is null || input.Port is null || input.VpcId is null))
            throw new ToolException(ToolErrorCode.InvalidInput, $"Targets of type {input.TargetType} need protocol, port and vpcId.");
        if (await ExistsAsync(elb, input.Name, ct))
            throw new ToolException(ToolErrorCode.Conflict, $"There is a target group '{input.Name}' already.", "Choose another name, or look at it with elb_get_target_health.");
        return new($"Create the target group {input.Name}.", ["It costs nothing by itself, and gets no requests until a listener or rule forwards to it."]);
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var group = (await elb.CreateTargetGroupAsync(new()
        {
            Name = input.Name,
            TargetType = input.TargetType,
            Protocol = input.Protocol,
            Port = input.Port,
            VpcId = input.VpcId,
            ProtocolVersion = input.ProtocolVersion,
            HealthCheckProtocol = input.HealthCheckProtocol,
            HealthCheckPort = input.HealthCheckPort,
            HealthCheckPath = input.HealthCheckPath,
            HealthCheckIntervalSeconds = input.HealthCheckInterval,
            Matcher = input.HealthyCodes is not { } codes ? null : input.ProtocolVersion == "GRPC" ? new() { GrpcCode = codes } : new() { HttpCode = codes },
            Tags = input.Tags.ToTags(),
        }, ct)).TargetGroups[0];
        return new(group.TargetGroupArn, group.TargetGroupName);
    }

    private static async Task<bool> ExistsAsync(IAmazonElasticLoadBalancingV2 elb, string name, CancellationToken ct)
    {
        try
        {
            return (await elb.DescribeTargetGroupsAsync(new() { Names = [name] }, ct)).TargetGroups is { Count: > 0 };
        }
        catch (TargetGroupNotFoundException)
        {
            return false;
        }
    }
}
