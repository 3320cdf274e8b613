using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_list_metric_streams (ListMetricStreams).</summary>
public static class ListMetricStreams
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Page<Row>>(
        "list_metric_streams", "Lists metric streams out of CloudWatch. For the metrics, use cloudwatch_list_metrics.", RunAsync,
        iam: ["cloudwatch:ListMetricStreams"],
        examples: ["Are metrics streamed out of this account?"]);

    public sealed record Input : PageInput;

    public sealed record Row(string Name, string State, string FirehoseArn, string OutputFormat, DateTime? CreatedAt, DateTime? ModifiedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var answer = await cloudWatch.ListMetricStreamsAsync(new() { MaxResults = input.Limit, NextToken = input.Cursor }, ct);
        return new([.. (answer.Entries ?? []).Select(s =>
            new Row(s.Name, s.State, s.FirehoseArn, s.OutputFormat, s.CreationDate, s.LastUpdateDate))], answer.NextToken);
    }
}
