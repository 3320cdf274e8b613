using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_modify_subnet (ModifySubnetAttribute).</summary>
public static class ModifySubnet
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_subnet", "Changes which addresses new instances in a subnet get.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSubnets", "ec2:ModifySubnetAttribute"],
        examples: ["No more public addresses in this subnet."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Subnet id.")]
        public required string SubnetId { get; init; }

        [Description("Public IPv4.")]
        public bool? PublicIpOnLaunch { get; init; }

        [Description("IPv6.")]
        public bool? Ipv6OnCreation { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if ((input.PublicIpOnLaunch ?? input.Ipv6OnCreation) is null) throw ToolException.NothingToChange();
        var s = await Networks.SubnetAsync(ec2, input.SubnetId, ct);
        var label = Networks.Label(s.SubnetId, s.Tags);
        var plan = new PlanBuilder($"Change {label}; instances that are there keep their addresses.").Touch(Networks.ToResource(s));
        var back = new Dictionary<string, object> { ["subnetId"] = s.SubnetId };
        if (input.PublicIpOnLaunch is { } isPublic)
        {
            plan.Change(label, "public addresses for new instances", s.MapPublicIpOnLaunch == true, isPublic, isPublic
                ? "they cost by the hour" : null);
            back["publicIpOnLaunch"] = s.MapPublicIpOnLaunch == true;
        }

        if (input.Ipv6OnCreation is { } six)
        {
            plan.Change(label, "IPv6 addresses for new interfaces", s.AssignIpv6AddressOnCreation == true, six);
            back["ipv6OnCreation"] = s.AssignIpv6AddressOnCreation == true;
            if (six && ListSubnets.Ipv6CidrBlock(s) is null) plan.Obstacle($"{label} has no IPv6 block.");
        }

        return plan.Undo("vpc_modify_subnet", back).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        // EC2 takes one setting a request.
        if (input.PublicIpOnLaunch is { } isPublic)
        {
            await ec2.ModifySubnetAttributeAsync(new() { SubnetId = input.SubnetId, MapPublicIpOnLaunch = isPublic }, ct);
            context.Done($"turned public addresses for new instances in {input.SubnetId} {PlanBuilder.Text(isPublic)}");
        }

        if (input.Ipv6OnCreation is { } six)
        {
            await ec2.ModifySubnetAttributeAsync(new() { SubnetId = input.SubnetId, AssignIpv6AddressOnCreation = six }, ct);
            context.Done($"turned IPv6 addresses for new interfaces in {input.SubnetId} {PlanBuilder.Text(six)}");
        }

        return new(input.SubnetId, [.. context.Steps.Select(s => s.What)]);
    }
}
