using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_load_balancer (CreateLoadBalancer, ModifyLoadBalancerAttributes).</summary>
public static class CreateLoadBalancer
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_load_balancer",
        "Creates a load balancer. Then add a target group and elb_create_listener; elb_get_load_balancer tells when it is active.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:AddTags",
            "elasticloadbalancing:ModifyLoadBalancerAttributes", "iam:CreateServiceLinkedRole>elasticloadbalancing.amazonaws.com",
            // Elastic Load Balancing asks EC2 in the caller's name.
            "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeInternetGateways", "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets", "ec2:DescribeVpcs",
        ],
        examples: ["Make an internal application load balancer in these two subnets."])
        .With(deadline: Longest + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Letters, digits, hyphens; not internal-..."), MaxLength(32)]
        public required string Name { get; init; }

        [Description("One a zone; often two."), MinLength(1)]
        public required IReadOnlyList<string> SubnetIds { get; init; }

        [Description("application: HTTP; network: TCP, TLS, UDP."), AllowedValues("application", "network")]
        public string Type { get; init; } = "application";

        [Description("Whether it has public addresses."), AllowedValues("internal", "internet-facing")]
        public string Scheme { get; init; } = "internal";

        [Description("Security group ids; a network load balancer gets them only now.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Network: Elastic IP allocation id or private address by subnet.")]
        public IReadOnlyDictionary<string, string> FixedAddresses { get; init; } = new Dictionary<string, string>();

        [Description("Address type."), AllowedValues("ipv4", "dualstack", "dualstack-without-public-ipv4")]
        public string IpAddressType { get; init; } = "ipv4";

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until active, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Arn, string Name, string State, string? DnsName, string? HostedZoneId);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var what = $"{input.Type} load balancer {input.Name}";
        var mappings = Mappings(input);
        var plan = new PlanBuilder($"Create the {what}.")
            .Create(what, "it is billed by the hour from now on, and answers nothing until it has a listener")
            .Create(what, "scheme", input.Scheme, input.Scheme == "internal" ? "private addresses only" : "public addresses")
            .Create(what, "subnets", mappings.Select(m =>
                $"{m.SubnetId}{((m.AllocationId ?? m.PrivateIPv4Address ?? m.IPv6Address) is { } a ? $" ({a})" : "")}"))
            .Create(what, "security groups", input.SecurityGroupIds.Count > 0 ? input.SecurityGroupIds
                : input.Type == "application" ? "the default one of the VPC" : "none",
                    input.SecurityGroupIds.Count == 0 && input.Type == "network" ? "none can be added later" : null);
        if (input.Scheme == "internet-facing")
            plan.Warn(input.Type == "network" && input.SecurityGroupIds.Count == 0
                ? $"The internet reaches {input.Name}; without security groups nothing limits it."
                    : $"The internet reaches {input.Name} as far as its security groups allow.");
        if (input.DeletionProtection) plan.Create(what, "deletion protection", true)
            .NoUndo("Deletion protection is on from the start; elb_modify_attributes turns it off.");
        else plan.Undo("elb_delete_load_balancer", new { loadBalancer = input.Name });
        plan.Obstacle(ModifyLoadBalancer.WhyNoAddressType(input.IpAddressType, input.Type, input.Scheme))
            .Warn(input.Type == "application" && input.SubnetIds.Count < 2
                ? "AWS takes a single subnet of an application load balancer only in a Local Zone or on an Outpost; elsewhere name subnets "
                    + "of two zones." : null);
        if (await ElbFind.LoadBalancerExistsAsync(elb, input.Name, ct))
            plan.Obstacle(
                $"There is a load balancer '{input.Name}' already; choose another name, or look at it with elb_get_load_balancer.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var lb = (await elb.CreateLoadBalancerAsync(new()
        {
            Name = input.Name,
            Type = input.Type,
            Scheme = input.Scheme,
            Subnets = input.FixedAddresses.Count > 0 ? null : [.. input.SubnetIds],
            SubnetMappings = input.FixedAddresses.Count > 0 ? Mappings(input) : null,
            SecurityGroups = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds],
            IpAddressType = input.IpAddressType,
            Tags = input.Tags.ToTags(),
        }, ct)).LoadBalancers[0];
        context.Done($"created {lb.LoadBalancerArn}", created: lb.LoadBalancerArn);
        if (input.DeletionProtection)
        {
            await Waiting.AfterCreationAsync(t => elb.ModifyLoadBalancerAttributesAsync(
                new()
                {
                    LoadBalancerArn = lb.LoadBalancerArn,
                    Attributes = [new() { Key = "deletion_protection.enabled", Value = "true" }]
                }, t), context, ct);
            context.Done($"turned deletion protection of {lb.LoadBalancerArn} on");
        }

        if (input.Wait)
            lb = await Waiting.UntilAsync(t => ElbFind.LoadBalancerAsync(elb, lb.LoadBalancerArn, t), Judge, context, Longest,
                cancellation: ct);
        return new(lb.LoadBalancerArn, lb.LoadBalancerName, lb.State?.Code?.Value ?? "", lb.DNSName, lb.CanonicalHostedZoneId);
    }

    private static List<SubnetMapping> Mappings(Input input)
    {
        if (input.FixedAddresses.Count > 0
            && input.Type != "network") throw ToolException.InvalidInput("fixedAddresses apply to network load balancers.");
        return ModifyLoadBalancer.SubnetMappings(input.SubnetIds, input.FixedAddresses);
    }

    // An impaired one routes requests; AWS only lacks resources to let it grow.
    private static Wait Judge(LoadBalancer lb) => lb.State?.Code?.Value switch
    {
        "active" or "active_impaired" => Wait.Done,
        "failed" => Wait.Failed($"{lb.LoadBalancerArn} failed: {lb.State.Reason ?? "no reason given"}"),
        var state => Wait.NotYet($"{lb.LoadBalancerName} is {state ?? "in an unknown state"}"),
    };
}
