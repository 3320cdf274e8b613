using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;

namespace Infra.Plugins.Route53;

/// <summary>route53_get_change (GetChange).</summary>
public static class GetChange
{
    public static readonly Route53Tool Tool = Route53Tool.Read<Input, Result>(
        "get_change",
        "Whether a change has reached all Route 53 servers: PENDING or INSYNC. For what they answer, use route53_test_dns_answer.",
        RunAsync,
        iam: ["route53:GetChange"],
        examples: ["Is the new record live?"]);

    public sealed record Input
    {
        [Description("changeId of the call that made the change."), RegularExpression(Ids.Change)]
        public required string ChangeId { get; init; }
    }

    public sealed record Result(string Id, string Status, DateTime? SubmittedAt, string? Comment);

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var change = (await route53.GetChangeAsync(new() { Id = Ids.Short(input.ChangeId) }, ct)).ChangeInfo;
        return new(Ids.Short(change.Id), change.Status?.Value ?? "", change.SubmittedAt, change.Comment);
    }
}
