using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_accept_peering (AcceptVpcPeeringConnection).</summary>
public static class AcceptPeering
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "accept_peering", "Accepts a peering connection that waits for this account. Then vpc_create_route on both sides.", PlanAsync,
        RunAsync,
        iam: ["ec2:DescribeVpcPeeringConnections", "ec2:AcceptVpcPeeringConnection"],
        examples: ["Accept the peering of the data team."]);

    public sealed record Input
    {
        [Description("Peering connection id.")]
        public required string PeeringId { get; init; }
    }

    public sealed record Result(string Id, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var p = await Peerings.FindAsync(ec2, input.PeeringId, ct);
        var now = p.Status?.Code?.Value;
        return new PlanBuilder($"Accept {Peerings.Text(p)}.")
            .Touch(Peerings.ToResource(p))
            .Change(p.VpcPeeringConnectionId, "status", now, "active", "nothing passes until both sides have routes")
            .Obstacle(now is null or "pending-acceptance" ? null : $"It is {now}, not pending-acceptance.")
            .Obstacle(p.AccepterVpcInfo?.Region is { Length: > 0 } there && context.Target.Region is { } here && there != here
                ? $"It is accepted in the region of {p.AccepterVpcInfo.VpcId}, {there}." : null)
            .Undo("vpc_delete_peering", new { peeringId = p.VpcPeeringConnectionId })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var p = (await ec2.AcceptVpcPeeringConnectionAsync(new() { VpcPeeringConnectionId = input.PeeringId }, ct)).VpcPeeringConnection;
        context.Done($"accepted {input.PeeringId}");
        return new(input.PeeringId, p?.Status?.Code?.Value ?? "provisioning");
    }
}
