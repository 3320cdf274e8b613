using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>What several tools say of instances: in plans, and after a change of state.</summary>
internal static class InstancePlans
{
    /// <summary>The instances, in the order of their ids.</summary>
    /// <exception cref="AmazonEC2Exception">InvalidInstanceID.NotFound, when one does not exist.</exception>
    public static async Task<IReadOnlyList<Instance>> FindAsync(IAmazonEC2 ec2, IEnumerable<string> ids, CancellationToken ct)
    {
        List<string> wanted = [.. ids];
        return await ReadAsync(ec2, () => new() { InstanceIds = wanted }, ct);
    }

    /// <summary>All instances that a filter finds, in the order of their ids.</summary>
    public static Task<IReadOnlyList<Instance>> FindAsync(IAmazonEC2 ec2, Filter filter, CancellationToken ct) =>
        ReadAsync(ec2, () => new() { Filters = [filter], MaxResults = 1000 }, ct);

    /// <summary>The one instance.</summary>
    public static async Task<Instance> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await FindAsync(ec2, [id], ct)).FirstOrDefault(i => i.InstanceId == id) ?? throw Ec2Resources.Missing("instance", id);

    /// <summary><c>i-0abc (web, t3.micro, running)</c></summary>
    public static string Describe(Instance i) => $"{i.InstanceId} ({i.Tags.Name() ?? "unnamed"}, {i.InstanceType}, {i.State.Name})";

    public static PlannedResource ToResource(Instance i) =>
        new(i.InstanceId, $"{i.InstanceType}, {i.State.Name}, image {i.ImageId}, subnet {i.SubnetId}")
        {
            Name = i.Tags.Name(),
            Tags = i.Tags.ToMap(),
        };

    /// <summary>The first of many instances in a plan, and how many more there are.</summary>
    public static IEnumerable<PlanChange> Kept(IReadOnlyCollection<Instance> instances, Func<Instance, string> note) =>
    [
        .. instances.Take(20).Select(i => new PlanChange(ChangeKind.None, Describe(i)) { Note = note(i) }),
        .. instances.Count > 20 ? new[] { new PlanChange(ChangeKind.None, $"{instances.Count - 20} more instances") } : [],
    ];

    /// <summary>Its EBS volumes, in the order of their ids.</summary>
    public static IEnumerable<EbsInstanceBlockDevice> Volumes(Instance i) =>
        (i.BlockDeviceMappings ?? []).Select(m => m.Ebs).OfType<EbsInstanceBlockDevice>().OrderBy(e => e.VolumeId, StringComparer.Ordinal);

    /// <summary>What happens to the public addresses of an instance that stops or ends, on all of its interfaces.</summary>
    public static IEnumerable<PlanChange> AddressesLost(Instance i)
    {
        // Amazon owns an address that comes and goes with the instance; an Elastic IP has the account as its owner.
        return InstanceNetwork.PublicAddresses(i).OrderBy(a => a.Ip, StringComparer.Ordinal)
            .Select(a => a.Owner is not null and not "amazon"
            ? new PlanChange(ChangeKind.None, $"Elastic IP {a.Ip} of {i.InstanceId}")
            : new PlanChange(ChangeKind.Lose, $"public address {a.Ip} of {i.InstanceId}"));
    }

    /// <summary>That Auto Scaling will replace the instance; null when no group keeps it.</summary>
    public static string? Replaced(Instance i) => AutoScalingGroup(i) is { } group ? $"Auto Scaling group {group} replaces it" : null;

    /// <summary>The call that takes a change of state back, for the instances whose state changes; others are left alone by it.</summary>
    public static PlanBuilder WithUndo(PlanBuilder plan, string tool, IEnumerable<Instance> changed) =>
        changed.Select(i => i.InstanceId).ToList() is { Count: > 0 } ids ? plan.Undo(tool, new { instanceIds = ids }) : plan;

    /// <summary>The Auto Scaling group that keeps the instance, known by the tag that it sets.</summary>
    public static string? AutoScalingGroup(Instance i) => i.Tags?.FirstOrDefault(t => t.Key == "aws:autoscaling:groupName")?.Value;

    /// <summary>AWS's answer to a change of state; after waiting, if asked, as it is when all instances are in the wanted state.</summary>
    public static async Task<StateChanges> ChangedAsync(
        IAmazonEC2 ec2, List<InstanceStateChange>? answer, InstanceStateName? wanted, TimeSpan limit, ToolContext context,
        CancellationToken ct)
    {
        var changes = (answer ?? []).Select(c => new StateChange(c.InstanceId, c.PreviousState.Name, c.CurrentState.Name)).ToList();
        if (wanted is null || changes.Count == 0) return new(changes);

        var before = changes.ToDictionary(c => c.Id, c => c.Before);
        var moved = new HashSet<string>();
        var seen = await Waiting.UntilAsync(t => FindAsync(ec2, before.Keys, t), all =>
        {
            moved.UnionWith(all.Where(i => i.State.Name != before[i.InstanceId]).Select(i => i.InstanceId));
            // A start that fails, for want of capacity or of a key, ends where it began.
            var back = all.Where(i => i.State.Name != wanted && i.State.Name == before[i.InstanceId] && moved.Contains(i.InstanceId))
                .ToList();
            return back.Count > 0 ? Wait.Failed($"{string.Join(", ", back.Select(Outcome))}.") : Judge(all, wanted);
        }, context, limit, cancellation: ct);
        return new([.. changes.Select(c => seen.FirstOrDefault(i => i.InstanceId == c.Id) is { } i
            ? c with { Now = i.State.Name.Value, Reason = i.State.Name == wanted ? null : i.StateReason?.Message }
            : c)]);
    }

    // DescribeInstances may still show the state from before the act, so only the wanted state ends the wait, or one that never leads
    // there.
    internal static Wait Judge(IReadOnlyList<Instance> all, InstanceStateName wanted)
    {
        if (all.All(i => i.State.Name == wanted)) return Wait.Done;
        var lost = all.Where(i => wanted != InstanceStateName.Terminated
            && (i.State.Name == InstanceStateName.Terminated || i.State.Name == InstanceStateName.ShuttingDown)).ToList();
        return lost.Count > 0
            ? Wait.Failed($"{string.Join(", ", lost.Select(Outcome))}.")
            : Wait.NotYet(string.Join(", ", all.GroupBy(i => i.State.Name.Value).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"{g.Count()} {g.Key}")));
    }

    private static string Outcome(Instance i) =>
        $"{i.InstanceId} is {i.State.Name} ({i.StateReason?.Message ?? i.StateReason?.Code ?? "no reason given"})";

    private static async Task<IReadOnlyList<Instance>> ReadAsync(
        IAmazonEC2 ec2, Func<DescribeInstancesRequest> request, CancellationToken ct) =>
        await Paging.AllAsync<Instance>(async next =>
        {
            var asked = request();
            asked.NextToken = next;
            var answer = await ec2.DescribeInstancesAsync(asked, ct);
            return ([.. (answer.Reservations ?? []).SelectMany(r => r.Instances ?? [])], answer.NextToken);
        }, i => i.InstanceId);
}

/// <summary>The state of one instance before a call and after it.</summary>
public sealed record StateChange(string Id, string Before, string Now)
{
    /// <summary>Why it is not in the wanted state after waiting for it.</summary>
    public string? Reason { get; init; }
}

/// <summary>Result of the tools that start, stop or terminate.</summary>
public sealed record StateChanges(IReadOnlyList<StateChange> Changes);
