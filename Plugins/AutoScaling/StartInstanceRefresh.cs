using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_start_instance_refresh (StartInstanceRefresh).</summary>
public static class StartInstanceRefresh
{
    private static readonly InstanceRefreshStatus[] Ended =
    [
        InstanceRefreshStatus.Successful, InstanceRefreshStatus.Failed, InstanceRefreshStatus.Cancelled, InstanceRefreshStatus.RollbackFailed, InstanceRefreshStatus.RollbackSuccessful,
    ];

    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "start_instance_refresh", "Replaces a group's instances step by step, to bring them to its launch template. asg_get_group tells how far it is.", PlanAsync, RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeInstanceRefreshes", "autoscaling:StartInstanceRefresh",
            "ec2:RunInstances", "ec2:CreateTags", "ssm:GetParameters", "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Roll the new image out over the group web."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("That stay in service."), Range(0, 100)]
        public int MinHealthyPercentage { get; init; } = 90;

        [Description("That may run at once."), Range(100, 200)]
        public int MaxHealthyPercentage { get; init; } = 100;

        [Description("Seconds.")]
        public int? InstanceWarmup { get; init; }

        [Description("Leave what matches the template.")]
        public bool SkipMatching { get; init; } = true;

        [Description("Until done, max 30 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string RefreshId, string Status, int? PercentageComplete, string? Reason);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        if (await LastAsync(asg, input.Group, null, ct) is { } running && !Ended.Contains(running.Status))
            throw new ToolException(ToolErrorCode.Conflict, $"The instance refresh {running.InstanceRefreshId} of {input.Group} is {running.Status.Value} ({running.PercentageComplete} %).", "asg_get_group tells when it is done.");
        return new($"Replace the instances of {input.Group}, at least {input.MinHealthyPercentage} % in service at any time.",
        [
            .. (group.Instances ?? []).Select(i =>
                $"{Groups.Describe(i)} of {(i.LaunchTemplate is { } t ? Groups.LaunchTemplate(t) : i.LaunchConfigurationName)} -> terminated and replaced{(input.SkipMatching ? $" unless it matches {Groups.LaunchTemplate(group)}" : "")}"),
            "instance-store data of replaced instances is lost",
        ])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var id = (await asg.StartInstanceRefreshAsync(new()
        {
            AutoScalingGroupName = input.Group,
            Strategy = RefreshStrategy.Rolling,
            Preferences = new()
            {
                MinHealthyPercentage = input.MinHealthyPercentage,
                MaxHealthyPercentage = input.MaxHealthyPercentage,
                InstanceWarmup = input.InstanceWarmup,
                SkipMatching = input.SkipMatching,
            },
        }, ct)).InstanceRefreshId;
        if (!input.Wait) return new(id, InstanceRefreshStatus.Pending.Value, 0, null);
        var seen = await Waiting.UntilAsync(t => LastAsync(asg, input.Group, id, t), r => r is not null && Ended.Contains(r.Status),
            r => $"{r?.Status?.Value}, {r?.PercentageComplete ?? 0} % done", context, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(15), ct);
        return new(id, seen?.Status?.Value ?? "", seen?.PercentageComplete, seen?.StatusReason);
    }

    private static async Task<InstanceRefresh?> LastAsync(IAmazonAutoScaling asg, string group, string? id, CancellationToken ct) =>
        (await asg.DescribeInstanceRefreshesAsync(new() { AutoScalingGroupName = group, InstanceRefreshIds = id is null ? null : [id], MaxRecords = 1 }, ct)).InstanceRefreshes?.FirstOrDefault();
}
