using System.ComponentModel;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_start_instance (StartDBInstance).</summary>
public static class StartInstance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "start_instance", "Starts a stopped DB instance.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:StartDBInstance"],
        examples: ["Start the test database."]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Until available, max 20 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        return new($"Start {DbInstances.Describe(i)}.", [$"{i.DBInstanceStatus} -> available, in some minutes; it costs by the hour again"]) { Resources = [DbInstances.ToResource(i)] };
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.StartDBInstanceAsync(new() { DBInstanceIdentifier = input.InstanceId }, ct);
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "available", input.Wait, context, TimeSpan.FromMinutes(20), ct);
    }
}
