using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_get_instance: an instance with what hangs on it (DescribeInstances, DescribeVolumes, DescribeInstanceStatus,
/// DescribeImages, DescribeInstanceAttribute).</summary>
public static class GetInstance
{
    // A node of a Kubernetes cluster may have 15 interfaces of 50 addresses each.
    private const int MostInterfaces = 10, MostAddresses = 5, MostVolumes = 25;

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_instance",
        "One EC2 instance in full: state with reason, volumes, network, status checks. For its boot log, use ec2_get_console_output.",
        RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeVolumes", "ec2:DescribeInstanceStatus", "ec2:DescribeImages",
            "ec2:DescribeInstanceAttribute"],
        examples: ["Why did i-0abc stop?", "Is the web server healthy, and which disks does it have?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }
    }

    public sealed record Result(
        string Id, string? Name, string Type, string State, string? StateReason, string? StateTransition, DateTime? LaunchedAt,
        string? Zone,
        ImageInfo Image, Network Network, IReadOnlyList<Group> SecurityGroups, IReadOnlyList<Disk> Volumes, Checks? Checks,
        MetadataService? MetadataService,
        string? InstanceProfileArn, string? KeyName, bool? HasUserData, bool? TerminationProtection, bool? StopProtection,
        bool DetailedMonitoring,
        bool Hibernation, string Lifecycle, string? Tenancy, IReadOnlyDictionary<string, string> Tags, string? Note);

    public sealed record ImageInfo(string Id, string? Name, string? Platform, string? Architecture);

    public sealed record Network(
        string? VpcId, string? SubnetId, string? PrivateIp, string? PublicIp, IReadOnlyList<string> Ipv6, string? PrivateDns,
        string? PublicDns,
        bool? SourceDestCheck, IReadOnlyList<Interface> Interfaces);

    public sealed record Interface(
        string Id, int? DeviceIndex, string? SubnetId, IReadOnlyList<string> PrivateIps, int PrivateIpCount,
        IReadOnlyList<string> PublicIps,
        IReadOnlyList<string> Ipv6, IReadOnlyList<string> Prefixes, IReadOnlyList<string> SecurityGroupIds);

    public sealed record Group(string Id, string Name);

    public sealed record Disk(
        string Id, string? Name, string? Device, bool Root, int? SizeGib, string? Type, int? Iops, bool? Encrypted, string? State,
        bool? DeleteOnTermination);

    public sealed record Checks(string? System, string? Instance, string? Ebs, IReadOnlyList<string> Events);

    public sealed record MetadataService(string? Endpoint, string? Tokens, int? HopLimit);

    private sealed record Flag(bool On);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var i = await InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        var unknown = new Unknowns(context.Target);
        var volumes = unknown.TryAsync("The volumes", () => VolumesAsync(ec2, i, ct));
        var status = unknown.TryAsync("The status checks", () => Paging.FirstAsync<InstanceStatus>(async next =>
        {
            var answer = await ec2.DescribeInstanceStatusAsync(
                new() { InstanceIds = [i.InstanceId], IncludeAllInstances = true, NextToken = next }, ct);
            return (answer.InstanceStatuses, answer.NextToken);
        }, s => s.InstanceId == i.InstanceId));
        // A deregistered image is no error: the instance runs on without it.
        var images = unknown.TryAsync("The image", () => Ec2Resources.ImagesAsync(ec2, null, new("image-id", [i.ImageId]), ct));
        var userData = unknown.TryAsync("The user data", async () => new Flag(await InstanceAttributes.HasUserDataAsync(ec2, i, ct)));
        var termination = unknown.TryAsync(
            "Termination protection", async () => new Flag(await InstanceAttributes.TerminationAsync(ec2, i, ct)));
        var stop = unknown.TryAsync("Stop protection", async () => new Flag(await InstanceAttributes.StopAsync(ec2, i, ct)));
        await Task.WhenAll(volumes, status, images, userData, termination, stop);

        var image = (await images)?.FirstOrDefault();
        var disks = ((await volumes) ?? []).Select(v => ToDisk(v, i)).OrderBy(d => d.Device, StringComparer.Ordinal).ToList();
        List<string> notes = [.. unknown.Notes];
        if (disks.Count > MostVolumes) notes.Add($"{disks.Count - MostVolumes} more volumes; ec2_list_volumes with instanceId shows all.");
        if (i.NetworkInterfaces is { } all && (all.Count > MostInterfaces || all.Any(IsCut)))
            notes.Add($"{Math.Max(0, all.Count - MostInterfaces)} more interfaces, and at most {MostAddresses} addresses of each kind "
                + "are shown; vpc_list_network_interfaces with instanceId lists them.");
        return new(
            i.InstanceId, i.Tags.Name(), i.InstanceType, i.State.Name, i.StateReason?.Message, Text(i.StateTransitionReason), i.LaunchTime,
            i.Placement?.AvailabilityZone,
            new(i.ImageId, image?.Name, i.PlatformDetails ?? image?.PlatformDetails, i.Architecture),
            new(i.VpcId, i.SubnetId, i.PrivateIpAddress, i.PublicIpAddress, [.. InstanceNetwork.Ipv6(i).Take(MostAddresses)],
                Text(i.PrivateDnsName), Text(i.PublicDnsName), i.SourceDestCheck,
                [.. InstanceNetwork.Interfaces(i).Take(MostInterfaces).Select(ToInterface)]),
            [.. (i.SecurityGroups ?? []).OrderBy(g => g.GroupId, StringComparer.Ordinal).Select(g => new Group(g.GroupId, g.GroupName))],
            [.. disks.Take(MostVolumes)],
            ToChecks(await status),
            i.MetadataOptions is { } m ? new(m.HttpEndpoint, m.HttpTokens, m.HttpPutResponseHopLimit) : null,
            i.IamInstanceProfile?.Arn, i.KeyName, (await userData)?.On, (await termination)?.On, (await stop)?.On,
            i.Monitoring?.State == MonitoringState.Enabled,
            i.HibernationOptions?.Configured == true, i.InstanceLifecycle?.Value ?? "on-demand", i.Placement?.Tenancy?.Value,
            i.Tags.ToMap(),
            Notes.Join(notes));
    }

    private static Task<List<Volume>> VolumesAsync(IAmazonEC2 ec2, Instance i, CancellationToken ct) =>
        Paging.AllAsync<Volume>(async next =>
    {
        var answer = await ec2.DescribeVolumesAsync(
            new() { Filters = [new("attachment.instance-id", [i.InstanceId])], NextToken = next }, ct);
        return (answer.Volumes, answer.NextToken);
    });

    private static Disk ToDisk(Volume v, Instance i)
    {
        var attachment = (v.Attachments ?? []).FirstOrDefault(a => a.InstanceId == i.InstanceId);
        return new(v.VolumeId, v.Tags.Name(), attachment?.Device, attachment is not null && attachment.Device == i.RootDeviceName, v.Size,
            v.VolumeType, v.Iops,
            v.Encrypted, v.State, attachment?.DeleteOnTermination);
    }

    private static Interface ToInterface(InstanceNetworkInterface n) => new(
        n.NetworkInterfaceId, n.Attachment?.DeviceIndex, n.SubnetId,
        // Those with a public address are told first: they are why somebody looks.
        [.. PrivateIps(n).OrderBy(p => p.Association is null).Select(p => p.PrivateIpAddress).Take(MostAddresses)], PrivateIps(n).Count,
        [.. InstanceNetwork.Associations(n).Select(a => a.PublicIp).Take(MostAddresses)],
        [.. (n.Ipv6Addresses ?? []).Select(a => a.Ipv6Address).Take(MostAddresses)],
        [.. Prefixes(n).Take(MostAddresses)],
        [.. (n.Groups ?? []).Select(g => g.GroupId).Order(StringComparer.Ordinal)]);

    private static bool IsCut(InstanceNetworkInterface n) =>
        PrivateIps(n).Count > MostAddresses || n.Ipv6Addresses is { Count: > MostAddresses } || Prefixes(n).Count() > MostAddresses;

    private static List<InstancePrivateIpAddress> PrivateIps(InstanceNetworkInterface n) =>
        n.PrivateIpAddresses is { Count: > 0 } all ? all : string.IsNullOrEmpty(n.PrivateIpAddress) ? []
            : [new() { PrivateIpAddress = n.PrivateIpAddress, Association = n.Association }];

    private static IEnumerable<string> Prefixes(InstanceNetworkInterface n) =>
        (n.Ipv4Prefixes ?? []).Select(p => p.Ipv4Prefix).Concat((n.Ipv6Prefixes ?? []).Select(p => p.Ipv6Prefix));

    private static Checks? ToChecks(InstanceStatus? s) => s is null ? null : new(
        s.SystemStatus?.Status?.Value, s.Status?.Status?.Value, s.AttachedEbsStatus?.Status?.Value,
        [.. ListInstanceStatus.Events(s)]);

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
