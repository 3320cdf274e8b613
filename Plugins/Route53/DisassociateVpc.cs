using Amazon.Route53;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_disassociate_vpc (DisassociateVPCFromHostedZone).</summary>
public static class DisassociateVpc
{
    public static readonly Route53Tool Tool = Route53Tool.Destructive<Input, Result>(
        "disassociate_vpc", "Ends that a VPC resolves the names of a private zone.", PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:DisassociateVPCFromHostedZone", "ec2:DescribeVpcs",
            "route53:GetChange"],
        examples: ["The old VPC should no longer see internal.example."]).With(deadline: TimeSpan.FromMinutes(4));

    public sealed record Input : VpcInput;

    public sealed record Result(string ChangeId, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var (zone, tags) = await Zones.GetAsync(route53, input.HostedZoneId, ct);
        var name = DomainName.Shown(zone.HostedZone.Name);
        if (!VpcInput.Has(zone, input)) throw ToolException.NotFound($"The association of {input.VpcId} with {name}",
            "route53_get_zone shows the VPCs.");
        return new PlanBuilder($"End that {input.VpcId} resolves {name} by the private zone {Ids.Short(zone.HostedZone.Id)}.")
            .Touch(Zones.ToResource(zone, tags, "private zone"))
            .Touch(new PlannedResource(input.VpcId, $"VPC in {input.VpcRegion}"))
            .Lose($"the {zone.HostedZone.ResourceRecordSetCount} records of {name} for everything in {input.VpcId}",
                "public DNS answers then, if anything")
            .Obstacle(zone.VPCs.Count == 1
                ? "It is the only VPC of the zone, and a private zone needs one: route53_delete_zone deletes the zone." : null)
            .Undo("route53_associate_vpc", new
            {
                hostedZoneId = Ids.Short(zone.HostedZone.Id),
                vpcId = input.VpcId,
                vpcRegion = input.VpcRegion
            })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await route53.DisassociateVPCFromHostedZoneAsync(
            new() { HostedZoneId = Ids.Short(input.HostedZoneId), VPC = input.ToVpc() }, ct);
        context.Done($"ended the association of {input.VpcId} with {Ids.Short(input.HostedZoneId)}");
        var change = await Zones.SyncAsync(route53, answer.ChangeInfo, input.Wait, context, ct);
        return new(Ids.Short(change.Id), change.Status?.Value ?? "");
    }
}
