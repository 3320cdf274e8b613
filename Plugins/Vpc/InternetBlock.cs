using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>VPC Block Public Access: what the internet gateways and egress-only gateways of a region take, whatever routes say.</summary>
/// <param name="Mode">off, block-bidirectional or block-ingress.</param>
/// <param name="Exclusions">By id of a VPC or subnet: allow-bidirectional or allow-egress.</param>
internal sealed record InternetBlock(string Mode, IReadOnlyDictionary<string, string> Exclusions)
{
    private const string Both = "allow-bidirectional", Egress = "allow-egress", Ingress = "block-ingress";

    public static async Task<InternetBlock> ReadAsync(IAmazonEC2 ec2, CancellationToken ct)
    {
        var mode = (await ec2.DescribeVpcBlockPublicAccessOptionsAsync(new(), ct)).VpcBlockPublicAccessOptions?.InternetGatewayBlockMode;
        if (mode is null || mode == InternetGatewayBlockMode.Off) return new("off", new Dictionary<string, string>());
        var all = await Paging.AllAsync<VpcBlockPublicAccessExclusion>(async next =>
        {
            var page = await ec2.DescribeVpcBlockPublicAccessExclusionsAsync(new() { NextToken = next }, ct);
            return (page.VpcBlockPublicAccessExclusions, page.NextToken);
        });
        Dictionary<string, string> exclusions = [];
        // The resource is named by its ARN, which ends in vpc/vpc-1 or subnet/subnet-1.
        foreach (var e in all.Where(e => Holds(e.State)))
            exclusions[e.ResourceArn[(e.ResourceArn.LastIndexOf('/') + 1)..]] = e.InternetGatewayExclusionMode?.Value ?? "";
        return new(mode.Value, exclusions);
    }

    /// <summary>What it does to traffic of a subnet; null while it is off.</summary>
    /// <param name="subnetId">The subnet next to the gateway.</param>
    /// <param name="vpcId">Its VPC.</param>
    /// <param name="isOutbound">Whether the connection is opened from inside.</param>
    /// <param name="isOneWay">Whether it takes a NAT gateway or an egress-only gateway, through which none opens one from outside.</param>
    public Decision? Judge(string subnetId, string vpcId, bool isOutbound, bool isOneWay)
    {
        if (Mode == "off") return null;
        if (Excluded(subnetId, vpcId, Both) is { } both) return new(PathVerdict.Allows, $"{Mode}, of which {both} is excluded");
        // An egress-only exclusion means something to the bidirectional mode alone.
        if (isOutbound && Mode != Ingress && Excluded(subnetId, vpcId, Egress) is { } egress)
            return new(PathVerdict.Allows, $"{Mode}, of which {egress} is excluded for what it opens itself");
        if (isOutbound && isOneWay && Mode == Ingress) return new(PathVerdict.Allows, $"{Mode}, which stops no gateway that is one-way");
        return new(PathVerdict.Blocks, $"{Mode}, and neither {subnetId} nor {vpcId} is excluded{(isOutbound ? "" : " for what comes in")}");
    }

    private string? Excluded(string subnetId, string vpcId, string mode) =>
        new[] { subnetId, vpcId }.FirstOrDefault(id => Exclusions.GetValueOrDefault(id) == mode);

    private static bool Holds(VpcBlockPublicAccessExclusionState? state) => state?.Value is { } s
        && s is not ("create-in-progress" or "create-failed" or "delete-complete" or "disable-in-progress" or "disable-complete");
}
