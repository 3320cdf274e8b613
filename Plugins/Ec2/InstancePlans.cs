using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>What the plans of several tools say of instances.</summary>
internal static class InstancePlans
{
    /// <summary>The instances, in the order asked for.</summary>
    /// <exception cref="AmazonEC2Exception">InvalidInstanceID.NotFound, when one does not exist.</exception>
    public static async Task<IReadOnlyList<Instance>> FindAsync(IAmazonEC2 ec2, IEnumerable<string> ids, CancellationToken ct)
    {
        var answer = await ec2.DescribeInstancesAsync(new() { InstanceIds = [.. ids] }, ct);
        return [.. (answer.Reservations ?? []).SelectMany(r => r.Instances ?? []).OrderBy(i => i.InstanceId, StringComparer.Ordinal)];
    }

    /// <summary><c>i-0abc (web, t3.micro, running)</c></summary>
    public static string Describe(Instance i) => $"{i.InstanceId} ({i.Tags.Name() ?? "unnamed"}, {i.InstanceType}, {i.State.Name})";

    public static PlannedResource ToResource(Instance i) => new(i.InstanceId, $"{i.InstanceType}, {i.State.Name}, image {i.ImageId}, subnet {i.SubnetId}") { Tags = i.Tags.ToMap() };
}
