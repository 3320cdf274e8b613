using System.ComponentModel;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_reboot_instance (RebootDBInstance).</summary>
public static class RebootInstance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "reboot_instance", "Restarts the engine of a DB instance, which also puts pending parameters in force.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:RebootDBInstance"],
        examples: ["Reboot orders so that the new parameters hold.", "Fail orders over to its standby."]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Fail over to the standby; multi-AZ only.")]
        public bool Failover { get; init; }

        [Description("Until available, max 10 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        if (input.Failover && i.MultiAZ != true)
            throw new ToolException(ToolErrorCode.Conflict, $"{DbInstances.Describe(i)} has no standby to fail over to.", "Leave failover out, or turn on multiAz with rds_modify_instance.");
        return new($"Reboot {DbInstances.Describe(i)}{(input.Failover ? " with a failover" : "")}.",
        [
            "All connections are cut; it is away for about a minute, longer while it recovers.",
            .. input.Failover ? [$"zone: {i.AvailabilityZone} -> {i.SecondaryAvailabilityZone ?? "the standby's"}"] : Array.Empty<string>(),
            .. (i.DBParameterGroups ?? []).Where(g => g.ParameterApplyStatus == "pending-reboot").Select(g => $"parameter group {g.DBParameterGroupName}: pending -> in force"),
        ])
        {
            Resources = [DbInstances.ToResource(i)],
        };
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.RebootDBInstanceAsync(new() { DBInstanceIdentifier = input.InstanceId, ForceFailover = input.Failover }, ct);
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "available", input.Wait, context, TimeSpan.FromMinutes(10), ct);
    }
}
