using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_get_instance_counts (DescribeInstances, DescribeInstanceStatus).</summary>
public static class GetInstanceCounts
{
    private const int MostTypes = 40;

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_instance_counts", "Counts EC2 instances by state, type and zone. For the instances, use ec2_list_instances.", RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeInstanceStatus"],
        examples: ["How many instances run, and of which types?"]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }
    }

    /// <param name="RunningTypes">Running instances by type.</param>
    /// <param name="RunningZones">Running instances by zone.</param>
    /// <param name="Spot">Running Spot instances.</param>
    /// <param name="Troubled">Running instances with a failed check or a scheduled event.</param>
    public sealed record Result(
        int Total, IReadOnlyDictionary<string, int> States, IReadOnlyDictionary<string, int> RunningTypes, IReadOnlyDictionary<string,
        int> RunningZones,
        int Spot, int? Troubled, string? Note);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var unknown = new Unknowns(context.Target);
        var reading = Paging.AllAsync<Instance>(async next =>
        {
            var answer = await ec2.DescribeInstancesAsync(
                new() { Filters = [.. Ec2Tags.Filter("vpc-id", input.VpcId)], MaxResults = 1000, NextToken = next }, ct);
            return ([.. (answer.Reservations ?? []).SelectMany(r => r.Instances ?? [])], answer.NextToken);
        });
        var checking = unknown.TryAsync("Status checks", () => Paging.AllAsync<InstanceStatus>(async next =>
        {
            var answer = await ec2.DescribeInstanceStatusAsync(new() { MaxResults = 1000, NextToken = next }, ct);
            return (answer.InstanceStatuses, answer.NextToken);
        }));
        await Task.WhenAll(reading, checking);
        var all = await reading;
        var running = all.FindAll(i => i.State.Name == InstanceStateName.Running);
        var ids = running.Select(i => i.InstanceId).ToHashSet();
        var types = Count(running, i => i.InstanceType?.Value);
        List<string> notes = [.. unknown.Notes];
        if (types.Count > MostTypes) notes.Add($"The {MostTypes} most frequent of {types.Count} types.");
        return new(
            all.Count, Count(all, i => i.State.Name.Value), types.Take(MostTypes).ToDictionary(),
            Count(running, i => i.Placement?.AvailabilityZone),
            running.Count(i => i.InstanceLifecycle == InstanceLifecycleType.Spot),
            (await checking)?.Count(s => ids.Contains(s.InstanceId) && ListInstanceStatus.IsTroubled(ListInstanceStatus.ToRow(s))),
            Notes.Join(notes));
    }

    private static Dictionary<string, int> Count(IEnumerable<Instance> instances, Func<Instance, string?> by) => instances
        .GroupBy(i => by(i) ?? "unknown").OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count());
}
