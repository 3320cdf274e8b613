using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_attach_transit_gateway (CreateTransitGatewayVpcAttachment).</summary>
public static class AttachTransitGateway
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "attach_transit_gateway",
        "Attaches a VPC to a transit gateway. Then route to it with vpc_create_route; its state: vpc_list_gateways.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeTransitGatewayVpcAttachments",
            "ec2:CreateTransitGatewayVpcAttachment", "ec2:CreateTags",
        ],
        examples: ["Connect the staging VPC to the company network."])
        .With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input
    {
        [Description("tgw-..., also one that another account shares.")]
        public required string TransitGatewayId { get; init; }

        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("One of each zone that is to reach it."), MinLength(1)]
        public required IReadOnlyList<string> SubnetIds { get; init; }

        [Description("Both directions of a connection in one zone, for appliances that inspect it.")]
        public bool ApplianceMode { get; init; }

        [Description("IPv6 as well.")]
        public bool Ipv6 { get; init; }

        [Description("Until available, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (finding, reading, attached) = (Networks.VpcAsync(ec2, input.VpcId, ct), Networks.SubnetsByIdAsync(ec2, input.SubnetIds, ct),
            TransitAttachments.AllAsync(ec2, [new("vpc-id", [input.VpcId])], ct));
        await Task.WhenAll(finding, reading, attached);
        var (vpc, subnets) = (await finding, await reading);
        var what = $"attachment of {Networks.Label(vpc.VpcId, vpc.Tags)} to {input.TransitGatewayId}";
        var plan = new PlanBuilder($"Attach {Networks.Label(vpc.VpcId, vpc.Tags)} to {input.TransitGatewayId}.")
            .Touch(Networks.ToResource(vpc)).Touch(subnets.ConvertAll(Networks.ToResource))
            .Create(what, "it costs by the hour and by the gigabyte; nothing passes until there are routes")
            .Create(what, "subnets", subnets.ConvertAll(s => $"{s.SubnetId} ({s.AvailabilityZone})"));
        if (input.ApplianceMode) plan.Create(what, "appliance mode", "on");
        if (input.Ipv6) plan.Create(what, "IPv6", "on");
        foreach (var id in input.SubnetIds.Where(id => subnets.TrueForAll(s => s.SubnetId != id)))
            throw Ec2Resources.Missing("subnet", id);
        foreach (var other in subnets.Where(s => s.VpcId != vpc.VpcId))
            plan.Obstacle($"{other.SubnetId} is in {other.VpcId}, not {vpc.VpcId}.");
        foreach (var zone in subnets.GroupBy(s => s.AvailabilityZone).Where(g => g.Count() > 1))
            plan.Obstacle($"{string.Join(" and ", zone.Select(s => s.SubnetId))} are both in {zone.Key}; AWS takes one of each zone.");
        if (input.Ipv6 && vpc.Ipv6CidrBlockAssociationSet is not { Count: > 0 }) plan.Obstacle($"{vpc.VpcId} has no IPv6 block.");
        foreach (var there in (await attached).Where(a => a.TransitGatewayId == input.TransitGatewayId && !TransitAttachments.IsOver(a)))
            plan.Obstacle($"There is one already: {TransitAttachments.Text(there)}, {there.State?.Value}.");
        return plan.Unknown("Which routes the transit gateway gets: its own settings for attachments, of perhaps another account, say so.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var made = (await ec2.CreateTransitGatewayVpcAttachmentAsync(new()
        {
            TransitGatewayId = input.TransitGatewayId,
            VpcId = input.VpcId,
            SubnetIds = [.. input.SubnetIds],
            // What is left out is AWS's default.
            Options = !input.ApplianceMode && !input.Ipv6 ? null : new()
            {
                ApplianceModeSupport = input.ApplianceMode ? ApplianceModeSupportValue.Enable : null,
                Ipv6Support = input.Ipv6 ? Ipv6SupportValue.Enable : null,
            },
            TagSpecifications = Ec2Tags.For(ResourceType.TransitGatewayAttachment, input.Tags, input.Name),
        }, ct)).TransitGatewayVpcAttachment;
        context.Done($"created {made.TransitGatewayAttachmentId}", created: made.TransitGatewayAttachmentId);
        if (input.Wait) made = await Waiting.UntilAsync(
            t => TransitAttachments.FindAsync(ec2, made.TransitGatewayAttachmentId, t), Judge, context, TimeSpan.FromMinutes(5),
            cancellation: ct);
        return new(made.TransitGatewayAttachmentId, made.State?.Value ?? "pending");
    }

    private static Wait Judge(TransitGatewayVpcAttachment a) => a.State?.Value switch
    {
        "available" => Wait.Done,
        // Whoever owns the gateway must accept it; that may take days.
        "pendingAcceptance" => Wait.Done,
        _ when TransitAttachments.IsOver(a) => Wait.Failed($"{TransitAttachments.Text(a)} is {a.State?.Value}."),
        _ => Wait.NotYet($"{a.TransitGatewayAttachmentId} is {a.State?.Value}"),
    };
}
