using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_terminate_instances: shows what would be lost, and on confirmation ends it (TerminateInstances).</summary>
public static class TerminateInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "terminate_instances", "Terminates EC2 instances for good. To pause one, use ec2_stop_instances.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:TerminateInstances"],
        examples: ["Get rid of the three test instances."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }
    }

    public sealed record Change(string Id, string Before, string Now);

    public sealed record Result(IReadOnlyList<Change> Changes);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        return new($"Terminate {found.Count} instance(s). Instance-store data is lost.", [.. found.Select(Effect)])
        {
            Resources = [.. found.Select(InstancePlans.ToResource)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.TerminateInstancesAsync(new() { InstanceIds = [.. input.InstanceIds] }, ct);
        return new([.. (answer.TerminatingInstances ?? []).Select(c => new Change(c.InstanceId, c.PreviousState.Name, c.CurrentState.Name))]);
    }

    private static string Effect(Instance i)
    {
        var volumes = (i.BlockDeviceMappings ?? []).Where(m => m.Ebs is not null).ToLookup(m => m.Ebs.DeleteOnTermination == true, m => m.Ebs.VolumeId);
        return $"{InstancePlans.Describe(i)} -> terminated"
            + (volumes[true].Any() ? $"; deletes {string.Join(", ", volumes[true])}" : "")
            + (volumes[false].Any() ? $"; keeps {string.Join(", ", volumes[false])}" : "")
            + (i.PublicIpAddress is { } ip ? $"; {ip} is released" : "");
    }
}
