using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_start_instances (StartInstances).</summary>
public static class StartInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, StateChanges>(
        "start_instances", "Starts stopped EC2 instances. For new ones, use ec2_run_instances.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:StartInstances", .. Ec2Resources.KeyActions],
        examples: ["Start the build machine and tell me when it runs."],
        idempotent: true).With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Until running, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        var plan = new PlanBuilder($"Start {found.Count} instance(s).").Touch(found.Select(InstancePlans.ToResource));
        foreach (var instance in found)
        {
            plan.Change(InstancePlans.Describe(instance), "state", instance.State.Name.Value, "running");
            if (instance.State.Name != InstanceStateName.Stopped && instance.State.Name != InstanceStateName.Running
                && instance.State.Name != InstanceStateName.Pending)
                plan.Obstacle($"{InstancePlans.Describe(instance)} is not stopped.");
        }

        return InstancePlans.WithUndo(plan, "ec2_stop_instances", found.Where(i => i.State.Name == InstanceStateName.Stopped)).Build();
    }

    public static async Task<StateChanges> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.StartInstancesAsync(new() { InstanceIds = [.. input.InstanceIds] }, ct);
        context.Done($"asked to start {string.Join(", ", input.InstanceIds)}");
        return await InstancePlans.ChangedAsync(
            ec2, answer.StartingInstances, input.Wait ? InstanceStateName.Running : null, TimeSpan.FromMinutes(5), context, ct);
    }
}
