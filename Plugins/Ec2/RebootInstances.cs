using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_reboot_instances (RebootInstances).</summary>
public static class RebootInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "reboot_instances", "Reboots running EC2 instances. ec2_get_instance shows their status checks.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:RebootInstances"],
        examples: ["Reboot the web server, it hangs."]);

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }
    }

    public sealed record Result(IReadOnlyList<string> Rebooting);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        if (found.FirstOrDefault(i => i.State.Name != InstanceStateName.Running) is { } other)
            throw new ToolException(ToolErrorCode.Conflict, $"{InstancePlans.Describe(other)} does not run.", "Use ec2_start_instances for stopped instances.");
        return new($"Reboot {found.Count} instance(s).", [.. found.Select(i => $"{InstancePlans.Describe(i)} is out of service while it reboots; addresses and disks stay")])
        {
            Resources = [.. found.Select(InstancePlans.ToResource)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.RebootInstancesAsync(new() { InstanceIds = [.. input.InstanceIds] }, ct);
        return new(input.InstanceIds);
    }
}
