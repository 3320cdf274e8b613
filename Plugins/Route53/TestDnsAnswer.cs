using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;

namespace Infra.Plugins.Route53;

/// <summary>route53_test_dns_answer (TestDNSAnswer).</summary>
public static class TestDnsAnswer
{
    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Result>(
        "test_dns_answer", "What Route 53 would answer to a DNS query now, with routing policies applied. For the records as stored, use route53_list_records.", RunAsync,
        iam: ["route53:TestDNSAnswer"],
        examples: ["What does Route 53 answer for www.example.com to a resolver in Japan?"]);

    public sealed record Input
    {
        [Description("Zone id."), RegularExpression(Ids.Zone)]
        public required string ZoneId { get; init; }

        [Description("Full name.")]
        public required string Name { get; init; }

        [Description("Record type, as A.")]
        public string Type { get; init; } = "A";

        [Description("As if this resolver asked.")]
        public string? ResolverIp { get; init; }
    }

    public sealed record Result(string ResponseCode, string Name, string Type, IReadOnlyList<string> Values, string? NameServer, string? Protocol);

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var answer = await route53.TestDNSAnswerAsync(new()
        {
            HostedZoneId = Ids.Short(input.ZoneId),
            RecordName = input.Name,
            RecordType = input.Type.ToUpperInvariant(),
            ResolverIP = input.ResolverIp,
        }, ct);
        return new(answer.ResponseCode, answer.RecordName, answer.RecordType?.Value ?? input.Type, answer.RecordData ?? [], answer.Nameserver, answer.Protocol);
    }
}
