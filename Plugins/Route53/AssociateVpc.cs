using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_associate_vpc (AssociateVPCWithHostedZone).</summary>
public static class AssociateVpc
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "associate_vpc", "Lets a VPC resolve the names of a private zone. The opposite is route53_disassociate_vpc.", PlanAsync, RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:AssociateVPCWithHostedZone", "ec2:DescribeVpcs",
            "route53:GetChange"],
        examples: ["Let the new VPC resolve internal.example."]).With(deadline: TimeSpan.FromMinutes(4));

    public sealed record Input : VpcInput;

    public sealed record Result(string ChangeId, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var (zone, tags) = await Zones.GetAsync(route53, input.HostedZoneId, ct);
        var name = DomainName.Shown(zone.HostedZone.Name);
        return new PlanBuilder(
            $"Let {input.VpcId} in {input.VpcRegion} resolve {name} by the private zone {Ids.Short(zone.HostedZone.Id)}.")
            .Touch(Zones.ToResource(zone, tags, "private zone"))
            // Route 53 does not tell the tags of a VPC.
            .Touch(new PlannedResource(input.VpcId, $"VPC in {input.VpcRegion}"))
            .Change(input.VpcId, $"answers for {name}", "public DNS, or another private zone",
                "the private zone, also for names that only the public one has")
            .Obstacle(zone.HostedZone.Config?.PrivateZone is true ? null : $"{name} is a public zone, which every VPC resolves already.")
            .Obstacle(VpcInput.Has(zone, input) ? $"{input.VpcId} is associated already." : null)
            .Undo("route53_disassociate_vpc", new
            {
                hostedZoneId = Ids.Short(zone.HostedZone.Id),
                vpcId = input.VpcId,
                vpcRegion = input.VpcRegion
            })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await SendAsync(route53, input, ct);
        context.Done($"associated {input.VpcId} with {Ids.Short(input.HostedZoneId)}");
        var change = await Zones.SyncAsync(route53, answer.ChangeInfo, input.Wait, context, ct);
        return new(Ids.Short(change.Id), change.Status?.Value ?? "");
    }

    private static async Task<AssociateVPCWithHostedZoneResponse> SendAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        try
        {
            return await route53.AssociateVPCWithHostedZoneAsync(
                new() { HostedZoneId = Ids.Short(input.HostedZoneId), VPC = input.ToVpc() }, ct);
        }
        catch (NotAuthorizedException e)
        {
            // No permission of the caller lacks: it is how Route 53 refuses a VPC and a zone of two accounts.
            throw new ToolException(ToolErrorCode.Conflict,
                $"{input.VpcId} and the zone {Ids.Short(input.HostedZoneId)} are of two accounts, and the zone's has not authorised it.",
                "In the zone's account: aws route53 create-vpc-association-authorization "
                + $"--hosted-zone-id {Ids.Short(input.HostedZoneId)} --vpc VPCRegion={input.VpcRegion},VPCId={input.VpcId}", e);
        }
    }
}
