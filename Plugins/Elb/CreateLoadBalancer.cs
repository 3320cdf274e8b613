using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_load_balancer (CreateLoadBalancer, ModifyLoadBalancerAttributes).</summary>
public static class CreateLoadBalancer
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_load_balancer", "Creates a load balancer. Then add a target group and elb_create_listener; elb_get_load_balancer tells when it is active.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:AddTags",
            "elasticloadbalancing:ModifyLoadBalancerAttributes", "iam:CreateServiceLinkedRole>elasticloadbalancing.amazonaws.com",
        ],
        examples: ["Make an internal application load balancer in these two subnets."]);

    public sealed record Input
    {
        [Description("Name."), MaxLength(32)]
        public required string Name { get; init; }

        [Description("In two zones for application."), MinLength(1)]
        public required IReadOnlyList<string> SubnetIds { get; init; }

        [Description("Type."), AllowedValues("application", "network")]
        public string Type { get; init; } = "application";

        [Description("Scheme."), AllowedValues("internal", "internet-facing")]
        public string Scheme { get; init; } = "internal";

        [Description("Security group ids.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Address type."), AllowedValues("ipv4", "dualstack")]
        public string IpAddressType { get; init; } = "ipv4";

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until active, max 10 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Arn, string Name, string State, string? DnsName, string? HostedZoneId);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        if (await ExistsAsync(elb, input.Name, ct))
            throw new ToolException(ToolErrorCode.Conflict, $"There is a load balancer '{input.Name}' already.", "Choose another name, or look at it with elb_get_load_balancer.");
        return new($"Create the {input.Type} load balancer {input.Name}.",
        [
            input.Scheme == "internal" ? "internal: it has private addresses only" : "internet-facing: it has public addresses, which the internet reaches as far as its security groups allow",
            input.SecurityGroupIds.Count > 0 ? $"security groups {string.Join(", ", input.SecurityGroupIds)}"
                : input.Type == "application" ? "security group: the default one of the VPC"
                : "no security groups: none can be added later",
            "It is billed by the hour from now on, and answers nothing until it has a listener.",
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var lb = (await elb.CreateLoadBalancerAsync(new()
        {
            Name = input.Name,
            Type = input.Type,
            Scheme = input.Scheme,
            Subnets = [.. input.SubnetIds],
            SecurityGroups = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds],
            IpAddressType = input.IpAddressType,
            Tags = input.Tags.ToTags(),
        }, ct)).LoadBalancers[0];
        if (input.DeletionProtection)
            await elb.ModifyLoadBalancerAttributesAsync(new() { LoadBalancerArn = lb.LoadBalancerArn, Attributes = [new() { Key = "deletion_protection.enabled", Value = "true" }] }, ct);
        if (input.Wait)
        {
            lb = await Waiting.UntilAsync(t => ElbFind.LoadBalancerAsync(elb, lb.LoadBalancerArn, t), l => l.State?.Code != LoadBalancerStateEnum.Provisioning,
                l => $"{l.LoadBalancerName} is {l.State?.Code?.Value}", context, TimeSpan.FromMinutes(10), cancellation: ct);
        }

        return new(lb.LoadBalancerArn, lb.LoadBalancerName, lb.State?.Code?.Value ?? "", lb.DNSName, lb.CanonicalHostedZoneId);
    }

    private static async Task<bool> ExistsAsync(IAmazonElasticLoadBalancingV2 elb, string name, CancellationToken ct)
    {
        try
        {
            return (await elb.DescribeLoadBalancersAsync(new() { Names = [name] }, ct)).LoadBalancers is { Count: > 0 };
        }
        catch (LoadBalancerNotFoundException)
        {
            return false;
        }
    }
}
