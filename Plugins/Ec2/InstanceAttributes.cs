using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>What EC2 tells of an instance only one attribute at a time.</summary>
internal static class InstanceAttributes
{
    /// <summary>Both protections. Stop protection keeps an instance from being terminated as well.</summary>
    public static async Task<Locks> LocksAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct)
    {
        var (termination, stop) = (TerminationAsync(ec2, i, ct), StopAsync(ec2, i, ct));
        return new(await termination, await stop);
    }

    /// <summary>The same for a plan: what cannot be read is off here, and unknown there.</summary>
    public static async Task<Locks> LocksAsync(IAmazonEC2 ec2, Instance i, Unknowns unknown, CancellationToken ct) =>
        await unknown.TryAsync($"The protections of {i.InstanceId}", () => LocksAsync(ec2, i, ct)) ?? new(false, false);

    /// <summary>Whether termination protection is on.</summary>
    public static async Task<bool> TerminationAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct) =>
        (await GetAsync(ec2, i, InstanceAttributeName.DisableApiTermination, ct))?.DisableApiTermination == true;

    /// <summary>Whether stop protection is on.</summary>
    public static async Task<bool> StopAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct) =>
        (await GetAsync(ec2, i, InstanceAttributeName.DisableApiStop, ct))?.DisableApiStop == true;

    /// <summary>Whether there is user data. The data itself often holds secrets and never leaves here.</summary>
    public static async Task<bool> HasUserDataAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct) =>
        !string.IsNullOrEmpty((await GetAsync(ec2, i, InstanceAttributeName.UserData, ct))?.UserData);

    private static async Task<InstanceAttribute?> GetAsync(IAmazonEC2 ec2, Instance i, InstanceAttributeName name, CancellationToken ct) =>
        // A terminated instance is shown for an hour, but has no attributes any more.
        i.State.Name == InstanceStateName.Terminated
            ? null
            : (await ec2.DescribeInstanceAttributeAsync(new() { InstanceId = i.InstanceId, Attribute = name }, ct)).InstanceAttribute;
}

/// <summary>What keeps an instance from being terminated and stopped.</summary>
internal sealed record Locks(bool Termination, bool Stop);
