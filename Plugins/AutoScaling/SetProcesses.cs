using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_set_processes (SuspendProcesses, ResumeProcesses).</summary>
public static class SetProcesses
{
    private static readonly Dictionary<string, string> Meaning = new()
    {
        ["Launch"] = "no instance is launched, not even for a broken one",
        ["Terminate"] = "no instance is terminated",
        ["AddToLoadBalancer"] = "new instances are not registered with load balancers",
        ["AlarmNotification"] = "policies do not scale",
        ["AZRebalance"] = "zones are not evened out",
        ["HealthCheck"] = "no instance is found unhealthy",
        ["InstanceRefresh"] = "instance refreshes do not go on",
        ["ReplaceUnhealthy"] = "unhealthy instances stay",
        ["ScheduledActions"] = "scheduled actions do not run",
    };

    private const string Processes = "Launch|Terminate|AddToLoadBalancer|AlarmNotification|AZRebalance|HealthCheck|InstanceRefresh|"
        + "ReplaceUnhealthy|ScheduledActions";

    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "set_processes", "Suspends and resumes processes of a group, such as Launch or ReplaceUnhealthy.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:SuspendProcesses", "autoscaling:ResumeProcesses"],
        examples: ["Stop the group web from replacing instances while we debug."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Processes."), RegularExpression(Processes), Example("ReplaceUnhealthy")]
        public IReadOnlyList<string> Suspend { get; init; } = [];

        [Description("Processes."), RegularExpression(Processes), Example("ReplaceUnhealthy")]
        public IReadOnlyList<string> Resume { get; init; } = [];
    }

    public sealed record Result(string Name, IReadOnlyList<string> SuspendedProcesses);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var (now, suspend, resume) = Compare(input, group);
        var plan = new PlanBuilder($"Suspend {suspend.Count} and resume {resume.Count} process(es) of {input.Group}.")
            .Touch(Groups.ToResource(group))
            .Change(input.Group, "suspended processes", now, now.Concat(suspend).Except(resume));
        foreach (var process in suspend) plan.Warn($"While {process} is suspended, {Meaning[process]}.");
        if (resume.Count > 0) plan.Warn("What was held back happens at once: launches, terminations, replacements.");
        return plan.Undo("asg_set_processes", new { group = input.Group, suspend = resume, resume = suspend }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var (now, suspend, resume) = Compare(input, await Groups.FindAsync(asg, input.Group, ct));
        // AWS takes an empty list for all processes.
        if (suspend.Count > 0)
        {
            await asg.SuspendProcessesAsync(new() { AutoScalingGroupName = input.Group, ScalingProcesses = suspend }, ct);
            context.Done($"suspended {PlanBuilder.Text(suspend)} of {input.Group}");
        }

        if (resume.Count > 0)
        {
            await asg.ResumeProcessesAsync(new() { AutoScalingGroupName = input.Group, ScalingProcesses = resume }, ct);
            context.Done($"resumed {PlanBuilder.Text(resume)} of {input.Group}");
        }

        return new(input.Group, [.. now.Concat(suspend).Except(resume).Order(StringComparer.Ordinal)]);
    }

    private static (List<string> Now, List<string> Suspend, List<string> Resume) Compare(Input input,
        Amazon.AutoScaling.Model.AutoScalingGroup group)
    {
        if (input.Suspend.Count + input.Resume.Count == 0) throw ToolException.NothingToChange();
        if (input.Suspend.Intersect(input.Resume).FirstOrDefault() is { } both) throw ToolException.InvalidInput(
            $"{both} is to be suspended and resumed.");
        List<string> now = [.. (group.SuspendedProcesses ?? []).Select(p => p.ProcessName).Order(StringComparer.Ordinal)];
        return (now, [.. input.Suspend.Distinct().Except(now)], [.. input.Resume.Distinct().Intersect(now)]);
    }
}
