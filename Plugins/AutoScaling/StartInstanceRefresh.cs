using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_start_instance_refresh (StartInstanceRefresh).</summary>
public static class StartInstanceRefresh
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private static readonly InstanceRefreshStatus[] Ended =
    [
        InstanceRefreshStatus.Successful, InstanceRefreshStatus.Failed, InstanceRefreshStatus.Cancelled,
            InstanceRefreshStatus.RollbackFailed,
        InstanceRefreshStatus.RollbackSuccessful,
    ];

    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "start_instance_refresh",
        "Replaces a group's instances step by step, to bring them to its launch template. asg_get_group tells how far it is.", PlanAsync,
            RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeInstanceRefreshes", "autoscaling:StartInstanceRefresh",
            "ec2:RunInstances", "ec2:CreateTags", "ssm:GetParameters", "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Roll the new image out over the group web."])
        .With(deadline: Longest + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Percent in service; default the group's policy."), Range(0, 100)]
        public int? MinHealthyPercentage { get; init; }

        [Description("Percent that may run; default the group's policy."), Range(100, 200)]
        public int? MaxHealthyPercentage { get; init; }

        [Description("Seconds; default the group's."), Range(0, int.MaxValue)]
        public int? InstanceWarmup { get; init; }

        [Description("Leave instances that match the template already.")]
        public bool SkipMatching { get; init; } = true;

        [Description("Name or id; the group gets it when the refresh succeeds.")]
        public string? LaunchTemplate { get; init; }

        [Description("Number, $Latest or $Default; the group gets it when the refresh succeeds.")]
        public string? LaunchTemplateVersion { get; init; }

        [Description("Go back if it fails; needs launchTemplateVersion, a number.")]
        public bool AutoRollback { get; init; }

        [Description("Until done, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string RefreshId, string Status, int? PercentageComplete, string? Reason);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        Check(input);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var plan = new PlanBuilder($"Replace the instances of {input.Group} step by step.")
            .Touch(Groups.ToResource(group))
            .NoUndo("Replaced instances do not come back.");
        if (await LastAsync(asg, input.Group, null, ct) is { } running && !Ended.Contains(running.Status))
        {
            plan.Obstacle($"The instance refresh {running.InstanceRefreshId} of {input.Group} is {running.Status?.Value} "
                + $"({running.PercentageComplete ?? 0} % done); asg_get_group tells when it is over.");
        }

        var wanted = UpdateGroup.NewTemplate(group, input.LaunchTemplate, input.LaunchTemplateVersion);
        if (wanted is not null)
            plan.Change(input.Group, "launch template", Groups.Source(group), Groups.Source(wanted, null), "when the refresh succeeds");
        if (input.AutoRollback) plan.Obstacle(WhyNoRollback(group, wanted));
        // Left out, AWS takes the group's policy, and -1 there means that it has none.
        var policy = group.InstanceMaintenancePolicy;
        plan.Keep($"{input.MinHealthyPercentage ?? Set(policy?.MinHealthyPercentage) ?? 90} % of the capacity of {input.Group}",
            $"in service at any time; at most {input.MaxHealthyPercentage ?? Set(policy?.MaxHealthyPercentage) ?? 100} % run at once");
        foreach (var i in Groups.Instances(group))
        {
            var what = $"{Groups.Describe(i)} of {Groups.Source(i.LaunchTemplate, i.LaunchConfigurationName)}";
            if (input.SkipMatching && Matches(group, wanted ?? group.LaunchTemplate, i))
            {
                plan.Keep(what, "it matches already");
                continue;
            }

            plan.Replace(what,
                $"instance-store data is lost{(input.SkipMatching ? $"; it stays if it matches "
                    + $"{(wanted is null ? Groups.Source(group) : Groups.Source(wanted, null))}" : "")}");
            // The refresh's default for both is to wait, for an hour, and then to fail.
            if (i.LifecycleState == LifecycleState.Standby || i.ProtectedFromScaleIn is true)
                plan.Warn(
                    $"The refresh waits an hour for {i.InstanceId}, which is "
                        + $"{(i.ProtectedFromScaleIn is true ? "protected from scale-in" : "on standby")}, and then fails.");
        }

        foreach (var process in new[] { "Launch", "Terminate" }) plan.Warn(
            Groups.Suspended(group, process, "the refresh cannot replace instances until it is resumed"));
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var id = (await asg.StartInstanceRefreshAsync(new()
        {
            AutoScalingGroupName = input.Group,
            Strategy = RefreshStrategy.Rolling,
            DesiredConfiguration = (input.LaunchTemplate ?? input.LaunchTemplateVersion) is null ? null
                : Desired(await Groups.FindAsync(asg, input.Group, ct), input),
            Preferences = new()
            {
                MinHealthyPercentage = input.MinHealthyPercentage,
                MaxHealthyPercentage = input.MaxHealthyPercentage,
                InstanceWarmup = input.InstanceWarmup,
                SkipMatching = input.SkipMatching,
                AutoRollback = input.AutoRollback ? true : null,
            },
        }, ct)).InstanceRefreshId;
        context.Done($"started the instance refresh {id} of {input.Group}", created: id);
        if (!input.Wait) return new(id, InstanceRefreshStatus.Pending.Value, 0, null);
        var seen = await Waiting.UntilAsync(t => LastAsync(asg, input.Group, id, t), Judge, context, Longest, TimeSpan.FromSeconds(15), ct);
        return new(id, seen?.Status?.Value ?? InstanceRefreshStatus.Pending.Value, seen?.PercentageComplete, seen?.StatusReason);
    }

    private static DesiredConfiguration Desired(AutoScalingGroup group, Input input)
    {
        var wanted = UpdateGroup.NewTemplate(group, input.LaunchTemplate, input.LaunchTemplateVersion)!;
        return UpdateGroup.Mixed(group, wanted) is { } mixed ? new() { MixedInstancesPolicy = mixed }
            : new() { LaunchTemplate = UpdateGroup.Sendable(wanted) };
    }

    private static string? WhyNoRollback(AutoScalingGroup group, LaunchTemplateSpecification? wanted) =>
        wanted is null ? "AWS goes back only from a template that the refresh itself brings: pass launchTemplateVersion."
        : new[] { wanted, Groups.Specification(group) }.Any(t => t?.Version is "$Latest" or "$Default" || t is { Version: null })
            ? "AWS does not go back where the group or the refresh follows $Latest or $Default: pass a number, and give the group one with "
                + "asg_update_group."
        : null;

    private static Wait Judge(InstanceRefresh? refresh) => refresh is null || !Ended.Contains(refresh.Status)
        ? Wait.NotYet($"{refresh?.Status?.Value ?? "Pending"}, {refresh?.PercentageComplete ?? 0} % done")
        : refresh.Status == InstanceRefreshStatus.Successful ? Wait.Done
        : Wait.Failed(
            $"The instance refresh {refresh.InstanceRefreshId} ended as {refresh.Status.Value} after {refresh.PercentageComplete ?? 0} %: "
            + $"{refresh.StatusReason ?? "no reason given"}");

    private static void Check(Input input)
    {
        if (input.MaxHealthyPercentage is not { } most) return;
        if (input.MinHealthyPercentage is not { } least) throw ToolException.InvalidInput(
            "maxHealthyPercentage needs minHealthyPercentage.");
        if (most - least > 100) throw ToolException.InvalidInput("maxHealthyPercentage may be at most 100 above minHealthyPercentage.");
    }

    private static int? Set(int? percentage) => percentage is < 0 ? null : percentage;

    // Certain only where the group names a version by its number and does not mix types.
    private static bool Matches(AutoScalingGroup group, LaunchTemplateSpecification? template, Instance i) =>
        group.MixedInstancesPolicy is null && template is { } wanted && i.LaunchTemplate is { } its && wanted.Version == its.Version
        && int.TryParse(wanted.Version, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && (wanted.LaunchTemplateId, its.LaunchTemplateId) is ({ } a, { } b) && a == b;

    /// <summary>The newest refresh of a group, or the one of this id; AWS gives the newest first.</summary>
    internal static Task<InstanceRefresh?> LastAsync(IAmazonAutoScaling asg, string group, string? id, CancellationToken ct) =>
        Paging.FirstAsync<InstanceRefresh>(async token =>
        {
            var page = await asg.DescribeInstanceRefreshesAsync(new()
            {
                AutoScalingGroupName = group,
                InstanceRefreshIds = id is null ? null : [id],
                MaxRecords = 1,
                NextToken = token,
            }, ct);
            return (page.InstanceRefreshes, page.NextToken);
        });
}
