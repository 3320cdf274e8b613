using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_set_instance_protection (SetInstanceProtection).</summary>
public static class SetInstanceProtection
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "set_instance_protection", "Protects instances of a group from scale-in, or ends that.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:SetInstanceProtection"],
        examples: ["Keep i-0abc when the group shrinks."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Protected.")]
        public bool Protected { get; init; } = true;
    }

    public sealed record Result(string Name, IReadOnlyList<string> InstanceIds, bool Protected);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var plan = new PlanBuilder($"Set the scale-in protection of {input.InstanceIds.Count} instance(s) of {input.Group}.")
            .Touch(Groups.ToResource(group));
        var members = Members.Of(plan, group, input.InstanceIds);
        foreach (var i in members) plan.Change(Groups.Describe(i), "scale-in protection", i.ProtectedFromScaleIn is true, input.Protected,
            "health checks and people can still end it");
        var changed = members.Where(i => i.ProtectedFromScaleIn is true != input.Protected).Select(i => i.InstanceId).ToList();
        return (changed.Count > 0
            ? plan.Undo("asg_set_instance_protection", new { group = input.Group, instanceIds = changed, @protected = !input.Protected })
                : plan).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.SetInstanceProtectionAsync(
            new() { AutoScalingGroupName = input.Group, InstanceIds = [.. input.InstanceIds], ProtectedFromScaleIn = input.Protected }, ct);
        context.Done($"turned scale-in protection of {PlanBuilder.Text(input.InstanceIds)} {PlanBuilder.Text(input.Protected)}");
        return new(input.Group, input.InstanceIds, input.Protected);
    }
}
