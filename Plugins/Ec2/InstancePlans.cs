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
        var answer = await ec2.DescribeInstancesAsync(new() { InstanceIds = [.. ids] }, ct);
        return [.. (answer.Reservations ?? []).SelectMany(r => r.Instances ?? []).OrderBy(i => i.InstanceId, StringComparer.Ordinal)];
    }

    /// <summary>The one instance.</summary>
    public static async Task<Instance> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await FindAsync(ec2, [id], ct)).FirstOrDefault(i => i.InstanceId == id) ?? throw Ec2Resources.Missing("instance", id);

    /// <summary><c>i-0abc (web, t3.micro, running)</c></summary>
    public static string Describe(Instance i) => $"{i.InstanceId} ({i.Tags.Name() ?? "unnamed"}, {i.InstanceType}, {i.State.Name})";

    public static PlannedResource ToResource(Instance i) => new(i.InstanceId, $"{i.InstanceType}, {i.State.Name}, image {i.ImageId}, subnet {i.SubnetId}") { Tags = i.Tags.ToMap() };

    /// <summary>A line for each of the first instances, and one for how many more there are.</summary>
    public static IEnumerable<string> Lines(IReadOnlyCollection<Instance> instances, Func<Instance, string> line) =>
    [
        .. instances.OrderBy(i => i.InstanceId, StringComparer.Ordinal).Take(20).Select(line),
        .. instances.Count > 20 ? new[] { $"and {instances.Count - 20} more instances" } : [],
    ];

    /// <summary>What happens to the public address of an instance that stops or ends, as the end of a sentence.</summary>
    public static string PublicAddressLost(Instance i) =>
        i.PublicIpAddress is not { } ip ? ""
        // Amazon owns an address that comes and goes with the instance; an Elastic IP has the account as its owner.
        : (i.NetworkInterfaces ?? []).FirstOrDefault(n => n.Association?.PublicIp == ip)?.Association.IpOwnerId is { } owner && owner != "amazon"
            ? $"; Elastic IP {ip} stays in the account"
            : $"; {ip} is released";

    /// <summary>That Auto Scaling will replace the instance, as the end of a sentence.</summary>
    public static string Replaced(Instance i) =>
        AutoScalingGroup(i) is { } group ? $"; Auto Scaling group {group} replaces it" : "";

    /// <summary>The Auto Scaling group that keeps the instance, known by the tag that it sets.</summary>
    public static string? AutoScalingGroup(Instance i) => i.Tags?.FirstOrDefault(t => t.Key == "aws:autoscaling:groupName")?.Value;

    /// <summary>AWS's answer to a change of state; after waiting, if asked, until no instance is on its way any more.</summary>
    public static async Task<StateChanges> ChangedAsync(
        IAmazonEC2 ec2, List<InstanceStateChange>? answer, InstanceStateName? waitWhile, TimeSpan limit, ToolContext context, CancellationToken ct)
    {
        var changes = (answer ?? []).Select(c => new StateChange(c.InstanceId, c.PreviousState.Name, c.CurrentState.Name)).ToList();
        if (waitWhile is null || changes.Count == 0) return new(changes);

        var seen = await Waiting.UntilAsync(
            t => FindAsync(ec2, changes.Select(c => c.Id), t),
            all => all.All(i => i.State.Name != waitWhile),
            all => string.Join(", ", all.GroupBy(i => i.State.Name.Value).Select(g => $"{g.Count()} {g.Key}")),
            context, limit, cancellation: ct);
        return new([.. changes.Select(c => c with { Now = seen.FirstOrDefault(i => i.InstanceId == c.Id)?.State.Name.Value ?? c.Now })]);
    }
}

/// <summary>The state of one instance before a call and after it.</summary>
public sealed record StateChange(string Id, string Before, string Now);

/// <summary>Result of the tools that start, stop or terminate.</summary>
public sealed record StateChanges(IReadOnlyList<StateChange> Changes);
