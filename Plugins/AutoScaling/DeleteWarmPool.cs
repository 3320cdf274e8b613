using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_delete_warm_pool (DeleteWarmPool).</summary>
public static class DeleteWarmPool
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "delete_warm_pool", "Deletes the warm pool of a group; its instances are terminated.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeWarmPool", "autoscaling:DeleteWarmPool"],
        examples: ["We need no prepared instances for web any more."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Do not wait for lifecycle hooks.")]
        public bool Force { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        WarmPoolConfiguration? configuration = null;
        var reading = Paging.AllAsync<Instance>(async token =>
        {
            var page = await asg.DescribeWarmPoolAsync(new() { AutoScalingGroupName = input.Group, NextToken = token }, ct);
            configuration ??= page.WarmPoolConfiguration;
            return (page.Instances, page.NextToken);
        }, i => i.InstanceId);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var instances = await reading;
        if (configuration is not { } now) throw ToolException.NotFound($"The warm pool of {input.Group}");
        var plan = new PlanBuilder($"Delete the warm pool of {input.Group}.")
            .Touch(Groups.ToResource(group))
            .Delete($"warm pool of {input.Group}", "the group grows more slowly");
        foreach (var line in PlanBuilder.Some(
            instances.ConvertAll(Groups.Describe), what: "instances"))
            plan.Delete(line, "terminated; instance-store data is lost");
        if (now.Status == WarmPoolStatus.PendingDelete) plan.Obstacle("It is being deleted already.");
        return plan.NoUndo("asg_put_warm_pool makes another one, with new instances.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.DeleteWarmPoolAsync(new() { AutoScalingGroupName = input.Group, ForceDelete = input.Force }, ct);
        context.Done($"asked to delete the warm pool of {input.Group}");
        return new(input.Group);
    }
}
