using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_get_instance: an instance with what hangs on it (DescribeInstances, DescribeVolumes, DescribeInstanceStatus, DescribeImages, DescribeInstanceAttribute).</summary>
public static class GetInstance
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_instance", "One EC2 instance in full: state and its reason, volumes, network, status checks, profile. For its boot log, use ec2_get_console_output.", RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeVolumes", "ec2:DescribeInstanceStatus", "ec2:DescribeImages", "ec2:DescribeInstanceAttribute"],
        examples: ["Why did i-0abc stop?", "Is the web server healthy, and which disks does it have?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }
    }

    public sealed record Result(
        string Id, string? Name, string Type, string State, string? StateReason, string? StateTransition, DateTime? LaunchedAt, string? Zone,
        ImageInfo Image, Network Network, IReadOnlyList<Group> SecurityGroups, IReadOnlyList<Disk> Volumes, Checks? Checks, MetadataService? MetadataService,
        string? InstanceProfileArn, string? KeyName, bool HasUserData, bool TerminationProtection, bool StopProtection, bool DetailedMonitoring, string Lifecycle, string? Tenancy,
        IReadOnlyDictionary<string, string> Tags);

    public sealed record ImageInfo(string Id, string? Name, string? Platform, string? Architecture);

    public sealed record Network(
        string? VpcId, string? SubnetId, string? PrivateIp, string? PublicIp, IReadOnlyList<string> Ipv6, string? PrivateDns, string? PublicDns,
        bool? SourceDestCheck, IReadOnlyList<string> InterfaceIds);

    public sealed record Group(string Id, string Name);

    public sealed record Disk(
        string Id, string? Name, string? Device, bool Root, int? SizeGib, string? Type, int? Iops, bool? Encrypted, string? State, bool? DeleteOnTermination);

    public sealed record Checks(string? System, string? Instance, string? Ebs, IReadOnlyList<string> Events);

    public sealed record MetadataService(string? Endpoint, string? Tokens, int? HopLimit);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var i = await InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        var volumes = ec2.DescribeVolumesAsync(new() { Filters = [new("attachment.instance-id", [i.InstanceId])] }, ct);
        var statuses = ec2.DescribeInstanceStatusAsync(new() { InstanceIds = [i.InstanceId], IncludeAllInstances = true }, ct);
        var images = ec2.DescribeImagesAsync(new() { Filters = [new("image-id", [i.ImageId])], IncludeDeprecated = true }, ct);
        var userData = InstanceAttributes.HasUserDataAsync(ec2, i, ct);
        var locks = InstanceAttributes.LocksAsync(ec2, i, ct);
        await Task.WhenAll(volumes, statuses, images, userData, locks);

        // A deregistered image is no error: the instance runs on without it.
        var image = ((await images).Images ?? []).FirstOrDefault();
        return new(
            i.InstanceId, i.Tags.Name(), i.InstanceType, i.State.Name, i.StateReason?.Message, Text(i.StateTransitionReason), i.LaunchTime, i.Placement?.AvailabilityZone,
            new(i.ImageId, image?.Name, i.PlatformDetails ?? image?.PlatformDetails, i.Architecture),
            new(i.VpcId, i.SubnetId, i.PrivateIpAddress, i.PublicIpAddress,
                [.. (i.NetworkInterfaces ?? []).SelectMany(n => n.Ipv6Addresses ?? []).Select(a => a.Ipv6Address)],
                Text(i.PrivateDnsName), Text(i.PublicDnsName), i.SourceDestCheck, [.. (i.NetworkInterfaces ?? []).Select(n => n.NetworkInterfaceId)]),
            [.. (i.SecurityGroups ?? []).Select(g => new Group(g.GroupId, g.GroupName))],
            [.. ((await volumes).Volumes ?? []).Select(v => ToDisk(v, i)).OrderBy(d => d.Device, StringComparer.Ordinal)],
            ToChecks(((await statuses).InstanceStatuses ?? []).FirstOrDefault(s => s.InstanceId == i.InstanceId)),
            i.MetadataOptions is { } m ? new(m.HttpEndpoint, m.HttpTokens, m.HttpPutResponseHopLimit) : null,
            i.IamInstanceProfile?.Arn, i.KeyName, await userData, (await locks).Termination, (await locks).Stop, i.Monitoring?.State == MonitoringState.Enabled,
            i.InstanceLifecycle?.Value ?? "on-demand", i.Placement?.Tenancy?.Value, i.Tags.ToMap());
    }

    private static Disk ToDisk(Volume v, Instance i)
    {
        var attachment = (v.Attachments ?? []).FirstOrDefault(a => a.InstanceId == i.InstanceId);
        return new(v.VolumeId, v.Tags.Name(), attachment?.Device, attachment?.Device == i.RootDeviceName, v.Size, v.VolumeType, v.Iops, v.Encrypted, v.State, attachment?.DeleteOnTermination);
    }

    private static Checks? ToChecks(InstanceStatus? s) => s is null ? null : new(
        s.SystemStatus?.Status?.Value, s.Status?.Status?.Value, s.AttachedEbsStatus?.Status?.Value,
        [.. (s.Events ?? []).Select(e => $"{e.Code}: {e.Description}{(e.NotBefore is { } at ? $" (not before {at.ToUniversalTime():yyyy-MM-dd HH:mm}Z)" : "")}")]);

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
