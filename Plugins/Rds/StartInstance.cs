using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_start_instance (StartDBInstance).</summary>
public static class StartInstance
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "start_instance", "Starts a stopped DB instance. Not for members of clusters.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:StartDBInstance"],
        examples: ["Start the test database."]).With(deadline: TimeSpan.FromMinutes(25));

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Until available, max 20 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        return new PlanBuilder($"Start {DbInstances.Describe(i)}.")
            .Touch(DbInstances.ToResource(i))
            .Change(i.DBInstanceIdentifier, "status", i.DBInstanceStatus, "available", "in some minutes; it costs by the hour again")
            .Obstacle(DbInstances.OfCluster(i, "rds_start_cluster")
                ?? (i.DBInstanceStatus is "stopped" ? null : $"It is {i.DBInstanceStatus}; RDS starts only what is stopped."))
            .Undo("rds_stop_instance", new { instanceId = i.DBInstanceIdentifier })
            .Build();
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.StartDBInstanceAsync(new() { DBInstanceIdentifier = input.InstanceId }, ct);
        context.Done($"asked to start {input.InstanceId}");
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "available", input.Wait, context, Limit, ct);
    }
}
