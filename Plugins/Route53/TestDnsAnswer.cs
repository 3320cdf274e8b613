using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_test_dns_answer (TestDNSAnswer, GetHostedZone).</summary>
public static class TestDnsAnswer
{
    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Result>(
        "test_dns_answer",
        "What a public zone answers to a DNS query now, routing policies applied. For the records as stored, use route53_list_records.",
        RunAsync,
        iam: ["route53:TestDNSAnswer", "route53:GetHostedZone"],
        examples: ["What does Route 53 answer for www.example.com to a resolver in Japan?"]);

    public sealed record Input
    {
        [Description("Id of a public hosted zone."), RegularExpression(Ids.Zone)]
        public required string HostedZoneId { get; init; }

        [Description("Like www.example.com.")]
        public required string Name { get; init; }

        [Description("Type.")]
        public string Type { get; init; } = "A";

        [Description("IP address of the resolver that asks.")]
        public string? ResolverIp { get; init; }
    }

    public sealed record Result(string ResponseCode, string Name, string Type, IReadOnlyList<string> Values, string? NameServer,
        string? Protocol);

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        // TestDNSAnswer is for public zones alone. Who may not read the zone gets AWS's own words.
        var zone = await new Unknowns(context.Target)
            .TryAsync("The zone", () => route53.GetHostedZoneAsync(new() { Id = Ids.Short(input.HostedZoneId) }, ct));
        if (zone?.HostedZone?.Config?.PrivateZone is true)
        {
            throw new ToolException(ToolErrorCode.NotSupported,
                $"{DomainName.Shown(zone.HostedZone.Name)} is a private zone, and Route 53 tests public ones only.",
                "route53_list_records shows what is stored.");
        }

        var answer = await route53.TestDNSAnswerAsync(new()
        {
            HostedZoneId = Ids.Short(input.HostedZoneId),
            RecordName = DomainName.Normal(input.Name),
            RecordType = input.Type.ToUpperInvariant(),
            ResolverIP = input.ResolverIp,
        }, ct);
        return new(
            answer.ResponseCode, DomainName.Shown(answer.RecordName ?? input.Name), answer.RecordType?.Value ?? input.Type,
            answer.RecordData ?? [],
            answer.Nameserver, answer.Protocol);
    }
}
