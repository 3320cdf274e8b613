using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>What EC2 tells of an instance only one attribute at a time.</summary>
internal static class InstanceAttributes
{
    /// <summary>Whether termination protection and stop protection are on. Stop protection keeps an instance from being terminated as well.</summary>
    public static async Task<(bool Termination, bool Stop)> LocksAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct)
    {
        var termination = GetAsync(ec2, i, InstanceAttributeName.DisableApiTermination, ct);
        var stop = GetAsync(ec2, i, InstanceAttributeName.DisableApiStop, ct);
        return ((await termination)?.DisableApiTermination == true, (await stop)?.DisableApiStop == true);
    }

    /// <summary>Whether there is user data. The data itself often holds secrets and never leaves here.</summary>
    public static async Task<bool> HasUserDataAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct) =>
        !string.IsNullOrEmpty((await GetAsync(ec2, i, InstanceAttributeName.UserData, ct))?.UserData);

    private static async Task<InstanceAttribute?> GetAsync(IAmazonEC2 ec2, Instance i, InstanceAttributeName name, CancellationToken ct) =>
        // A terminated instance is shown for an hour, but has no attributes any more.
        i.State.Name == InstanceStateName.Terminated
            ? null
            : (await ec2.DescribeInstanceAttributeAsync(new() { InstanceId = i.InstanceId, Attribute = name }, ct)).InstanceAttribute;
}
