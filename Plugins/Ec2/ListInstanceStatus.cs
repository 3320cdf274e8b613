using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_instance_status (DescribeInstanceStatus).</summary>
public static class ListInstanceStatus
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_instance_status", "Lists running instances with failed checks or scheduled events. For one in full, use ec2_get_instance.",
        RunAsync,
        iam: ["ec2:DescribeInstanceStatus"],
        examples: ["Is any instance impaired?", "Which instances will AWS retire or reboot?"]);

    public sealed record Input : PageInput
    {
        [Description("Also those in order.")]
        public bool All { get; init; }
    }

    public sealed record Row(string Id, string? Zone, string? System, string? Instance, string? Ebs, IReadOnlyList<string>? Events);

    public static Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async next =>
    {
        var answer = await ec2.DescribeInstanceStatusAsync(
            new() { MaxResults = Ec2Tags.PageSize(input, dropsRows: !input.All), NextToken = next }, ct);
        return ([.. (answer.InstanceStatuses ?? []).Select(ToRow).Where(r => input.All || IsTroubled(r))], answer.NextToken);
    });

    internal static Row ToRow(InstanceStatus s) => new(
        s.InstanceId, s.AvailabilityZone, s.SystemStatus?.Status?.Value, s.Status?.Status?.Value, s.AttachedEbsStatus?.Status?.Value,
        Events(s).ToList() is { Count: > 0 } events ? events : null);

    internal static bool IsTroubled(Row r) =>
        r.Events is not null || new[] { r.System, r.Instance, r.Ebs }.Any(s => s is "impaired" or "insufficient-data");

    // What is over stays listed for a week, marked in its description.
    internal static IEnumerable<string> Events(InstanceStatus s) => (s.Events ?? [])
        .Where(e => e.Description?.StartsWith("[Completed]", StringComparison.Ordinal) is not true
            && e.Description?.StartsWith("[Canceled]", StringComparison.Ordinal) is not true)
        .OrderBy(e => e.NotBefore)
        .Select(e => $"{e.Code?.Value}: {e.Description}{(e.NotBefore is { } at ? $" (not before {PlanBuilder.Text(at)})" : "")}");
}
