using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_start_instances (StartInstances).</summary>
public static class StartInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "start_instances", "Starts stopped EC2 instances. For new ones, use ec2_run_instances.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:StartInstances"],
        examples: ["Start the build machine and tell me when it runs."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance ids."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> InstanceIds { get; init; }

        [Description("Wait until they run, at most 5 minutes.")]
        public bool Wait { get; init; }
    }

    public sealed record Change(string Id, string Before, string Now);

    public sealed record Result(IReadOnlyList<Change> Changes);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = await InstancePlans.FindAsync(ec2, input.InstanceIds, ct);
        return new($"Start {found.Count} instance(s).", [.. found.Select(i => $"{InstancePlans.Describe(i)} -> running")])
        {
            Resources = [.. found.Select(InstancePlans.ToResource)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.StartInstancesAsync(new() { InstanceIds = [.. input.InstanceIds] }, ct);
        var changes = (answer.StartingInstances ?? []).Select(c => new Change(c.InstanceId, c.PreviousState.Name, c.CurrentState.Name)).ToList();
        if (!input.Wait) return new(changes);

        var seen = await Waiting.UntilAsync(
            t => InstancePlans.FindAsync(ec2, input.InstanceIds, t),
            all => all.All(i => i.State.Name != InstanceStateName.Pending),
            all => $"{all.Count(i => i.State.Name == InstanceStateName.Running)} of {all.Count} instances run",
            context, TimeSpan.FromMinutes(5), cancellation: ct);
        return new([.. changes.Select(c => c with { Now = seen.FirstOrDefault(i => i.InstanceId == c.Id)?.State.Name.Value ?? c.Now })]);
    }
}
