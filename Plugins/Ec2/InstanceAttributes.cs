using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>What EC2 tells of an instance only one attribute at a time.</summary>
internal static class InstanceAttributes
{
    /// <summary>Whether termination protection is on.</summary>
    public static async Task<bool> IsProtectedAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct) =>
        (await GetAsync(ec2, i, InstanceAttributeName.DisableApiTermination, ct))?.DisableApiTermination == true;

    /// <summary>Whether there is user data. The data itself often holds secrets and never leaves here.</summary>
    public static async Task<bool> HasUserDataAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct) =>
        !string.IsNullOrEmpty((await GetAsync(ec2, i, InstanceAttributeName.UserData, ct))?.UserData);

    private static async Task<InstanceAttribute?> GetAsync(IAmazonEC2 ec2, Instance i, InstanceAttributeName name, CancellationToken ct) =>
        // A terminated instance is shown for an hour, but has no attributes any more.
        i.State.Name == InstanceStateName.Terminated
            ? null
            : (await ec2.DescribeInstanceAttributeAsync(new() { InstanceId = i.InstanceId, Attribute = name }, ct)).InstanceAttribute;
}
