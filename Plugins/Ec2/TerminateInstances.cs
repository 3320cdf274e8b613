using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_terminate_instances: shows what would be lost, and on confirmation ends it (TerminateInstances).</summary>
public static class TerminateInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, StateChanges>(
        "terminate_instances", "Terminates EC2 instances for good. To pause one, use ec2_stop_instances.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeInstanceAttribute", "ec2:TerminateInstances"],
        examples: ["Get rid of the three test instances."],
        idempotent: true).With(deadline: TimeSpan.FromMinutes(12));

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Until terminated, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        var unknown = new Unknowns(context.Target);
        var locks = await found.AskAsync((i, t) => InstanceAttributes.LocksAsync(ec2, i, unknown, t), ct);
        var plan = new PlanBuilder($"Terminate {found.Count} instance(s). Instance-store data is lost.")
            .Touch(found.Select(InstancePlans.ToResource));
        foreach (var (instance, its) in found.Zip(locks))
        {
            var what = InstancePlans.Describe(instance);
            if (instance.State.Name == InstanceStateName.Terminated)
            {
                plan.Keep(what, "it is terminated already");
                continue;
            }

            plan.Delete(what, InstancePlans.Replaced(instance));
            foreach (var disk in InstancePlans.Volumes(instance))
            {
                if (disk.DeleteOnTermination is true) plan.Lose($"volume {disk.VolumeId} of {instance.InstanceId} with its data");
                else plan.Keep($"volume {disk.VolumeId} of {instance.InstanceId}", "it costs money until it is deleted");
            }

            foreach (var n in InstanceNetwork.Interfaces(instance).Where(n => n.Attachment?.DeleteOnTermination is false))
                plan.Keep($"network interface {n.NetworkInterfaceId} of {instance.InstanceId}", "it and its addresses stay");
            plan.Add(InstancePlans.AddressesLost(instance));
            if (its.Termination) plan.Obstacle(
                $"Termination protection is on for {what}; ec2_modify_instance with terminationProtection false turns it off.");
            // EC2 refuses the whole call then, but terminates instances in other zones all the same.
            if (its.Stop) plan.Obstacle($"Stop protection is on for {what}; ec2_modify_instance with stopProtection false turns it off.");
        }

        return plan.Unknown(unknown.Notes).NoUndo("A terminated instance cannot be started again.").Build();
    }

    public static async Task<StateChanges> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        TerminateInstancesResponse answer;
        try
        {
            answer = await ec2.TerminateInstancesAsync(new() { InstanceIds = [.. input.InstanceIds] }, ct);
        }
        catch (AmazonEC2Exception)
        {
            await TellGoingAsync(ec2, input, context, ct);
            throw;
        }

        context.Done($"asked to terminate {string.Join(", ", input.InstanceIds)}");
        return await InstancePlans.ChangedAsync(
            ec2, answer.TerminatingInstances, input.Wait ? InstanceStateName.Terminated : null, TimeSpan.FromMinutes(10), context, ct);
    }

    // When one instance is protected EC2 refuses the whole request, but terminates those of other zones all the same.
    private static async Task TellGoingAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        try
        {
            foreach (var i in await InstancePlans.FindAsync(ec2, input.InstanceIds, ct))
                if (i.State.Name == InstanceStateName.ShuttingDown || i.State.Name == InstanceStateName.Terminated)
                    context.Done($"{i.InstanceId} is {i.State.Name}");
        }
        catch (AmazonEC2Exception e)
        {
            // The first failure is the one to tell.
            context.Log($"The instances could not be described after the failed termination: {e.ErrorCode}.");
        }
    }
}
