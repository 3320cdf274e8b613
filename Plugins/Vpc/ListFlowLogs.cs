using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_flow_logs (DescribeFlowLogs).</summary>
public static class ListFlowLogs
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_flow_logs", "Lists VPC flow logs and whether they are delivered. For their records, use logs_list_events.", RunAsync,
        iam: ["ec2:DescribeFlowLogs"],
        examples: ["Is the traffic of this VPC logged?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC, subnet or interface.")]
        public string? ResourceId { get; init; }
    }

    public sealed record Row(
        string Id, string? ResourceId, string? Traffic, string Status, string? DeliveryStatus, string? Error, string? Destination);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeFlowLogsAsync(new()
        {
            Filter = [.. Ec2Tags.Filter("resource-id", input.ResourceId)],
            MaxResults = Ec2Tags.PageSize(input, dropsRows: false),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.FlowLogs ?? []).Select(f => new Row(f.FlowLogId, f.ResourceId, f.TrafficType?.Value, f.FlowLogStatus ?? "?",
            f.DeliverLogsStatus, f.DeliverLogsErrorMessage, f.LogGroupName ?? f.LogDestination))], answer.NextToken);
    }
}
