using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_stop_instances (StopInstances).</summary>
public static class StopInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, StateChanges>(
        "stop_instances", "Stops EC2 instances; their EBS volumes stay.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:StopInstances"],
        examples: ["Stop the build machine for the night."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Hibernate: keep the memory.")]
        public bool Hibernate { get; init; }

        [Description("Until stopped, max 10 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        return new($"Stop {found.Count} instance(s). Instance-store data is lost.",
            [.. found.Select(i => $"{InstancePlans.Describe(i)} -> stopped{InstancePlans.PublicAddressLost(i)}{InstancePlans.Replaced(i)}")])
        {
            Resources = [.. found.Select(InstancePlans.ToResource)],
        };
    }

    public static async Task<StateChanges> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.StopInstancesAsync(new() { InstanceIds = [.. input.InstanceIds], Hibernate = input.Hibernate ? true : null }, ct);
        return await InstancePlans.ChangedAsync(
            ec2, answer.StoppingInstances, input.Wait ? InstanceStateName.Stopping : null, TimeSpan.FromMinutes(10), context, ct);
    }
}
