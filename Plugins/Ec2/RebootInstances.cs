using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

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
        var plan = new PlanBuilder($"Reboot {found.Count} instance(s).").Touch(found.Select(InstancePlans.ToResource));
        foreach (var instance in found)
        {
            var what = InstancePlans.Describe(instance);
            plan.Change(what, "operating system", "up", "restarted", "out of service meanwhile; addresses and volumes stay");
            // EC2 takes the request all the same, and ignores it.
            if (instance.State.Name != InstanceStateName.Running)
                plan.Obstacle($"{what} is not running; ec2_start_instances starts stopped instances.");
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.RebootInstancesAsync(new() { InstanceIds = [.. input.InstanceIds] }, ct);
        context.Done($"asked to reboot {string.Join(", ", input.InstanceIds)}");
        return new(input.InstanceIds);
    }
}
