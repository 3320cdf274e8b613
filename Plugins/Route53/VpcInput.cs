using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>A private zone and a VPC.</summary>
public abstract record VpcInput
{
    [Description("Id of a private hosted zone."), RegularExpression(Ids.Zone)]
    public required string HostedZoneId { get; init; }

    [Description("VPC id."), RegularExpression("vpc-[0-9a-f]+")]
    public required string VpcId { get; init; }

    [Description("Region of the VPC."), RegularExpression("[a-z0-9-]+")]
    public required string VpcRegion { get; init; }

    [Description("Wait until live, at most 3 min."), OutsidePlan]
    public bool Wait { get; init; }

    internal VPC ToVpc() => new() { VPCId = VpcId, VPCRegion = VpcRegion };

    /// <summary>Whether the zone answers in the VPC.</summary>
    internal static bool Has(GetHostedZoneResponse zone, VpcInput input) => (zone.VPCs ?? []).Any(v => v.VPCId == input.VpcId);
}
