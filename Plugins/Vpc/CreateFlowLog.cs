using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_flow_log (CreateFlowLogs).</summary>
public static class CreateFlowLog
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_flow_log", "Logs the traffic of a VPC, subnet or network interface to a log group or bucket.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeFlowLogs", "ec2:CreateFlowLogs", "ec2:CreateTags", "logs:CreateLogDelivery", "logs:DeleteLogDelivery",
            "iam:PassRole>vpc-flow-logs.amazonaws.com",
        ],
        examples: ["Log what this VPC rejects to the bucket audit."]);

    public sealed record Input
    {
        [Description("VPC, subnet or interface."), RegularExpression("(vpc|subnet|eni)-[0-9a-f]+")]
        public required string ResourceId { get; init; }

        [Description("Which traffic."), AllowedValues("ALL", "ACCEPT", "REJECT")]
        public string Traffic { get; init; } = "ALL";

        [Description("Bucket or bucket/prefix ARN; else logGroup.")]
        public string? BucketArn { get; init; }

        [Description("Log group name; needs roleArn.")]
        public string? LogGroup { get; init; }

        [Description("Writes to logGroup.")]
        public string? RoleArn { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var there = await Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeFlowLogsAsync(new() { Filter = [new("resource-id", [input.ResourceId])], NextToken = next }, ct);
            return (answer.FlowLogs, answer.NextToken);
        }, f => f.FlowLogId);
        var plan = new PlanBuilder($"Log {input.Traffic} traffic of {input.ResourceId} to {input.BucketArn ?? input.LogGroup}.")
            .Create($"flow log of {input.ResourceId}", "it is billed by the gigabyte, and so is keeping the records");
        foreach (var f in there) plan.Warn(
            $"There is one already: {f.FlowLogId}, {f.TrafficType?.Value} to {f.LogGroupName ?? f.LogDestination}, {f.FlowLogStatus}.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var answer = await ec2.CreateFlowLogsAsync(new()
        {
            ResourceIds = [input.ResourceId],
            ResourceType = input.ResourceId.Split('-')[0] switch
            {
                "vpc" => FlowLogsResourceType.VPC,
                "subnet" => FlowLogsResourceType.Subnet,
                _ => FlowLogsResourceType.NetworkInterface,
            },
            TrafficType = input.Traffic,
            LogDestinationType = input.BucketArn is null ? LogDestinationType.CloudWatchLogs : LogDestinationType.S3,
            LogDestination = input.BucketArn,
            LogGroupName = input.LogGroup,
            DeliverLogsPermissionArn = input.RoleArn,
            TagSpecifications = Ec2Tags.For(ResourceType.VpcFlowLog, input.Tags),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct);
        // EC2 answers with success and lists what failed.
        if ((answer.Unsuccessful ?? []).FirstOrDefault()?.Error is { } error)
        {
            throw AwsErrors.Translate(
                new AmazonEC2Exception(error.Message) { ErrorCode = error.Code, StatusCode = System.Net.HttpStatusCode.BadRequest },
                context.Target)!;
        }

        context.Done($"created {answer.FlowLogIds[0]}", created: answer.FlowLogIds[0]);
        return new(answer.FlowLogIds[0]);
    }

    private static void Check(Input input)
    {
        if (input.BucketArn is null == input.LogGroup is null) throw ToolException.InvalidInput("Give either bucketArn or logGroup.");
        if (input.LogGroup is null != input.RoleArn is null) throw ToolException.InvalidInput("logGroup and roleArn go together.");
    }
}
