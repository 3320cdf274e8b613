using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;

namespace Infra.Plugins.Route53;

/// <summary>route53_get_zone (GetHostedZone, ListTagsForResource).</summary>
public static class GetZone
{
    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Result>(
        "get_zone", "One hosted zone with its name servers, VPCs, number of records and tags. For the records, use route53_list_records.",
        RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource"],
        examples: ["Which name servers does example.com need at the registrar?"]);

    public sealed record Input
    {
        [Description("Hosted zone id."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }
    }

    public sealed record Network(string Id, string? Region);

    public sealed record Result(
        string Id, string Name, bool Private, string? Comment, long? Records, IReadOnlyList<string> NameServers,
        IReadOnlyList<Network> Vpcs, string? ManagedBy,
        IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var (answer, tags) = await Zones.GetAsync(route53, input.HostedZoneId, ct);
        var zone = answer.HostedZone;
        return new(
            Ids.Short(zone.Id), DomainName.Shown(zone.Name), zone.Config?.PrivateZone == true, zone.Config?.Comment,
            zone.ResourceRecordSetCount,
            answer.DelegationSet?.NameServers ?? [], [.. (answer.VPCs ?? []).Select(v => new Network(v.VPCId, v.VPCRegion?.Value))],
            zone.LinkedService?.ServicePrincipal, tags);
    }
}
