using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_put_lifecycle_hook (PutLifecycleHook).</summary>
public static class PutLifecycleHook
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "put_lifecycle_hook", "Lets instances of a group wait at launch or termination until something is done. asg_get_group shows hooks.",
        PlanAsync, RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLifecycleHooks", "autoscaling:PutLifecycleHook",
            "iam:PassRole>autoscaling.amazonaws.com",
        ],
        examples: ["Wait up to five minutes before an instance of web ends, to save its logs."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Hook name."), RegularExpression("[A-Za-z0-9_/-]{1,255}")]
        public required string Hook { get; init; }

        [Description("When."), AllowedValues("launching", "terminating")]
        public required string Transition { get; init; }

        [Description("Seconds."), Range(30, 7200)]
        public int Timeout { get; init; } = 3600;

        [Description("After the timeout."), AllowedValues("CONTINUE", "ABANDON")]
        public string DefaultResult { get; init; } = "ABANDON";

        [Description("SNS topic or SQS queue to notify.")]
        public string? NotificationArn { get; init; }

        [Description("For notificationArn.")]
        public string? RoleArn { get; init; }
    }

    public sealed record Result(string Name, string Hook);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        if (input.NotificationArn is null != input.RoleArn is null) throw ToolException.InvalidInput(
            "notificationArn and roleArn go together.");
        var reading = LifecycleHooks.OfAsync(asg, input.Group, ct);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var old = (await reading).FirstOrDefault(h => h.LifecycleHookName == input.Hook);
        var rule = LifecycleHooks.Describe(ToHook(input));
        var metadata = old?.NotificationMetadata;
        var plan = new PlanBuilder($"{(old is null ? "Create" : "Replace")} the lifecycle hook {input.Hook} of {input.Group}.")
            .Touch(Groups.ToResource(group));
        if (old is null) plan.Create($"lifecycle hook {input.Hook}", "rule", rule)
            .Undo("asg_delete_lifecycle_hook", new { group = input.Group, hook = input.Hook });
        else plan.Change($"lifecycle hook {input.Hook}", "rule", LifecycleHooks.Describe(old), rule)
            .Undo("asg_put_lifecycle_hook", LifecycleHooks.Arguments(old));
        if (!string.IsNullOrEmpty(metadata)) plan.Keep($"the notification metadata of {input.Hook}");
        return plan.Warn(input.DefaultResult == "ABANDON" && input.Transition == "launching"
            ? $"A new instance that is not completed within {input.Timeout} s is terminated, and another one is launched." : null).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var hook = ToHook(input);
        var hadTarget = input.NotificationArn is null && (await LifecycleHooks.OfAsync(asg, input.Group, ct))
            .Any(h => h.LifecycleHookName == input.Hook && !string.IsNullOrEmpty(h.NotificationTargetARN));
        await asg.PutLifecycleHookAsync(new()
        {
            AutoScalingGroupName = input.Group,
            LifecycleHookName = input.Hook,
            LifecycleTransition = hook.LifecycleTransition,
            HeartbeatTimeout = hook.HeartbeatTimeout,
            DefaultResult = hook.DefaultResult,
            // Left out, an existing hook keeps its target; an empty text takes it away.
            NotificationTargetARN = input.NotificationArn ?? (hadTarget ? "" : null),
            RoleARN = input.RoleArn,
        }, ct);
        context.Done($"set the lifecycle hook {input.Hook} of {input.Group}", created: input.Hook);
        return new(input.Group, input.Hook);
    }

    private static LifecycleHook ToHook(Input input) => new()
    {
        LifecycleTransition = $"autoscaling:EC2_INSTANCE_{input.Transition.ToUpperInvariant()}",
        HeartbeatTimeout = input.Timeout,
        DefaultResult = input.DefaultResult,
        NotificationTargetARN = input.NotificationArn,
        RoleARN = input.RoleArn,
    };
}
