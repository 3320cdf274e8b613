using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>Resources as EC2 would describe them, for tests.</summary>
internal static class Ec2Things
{
    public static Instance Instance(string id = "i-1", string state = "running") => new()
    {
        InstanceId = id,
        InstanceType = "t3.micro",
        State = new() { Name = state },
        ImageId = "ami-1",
        SubnetId = "subnet-1",
        RootDeviceName = "/dev/xvda",
        Placement = new() { AvailabilityZone = "eu-west-1a" },
        Tags = [new("Name", "web")],
        BlockDeviceMappings =
        [
            new() { DeviceName = "/dev/xvda", Ebs = new() { VolumeId = "vol-1", DeleteOnTermination = true } },
            new() { DeviceName = "/dev/sdf", Ebs = new() { VolumeId = "vol-2", DeleteOnTermination = false } },
        ],
    };

    public static DescribeInstancesResponse Described(params Instance[] instances) =>
        new() { Reservations = [new() { Instances = [.. instances] }] };

    public static Volume Volume(string state = "available", params string[] instances) => new()
    {
        VolumeId = "vol-1",
        Size = 20,
        VolumeType = "gp3",
        State = state,
        AvailabilityZone = "eu-west-1a",
        Tags = [new("Name", "data")],
        Attachments = [.. instances.Select(i => new VolumeAttachment { VolumeId = "vol-1", InstanceId = i, Device = "/dev/sdf" })],
    };

    public static Snapshot Snapshot(string id = "snap-1", int day = 1) => new()
    {
        SnapshotId = id,
        VolumeId = "vol-1",
        VolumeSize = 20,
        State = SnapshotState.Completed,
        StartTime = new DateTime(2026, 3, day, 4, 5, 6, DateTimeKind.Utc),
    };

    /// <summary>An image with a root volume and a data volume.</summary>
    public static Image Image() => new()
    {
        ImageId = "ami-1",
        Name = "base",
        State = "available",
        RootDeviceName = "/dev/xvda",
        CreationDate = "2026-03-01T04:05:06.000Z",
        BlockDeviceMappings =
        [
            new() { DeviceName = "/dev/xvda",
            Ebs = new() { SnapshotId = "snap-1", VolumeSize = 8, VolumeType = "gp2", DeleteOnTermination = true } },
            new() { DeviceName = "/dev/sdb",
            Ebs = new() { SnapshotId = "snap-2", VolumeSize = 50, VolumeType = "gp3", DeleteOnTermination = false } },
            new() { DeviceName = "/dev/sdc", VirtualName = "ephemeral0" },
        ],
    };

    public static Address Address(string? instance = null) => new()
    {
        AllocationId = "eipalloc-1",
        PublicIp = "203.0.113.7",
        InstanceId = instance,
        AssociationId = instance is null ? null : "eipassoc-1",
    };

    public static LaunchTemplate Template() =>
        new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", DefaultVersionNumber = 1, LatestVersionNumber = 4 };
}
