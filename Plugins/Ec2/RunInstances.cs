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
            "ec2:DescribeImages", "ec2:DescribeSubnets", "ec2:DescribeInstances", "ec2:GetEbsEncryptionByDefault", "ec2:RunInstances",
            "ec2:CreateTags", "iam:PassRole>ec2.amazonaws.com", "ssm:GetParameters", .. Ec2Resources.KeyActions,
        ],
        examples: ["Launch a t3.micro named web in subnet-0abc from the newest Amazon Linux image."])
        .With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input
    {
        [Description("Image id, or resolve:ssm:PARAMETER.")]
        public required string ImageId { get; init; }

        [Description("Instance type.")]
        public required string InstanceType { get; init; }

        [Description("How many instances."), Range(1, 50)]
        public int Count { get; init; } = 1;

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Default: a subnet of the default VPC.")]
        public string? SubnetId { get; init; }

        [Description("Default: the VPC's default group."), MaxLength(16)]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Public IPv4 address; default: as the subnet says.")]
        public bool? PublicIp { get; init; }

        [Description("Key name.")]
        public string? KeyName { get; init; }

        [Description("Instance profile name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Plain text; readable on the instance."), MaxLength(16384)]
        public string? UserData { get; init; }

        [Description("Default the image's."), Range(1, 65536)]
        public int? RootVolumeGib { get; init; }

        [Description("Default the image's."), AllowedValues("gp3", "gp2", "standard")]
        public string? RootVolumeType { get; init; }

        [Description("Off: as the image.")]
        public bool Encrypted { get; init; } = true;

        [Description("Termination protection.")]
        public bool TerminationProtection { get; init; }

        [Description("Tags of the instances and their volumes.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until running, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Launched(string Id, string State, string? PrivateIp, string? PublicIp);

    public sealed record Result(IReadOnlyList<Launched> Instances);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Launching.Check(input.ImageId, input.RootVolumeGib, input.RootVolumeType);
        var unknown = new Unknowns(context.Target);
        var image = await Launching.ImageAsync(ec2, input.ImageId, ct);
        var subnet = input.SubnetId is null ? null : await SubnetAsync(ec2, input.SubnetId, ct);
        var what = $"{input.Count} x {input.InstanceType}{(input.Name is null ? "" : $" ({input.Name})")}";
        var plan = new PlanBuilder($"Launch {what} from {(image is null ? input.ImageId : $"{image.ImageId} ({image.Name})")}.")
            .Touch(subnet is null ? [] : [new PlannedResource(
                subnet.SubnetId, $"{subnet.CidrBlock}, {subnet.AvailabilityZone}, {subnet.VpcId}") { Name = subnet.Tags.Name(),
                Tags = subnet.Tags.ToMap() }])
            .Create(what, "each costs money as long as it runs")
            .Create(what, "subnet", subnet is null ? "a default subnet of the default VPC"
                : $"{subnet.SubnetId} ({subnet.CidrBlock}, {subnet.AvailabilityZone}, {subnet.VpcId})")
            .Create(what, "public IPv4 address",
                (input.PublicIp ?? subnet?.MapPublicIpOnLaunch) switch { true => "yes", false => "no", null => "as the subnet says" });
        if (input.SecurityGroupIds.Count > 0) plan.Create(what, "security groups", input.SecurityGroupIds);
        if (input.InstanceProfile is { } profile) plan.Create(what, "instance profile", profile, "programs on it get its rights");
        await Launching.TellAsync(ec2, plan, what, image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted, unknown, ct);
        return plan.Unknown(unknown.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Launching.Check(input.ImageId, input.RootVolumeGib, input.RootVolumeType);
        var image = await Launching.ImageAsync(ec2, input.ImageId, ct);
        var request = new RunInstancesRequest
        {
            ImageId = input.ImageId,
            InstanceType = input.InstanceType,
            MinCount = input.Count,
            MaxCount = input.Count,
            KeyName = input.KeyName,
            IamInstanceProfile = Launching.Profile(input.InstanceProfile),
            UserData = Launching.Encode(input.UserData),
            BlockDeviceMappings = Launching.Mappings(image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted),
            MetadataOptions = new() { HttpTokens = HttpTokensState.Required },
            DisableApiTermination = input.TerminationProtection,
            TagSpecifications = Ec2Tags.For([ResourceType.Instance, ResourceType.Volume], input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        };
        List<string>? groups = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds];
        // A public address can be asked for only on a network interface, which then takes subnet and groups as well.
        if (input.PublicIp is { } isPublic)
            request.NetworkInterfaces = [new() { DeviceIndex = 0, AssociatePublicIpAddress = isPublic, SubnetId = input.SubnetId,
                Groups = groups }];
        else (request.SubnetId, request.SecurityGroupIds) = (input.SubnetId, groups);

        IReadOnlyList<Instance> instances = (await ec2.RunInstancesAsync(request, ct)).Reservation.Instances;
        foreach (var id in instances.Select(i => i.InstanceId)) context.Done($"created {id}", created: id);
        if (input.Wait)
        {
            var ids = instances.Select(i => i.InstanceId).ToList();
            instances = await Waiting.UntilAsync(
                t => InstancePlans.FindAsync(ec2, ids, t),
                all => all.Count < ids.Count ? Wait.NotYet($"{all.Count} of {ids.Count} instances to be seen")
                : InstancePlans.Judge(all, InstanceStateName.Running),
                context, TimeSpan.FromMinutes(5), cancellation: ct);
        }

        return new([.. instances.Select(i => new Launched(i.InstanceId, i.State.Name, i.PrivateIpAddress, i.PublicIpAddress))]);
    }

    private static async Task<Subnet> SubnetAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeSubnetsAsync(new() { SubnetIds = [id] }, ct)).Subnets ?? [])
            .FirstOrDefault(s => s.SubnetId == id) ?? throw Ec2Resources.Missing("subnet", id);
}
