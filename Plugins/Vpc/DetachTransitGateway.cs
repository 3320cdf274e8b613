using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_detach_transit_gateway (DeleteTransitGatewayVpcAttachment).</summary>
public static class DetachTransitGateway
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "detach_transit_gateway", "Detaches a VPC from a transit gateway. Traffic over it stops at once.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeTransitGatewayVpcAttachments", "ec2:DescribeRouteTables", "ec2:DeleteTransitGatewayVpcAttachment"],
        examples: ["Take the old VPC off the company network."],
        idempotent: true);

    public sealed record Input
    {
        [Description("tgw-attach-...")]
        public required string AttachmentId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var a = await TransitAttachments.FindAsync(ec2, input.AttachmentId, ct);
        var tables = await Networks.RouteTablesAsync(ec2, [new("vpc-id", [a.VpcId])], ct);
        var plan = new PlanBuilder($"Delete the attachment {TransitAttachments.Text(a)}.")
            .Touch(TransitAttachments.ToResource(a))
            .Delete($"attachment {TransitAttachments.Text(a)}", $"it is {a.State?.Value}");
        if (TransitAttachments.IsOver(a)) plan.Obstacle($"It is {a.State?.Value}: EC2 removes it from the list by itself.");
        foreach (var (table, route) in Routes.Through(a.TransitGatewayId, tables))
            plan.Keep($"route {Routes.Text(route)} in {Networks.Label(table.RouteTableId, table.Tags)}",
                "it leads nowhere then (blackhole): vpc_delete_route");
        return plan.Unknown("Routes of the transit gateway and of other networks that lead to it.")
            .NoUndo("A new attachment has another id, and the transit gateway's routes to it must be set anew.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var its = (await ec2.DeleteTransitGatewayVpcAttachmentAsync(new() { TransitGatewayAttachmentId = input.AttachmentId }, ct))
            .TransitGatewayVpcAttachment;
        context.Done($"deleted {input.AttachmentId}");
        return new(input.AttachmentId, its?.State?.Value ?? "deleting");
    }
}
