using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_stop_instances (StopInstances).</summary>
public static class StopInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, StateChanges>(
        "stop_instances", "Stops EC2 instances; their EBS volumes stay.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeInstanceAttribute", "ec2:StopInstances"],
        examples: ["Stop the build machine for the night."],
        idempotent: true).With(deadline: TimeSpan.FromMinutes(12));

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Keep the memory, where enabled at launch.")]
        public bool Hibernate { get; init; }

        [Description("Until stopped, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        var unknown = new Unknowns(context.Target);
        var locks = await found.AskAsync((i, t) => InstanceAttributes.LocksAsync(ec2, i, unknown, t), ct);
        var plan = new PlanBuilder($"Stop {found.Count} instance(s). Instance-store data is lost.")
            .Touch(found.Select(InstancePlans.ToResource));
        foreach (var (instance, its) in found.Zip(locks))
        {
            var what = InstancePlans.Describe(instance);
            plan.Change(what, "state", instance.State.Name.Value, "stopped", InstancePlans.Replaced(instance));
            if (instance.State.Name == InstanceStateName.Stopped) continue;

            plan.Add(InstancePlans.AddressesLost(instance));
            plan.Obstacle(Obstacle(instance, input.Hibernate));
            if (instance.InstanceLifecycle == InstanceLifecycleType.Spot)
                plan.Unknown($"Whether the Spot request of {instance.InstanceId} is persistent: EC2 stops no other Spot Instance.");
            if (its.Stop) plan.Obstacle($"Stop protection is on for {what}; ec2_modify_instance with stopProtection false turns it off.");
        }

        plan.Unknown(unknown.Notes);
        return InstancePlans.WithUndo(plan, "ec2_start_instances", found.Where(i => i.State.Name != InstanceStateName.Stopped)).Build();
    }

    private static string? Obstacle(Instance i, bool hibernate) =>
        i.State.Name == InstanceStateName.Terminated || i.State.Name == InstanceStateName.ShuttingDown
            ? $"{InstancePlans.Describe(i)} cannot be stopped any more."
        : i.RootDeviceType == DeviceType.InstanceStore
            ? $"The root volume of {InstancePlans.Describe(i)} is an instance store, so it can only be rebooted or terminated."
        : hibernate && i.HibernationOptions?.Configured != true
            ? $"{InstancePlans.Describe(i)} was not launched with hibernation enabled; stop it without hibernate."
        : null;

    public static async Task<StateChanges> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.StopInstancesAsync(
            new() { InstanceIds = [.. input.InstanceIds], Hibernate = input.Hibernate ? true : null }, ct);
        context.Done($"asked to stop {string.Join(", ", input.InstanceIds)}");
        return await InstancePlans.ChangedAsync(
            ec2, answer.StoppingInstances, input.Wait ? InstanceStateName.Stopped : null, TimeSpan.FromMinutes(10), context, ct);
    }
}
