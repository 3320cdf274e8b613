using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_flow_log (DeleteFlowLogs).</summary>
public static class DeleteFlowLog
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_flow_log", "Deletes a VPC flow log; the records stay where they are.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeFlowLogs", "ec2:DeleteFlowLogs", "logs:DeleteLogDelivery"],
        examples: ["Stop logging this subnet."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Flow log id.")]
        public required string FlowLogId { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var f = await Paging.FirstAsync<FlowLog>(async next =>
        {
            var answer = await ec2.DescribeFlowLogsAsync(new() { FlowLogIds = [input.FlowLogId], NextToken = next }, ct);
            return (answer.FlowLogs, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The flow log {input.FlowLogId}", "vpc_list_flow_logs shows those that exist.");
        var where = f.LogGroupName ?? f.LogDestination;
        return new PlanBuilder($"Delete the flow log {f.FlowLogId} of {f.ResourceId}.")
            .Touch(new PlannedResource(f.FlowLogId, $"{f.TrafficType?.Value} of {f.ResourceId} to {where}") { Tags = f.Tags.ToMap() })
            .Delete($"flow log {f.FlowLogId}", $"traffic of {f.ResourceId} is no longer logged by it")
            .Keep($"records in {where}", "they cost money as long as they are kept")
            .NoUndo("vpc_create_flow_log makes another one; what passes meanwhile is not logged.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.DeleteFlowLogsAsync(new() { FlowLogIds = [input.FlowLogId] }, ct);
        // EC2 answers with success and lists what failed.
        if ((answer.Unsuccessful ?? []).FirstOrDefault()?.Error is { } error)
        {
            throw AwsErrors.Translate(
                new AmazonEC2Exception(error.Message) { ErrorCode = error.Code, StatusCode = System.Net.HttpStatusCode.BadRequest },
                context.Target)!;
        }

        context.Done($"deleted {input.FlowLogId}");
        return new(input.FlowLogId);
    }
}
