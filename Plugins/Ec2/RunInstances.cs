using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_run_instances (RunInstances), with IMDSv2 required.</summary>
public static class RunInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "run_instances", "Launches new EC2 instances. For stopped ones, use ec2_start_instances.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeImages", "ec2:DescribeSubnets", "ec2:DescribeInstances", "ec2:RunInstances", "ec2:CreateTags",
            "iam:PassRole>ec2.amazonaws.com", .. Ec2Resources.KeyActions,
        ],
        examples: ["Launch a t3.micro named web in subnet-0abc from the newest Amazon Linux image."]);

    public sealed record Input
    {
        [Description("Image id.")]
        public required string ImageId { get; init; }

        [Description("Instance type.")]
        public required string InstanceType { get; init; }

        [Description("How many."), Range(1, 50)]
        public int Count { get; init; } = 1;

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Else the default VPC.")]
        public string? SubnetId { get; init; }

        [Description("Else the VPC's default."), MaxLength(16)]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Else as the subnet says.")]
        public bool? PublicIp { get; init; }

        [Description("Key name.")]
        public string? KeyName { get; init; }

        [Description("Name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Plain text."), MaxLength(16384)]
        public string? UserData { get; init; }

        [Description("Else the image's."), Range(1, 65536)]
        public int? RootVolumeGib { get; init; }

        [Description("Root volume."), AllowedValues("gp3", "gp2", "standard")]
        public string? RootVolumeType { get; init; }

        [Description("All volumes.")]
        public bool Encrypted { get; init; } = true;

        [Description("Termination protection.")]
        public bool TerminationProtection { get; init; }

        [Description("Of instances and volumes.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until running, max 5 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Launched(string Id, string State, string? PrivateIp, string? PublicIp);

    public sealed record Result(IReadOnlyList<Launched> Instances);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var image = await Ec2Resources.ImageAsync(ec2, input.ImageId, ct);
        var subnet = input.SubnetId is null ? null : await SubnetAsync(ec2, input.SubnetId, ct);
        var isPublic = input.PublicIp ?? subnet?.MapPublicIpOnLaunch;
        return new($"Launch {input.Count} x {input.InstanceType} from {image.ImageId} ({image.Name}); each costs money as long as it runs.",
        [
            subnet is null ? "Network: a default subnet of the default VPC." : $"Network: {subnet.SubnetId} ({subnet.CidrBlock}, {subnet.AvailabilityZone}, {subnet.VpcId}).",
            $"Public IPv4 address: {isPublic switch { true => "yes", false => "no", null => "as the subnet says" }}.",
            .. Launching.Disks(image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted).Select(d => $"Volume: {Launching.Describe(d)}."),
            .. input.InstanceProfile is null ? [] : new[] { $"Programs on it get the rights of the instance profile {input.InstanceProfile}." },
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var disks = Launching.Disks(await Ec2Resources.ImageAsync(ec2, input.ImageId, ct), input.RootVolumeGib, input.RootVolumeType, input.Encrypted);
        var request = new RunInstancesRequest
        {
            ImageId = input.ImageId,
            InstanceType = input.InstanceType,
            MinCount = input.Count,
            MaxCount = input.Count,
            KeyName = input.KeyName,
            IamInstanceProfile = Launching.Profile(input.InstanceProfile),
            UserData = Launching.Encode(input.UserData),
            BlockDeviceMappings = disks.Count == 0 ? null : [.. disks],
            MetadataOptions = new() { HttpTokens = HttpTokensState.Required },
            DisableApiTermination = input.TerminationProtection,
            TagSpecifications = Ec2Tags.For([ResourceType.Instance, ResourceType.Volume], input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        };
        List<string>? groups = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds];
        // A public address can be asked for only on a network interface, which then takes subnet and groups as well.
        if (input.PublicIp is { } isPublic)
            request.NetworkInterfaces = [new() { DeviceIndex = 0, AssociatePublicIpAddress = isPublic, SubnetId = input.SubnetId, Groups = groups }];
        else (request.SubnetId, request.SecurityGroupIds) = (input.SubnetId, groups);

        IReadOnlyList<Instance> instances = (await ec2.RunInstancesAsync(request, ct)).Reservation.Instances;
        if (input.Wait)
        {
            var ids = instances.Select(i => i.InstanceId).ToList();
            var seen = await Waiting.UntilAsync(
                t => LookAsync(ec2, ids, t),
                all => all.Count == ids.Count && all.All(i => i.State.Name != InstanceStateName.Pending),
                all => $"{all.Count(i => i.State.Name == InstanceStateName.Running)} of {ids.Count} instances run",
                context, TimeSpan.FromMinutes(5), cancellation: ct);
            if (seen.Count > 0) instances = seen;
        }

        return new([.. instances.Select(i => new Launched(i.InstanceId, i.State.Name, i.PrivateIpAddress, i.PublicIpAddress))]);
    }

    private static async Task<IReadOnlyList<Instance>> LookAsync(IAmazonEC2 ec2, List<string> ids, CancellationToken ct)
    {
        try
        {
            return await InstancePlans.FindAsync(ec2, ids, ct);
        }
        catch (AmazonEC2Exception e) when (e.ErrorCode == "InvalidInstanceID.NotFound")
        {
            // EC2 may need a moment until it finds what it has just made.
            return [];
        }
    }

    private static async Task<Subnet> SubnetAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeSubnetsAsync(new() { SubnetIds = [id] }, ct)).Subnets ?? []).FirstOrDefault(s => s.SubnetId == id) ?? throw Ec2Resources.Missing("subnet", id);
}
