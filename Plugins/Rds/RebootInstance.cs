using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_reboot_instance (RebootDBInstance).</summary>
public static class RebootInstance
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "reboot_instance", "Restarts the engine of a DB instance, which also puts pending parameters in force.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:RebootDBInstance"],
        examples: ["Reboot orders so that the new parameters hold.", "Fail orders over to its standby."])
            .With(deadline: TimeSpan.FromMinutes(15));

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Fail over to the standby; for multi-AZ instances only.")]
        public bool Failover { get; init; }

        [Description("Until available, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var plan = new PlanBuilder($"Reboot {DbInstances.Describe(i)}{(input.Failover ? " with a failover" : "")}.")
            .Touch(DbInstances.ToResource(i))
            .Lose($"all connections to {DbInstances.Endpoint(i) ?? i.DBInstanceIdentifier}",
                "it is away for about a minute, longer while it recovers");
        if (input.Failover)
        {
            plan.Change(i.DBInstanceIdentifier, "availability zone", i.AvailabilityZone, i.SecondaryAvailabilityZone ?? "the standby's");
            plan.Obstacle(DbInstances.OfCluster(i, "rds_failover_cluster")
                ?? (i.MultiAZ == true ? null
                    : "It has no standby to fail over to. Leave failover out, or turn on multiAz with rds_modify_instance."));
        }

        foreach (var g in (i.DBParameterGroups ?? []).Where(g => g.ParameterApplyStatus == "pending-reboot"))
            plan.Change(i.DBInstanceIdentifier, $"parameter group {g.DBParameterGroupName}", "pending", "in force");
        if (DbInstances.IsCustom(i.Engine)) plan.Obstacle(
            "RDS Custom instances are not rebooted through RDS; restart the EC2 instance behind it.");
        if (i.DBInstanceStatus is "stopped" or "stopping") plan.Obstacle($"It is {i.DBInstanceStatus}; use rds_start_instance.");
        return plan.Build();
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.RebootDBInstanceAsync(new() { DBInstanceIdentifier = input.InstanceId, ForceFailover = input.Failover }, ct);
        context.Done($"asked to reboot {input.InstanceId}");
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "available", input.Wait, context, Limit, ct, again: true);
    }
}
