using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_get_zone (GetHostedZone, ListTagsForResource, GetDNSSEC; ListResourceRecordSets for the zone file).</summary>
public static class GetZone
{
    // Of 300 records each.
    private const int MostPages = 10;

    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Result>(
        "get_zone",
        "One hosted zone with name servers, VPCs, DNSSEC and tags. For the records, use route53_list_records.",
        RunAsync,
        iam: ["route53:GetHostedZone", "route53:ListTagsForResource", "route53:GetDNSSEC", "route53:ListResourceRecordSets"],
        examples: ["Which name servers does example.com need at the registrar?", "Give me example.com as a BIND zone file."]);

    public sealed record Input
    {
        [Description("Hosted zone id."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }

        [Description("Adds the records as a BIND file.")]
        public bool Bind { get; init; }
    }

    public sealed record Network(string Id, string? Region);

    /// <param name="DsRecord">What the registrar or the zone above needs.</param>
    public sealed record SigningKey(string Name, string? Status, string? DsRecord, string? Message);

    /// <param name="Status">NOT_SIGNING, SIGNING, ACTION_NEEDED and so on.</param>
    public sealed record Signing(string Status, string? Message, IReadOnlyList<SigningKey>? Keys);

    /// <param name="ZoneFile">In BIND's format; aliases and routed records are comments.</param>
    public sealed record Result(
        string Id, string Name, bool Private, string? Comment, long? Records, IReadOnlyList<string> NameServers,
        IReadOnlyList<Network> Vpcs, string? ManagedBy, Signing? Dnssec,
        IReadOnlyDictionary<string, string>? Tags, string? ZoneFile, string? Note);

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var listing = input.Bind ? RecordsAsync(route53, input.HostedZoneId, ct) : null;
        var tagging = unknowns.TryAsync("Tags", () => Zones.TagsAsync(route53, TagResourceType.Hostedzone, input.HostedZoneId, ct));
        var answer = await route53.GetHostedZoneAsync(new() { Id = Ids.Short(input.HostedZoneId) }, ct);
        // A private zone has none, and Route 53 takes five requests a second from a whole account.
        var signing = answer.HostedZone.Config?.PrivateZone is true ? null
            : unknowns.TryAsync("DNSSEC", () => SigningAsync(route53, input.HostedZoneId, ct));
        var (records, all) = listing is null ? (null, true) : await listing;
        var (dnssec, tags) = (signing is null ? null : (await signing)?.Found, await tagging);
        var zone = answer.HostedZone;
        List<string> notes = [.. unknowns.Notes];
        if (!all) notes.Add($"The zone file has the first {records!.Count} records; route53_list_records pages through all.");
        return new(
            Ids.Short(zone.Id), DomainName.Shown(zone.Name), zone.Config?.PrivateZone == true, zone.Config?.Comment,
            zone.ResourceRecordSetCount,
            answer.DelegationSet?.NameServers ?? [], [.. (answer.VPCs ?? []).Select(v => new Network(v.VPCId, v.VPCRegion?.Value))],
            zone.LinkedService?.ServicePrincipal, dnssec, tags, records is null ? null : ZoneFile.Write(zone.Name, records),
            Notes.Join(notes));
    }

    private sealed record Look(Signing? Found);

    private static async Task<Look> SigningAsync(IAmazonRoute53 route53, string id, CancellationToken ct)
    {
        var found = await Zones.SigningAsync(route53, id, ct);
        return new(found?.Status?.ServeSignature is not { } status ? null : new(status, Text(found.Status.StatusMessage),
            found.KeySigningKeys is { Count: > 0 } keys
                ? [.. keys.Select(k => new SigningKey(k.Name, k.Status, Text(k.DSRecord), Text(k.StatusMessage)))] : null));
    }

    private static async Task<(List<ResourceRecordSet>? Records, bool All)> RecordsAsync(IAmazonRoute53 route53, string id,
        CancellationToken ct)
    {
        List<ResourceRecordSet> records = [];
        var pages = 0;
        await foreach (var page in Records.PagesAsync(route53, id, ct))
        {
            if (pages++ == MostPages) return (records, false);
            records.AddRange(page);
        }

        return (records, true);
    }

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
