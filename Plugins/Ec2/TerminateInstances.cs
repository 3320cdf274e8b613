using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_terminate_instances: shows what would be lost, and on confirmation ends it (TerminateInstances).</summary>
public static class TerminateInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, StateChanges>(
        "terminate_instances", "Terminates EC2 instances for good. To pause one, use ec2_stop_instances.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeInstanceAttribute", "ec2:TerminateInstances"],
        examples: ["Get rid of the three test instances."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Until gone, max 10 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        var locked = await Task.WhenAll(found.Select(i => InstanceAttributes.IsProtectedAsync(ec2, i, ct)));
        if (found.Where((_, n) => locked[n]).ToList() is { Count: > 0 } kept)
            throw new ToolException(ToolErrorCode.Conflict, $"Termination protection is on for {string.Join(", ", kept.Select(InstancePlans.Describe))}.",
                "ec2_modify_instance with terminationProtection false turns it off.");
        return new($"Terminate {found.Count} instance(s). Instance-store data is lost.", [.. found.Select(Effect)])
        {
            Resources = [.. found.Select(InstancePlans.ToResource)],
        };
    }

    public static async Task<StateChanges> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.TerminateInstancesAsync(new() { InstanceIds = [.. input.InstanceIds] }, ct);
        return await InstancePlans.ChangedAsync(
            ec2, answer.TerminatingInstances, input.Wait ? InstanceStateName.ShuttingDown : null, TimeSpan.FromMinutes(10), context, ct);
    }

    private static string Effect(Instance i)
    {
        var volumes = (i.BlockDeviceMappings ?? []).Where(m => m.Ebs is not null).ToLookup(m => m.Ebs.DeleteOnTermination == true, m => m.Ebs.VolumeId);
        return $"{InstancePlans.Describe(i)} -> terminated"
            + (volumes[true].Any() ? $"; deletes {string.Join(", ", volumes[true])}" : "")
            + (volumes[false].Any() ? $"; keeps {string.Join(", ", volumes[false])}" : "")
            + InstancePlans.PublicAddressLost(i) + InstancePlans.Replaced(i);
    }
}
