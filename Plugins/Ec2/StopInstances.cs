using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_stop_instances (StopInstances).</summary>
public static class StopInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, StateChanges>(
        "stop_instances", "Stops EC2 instances; their EBS volumes stay.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeInstanceAttribute", "ec2:StopInstances"],
        examples: ["Stop the build machine for the night."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Hibernate: keep the memory.")]
        public bool Hibernate { get; init; }

        [Description("Until stopped, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        var locks = await found.AskAsync((i, t) => InstanceAttributes.LocksAsync(ec2, i, t), ct);
        var plan = new PlanBuilder($"Stop {found.Count} instance(s). Instance-store data is lost.").Touch(found.Select(InstancePlans.ToResource));
        foreach (var (instance, its) in found.Zip(locks))
        {
            var what = InstancePlans.Describe(instance);
            plan.Change(what, "state", instance.State.Name.Value, "stopped", InstancePlans.Replaced(instance));
            plan.Add(InstancePlans.AddressesLost(instance));
            if (its.Stop) plan.Obstacle($"Stop protection is on for {what}; ec2_modify_instance with stopProtection false turns it off.");
        }

        return plan.Undo("ec2_start_instances", new { instanceIds = input.InstanceIds }).Build();
    }

    public static async Task<StateChanges> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.StopInstancesAsync(new() { InstanceIds = [.. input.InstanceIds], Hibernate = input.Hibernate ? true : null }, ct);
        return await InstancePlans.ChangedAsync(
            ec2, answer.StoppingInstances, input.Wait ? InstanceStateName.Stopped : null, TimeSpan.FromMinutes(10), context, ct);
    }
}
