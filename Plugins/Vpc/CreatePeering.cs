using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_peering (CreateVpcPeeringConnection).</summary>
public static class CreatePeering
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_peering", "Asks for a peering connection with another VPC. Then vpc_accept_peering there, and routes on both sides.",
        PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcs", "ec2:DescribeVpcPeeringConnections", "ec2:CreateVpcPeeringConnection", "ec2:CreateTags"],
        examples: ["Connect our VPC with the one of the data team."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("The other one.")]
        public required string PeerVpcId { get; init; }

        [Description("Default this one."), RegularExpression(@"\d{12}")]
        public string? PeerAccountId { get; init; }

        [Description("Default this one.")]
        public string? PeerRegion { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var reading = Networks.PeeringsAsync(ec2, input.VpcId, ct);
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var isHere = (input.PeerAccountId ?? input.PeerRegion) is null;
        var peer = isHere ? await Networks.VpcAsync(ec2, input.PeerVpcId, ct) : null;
        var plan = new PlanBuilder($"Ask for a peering connection of {Networks.Label(vpc.VpcId, vpc.Tags)} with {input.PeerVpcId}.")
            .Touch(Networks.ToResource(vpc));
        if (peer is not null) plan.Touch(Networks.ToResource(peer));
        plan.Create($"peering connection with {input.PeerVpcId}", "nothing passes until it is accepted and both sides have routes");
        if (peer is null) plan.Unknown($"{input.PeerVpcId} is in another account or region and was not looked at.");
        else
        {
            foreach (var (a, b) in from a in ListVpcs.CidrBlocks(vpc) from b in ListVpcs.CidrBlocks(peer) select (a, b))
                if (Cidr.Parse(a) is { } x && Cidr.Parse(b) is { } y && x.Overlaps(y)) plan.Obstacle(
                    $"{a} of {vpc.VpcId} overlaps {b} of {peer.VpcId}.");
        }

        foreach (var there in (await reading)
            .Where(p => p.RequesterVpcInfo?.VpcId == input.PeerVpcId || p.AccepterVpcInfo?.VpcId == input.PeerVpcId))
            plan.Warn($"There is one already: {Peerings.Text(there)}, {there.Status?.Code?.Value}.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var made = (await ec2.CreateVpcPeeringConnectionAsync(new()
        {
            VpcId = input.VpcId,
            PeerVpcId = input.PeerVpcId,
            PeerOwnerId = input.PeerAccountId,
            PeerRegion = input.PeerRegion,
            TagSpecifications = Ec2Tags.For(ResourceType.VpcPeeringConnection, input.Tags, input.Name),
        }, ct)).VpcPeeringConnection;
        context.Done($"created {made.VpcPeeringConnectionId}", created: made.VpcPeeringConnectionId);
        return new(made.VpcPeeringConnectionId, made.Status?.Code?.Value ?? "initiating-request");
    }
}
