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
            "ec2:DescribeImages", "ec2:DescribeLaunchTemplateVersions", "ec2:DescribeSubnets", "ec2:DescribeInstances",
            "ec2:GetEbsEncryptionByDefault", "ec2:RunInstances",
            "ec2:CreateTags", "iam:PassRole>ec2.amazonaws.com", "iam:CreateServiceLinkedRole>spot.amazonaws.com", "ssm:GetParameters",
            .. Ec2Resources.KeyActions,
        ],
        examples: ["Start two Spot instances from the template web.",
            "Launch a t3.micro named web in subnet-0abc from the newest Amazon Linux image."])
        .With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input
    {
        [Description("Image id, or resolve:ssm:PARAMETER; default the template's.")]
        public string? ImageId { get; init; }

        [Description("Default the template's.")]
        public string? InstanceType { get; init; }

        [Description("Launch template id or name; :VERSION may follow.")]
        public string? LaunchTemplate { get; init; }

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

        [Description("Stop protection.")]
        public bool StopProtection { get; init; }

        [Description("Cheaper; AWS may take it back.")]
        public bool Spot { get; init; }

        [Description("Default: the account's key for EBS.")]
        public string? KmsKeyId { get; init; }

        [Description("Placement group name.")]
        public string? PlacementGroup { get; init; }

        [Description("Sizes of more empty gp3 volumes."), MaxLength(11)]
        public IReadOnlyList<int> DataVolumesGib { get; init; } = [];

        [Description("Tags of the instances and their volumes.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until running, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Launched(string Id, string State, string? PrivateIp, string? PublicIp);

    public sealed record Result(IReadOnlyList<Launched> Instances);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var unknown = new Unknowns(context.Target);
        var templating = TemplateAsync(ec2, input, ct);
        var image = input.ImageId is null ? null : await Launching.ImageAsync(ec2, input.ImageId, ct);
        var subnet = input.SubnetId is null ? null : await SubnetAsync(ec2, input.SubnetId, ct);
        var template = await templating;
        var data = template?.LaunchTemplateData;
        var type = input.InstanceType ?? data?.InstanceType?.Value ?? "instances of no type";
        var what = $"{input.Count} x {type}{(input.Spot ? " Spot" : "")}{(input.Name is null ? "" : $" ({input.Name})")}";
        var plan = new PlanBuilder(
            $"Launch {what} from "
                + $"{(image is null ? input.ImageId ?? Ec2Resources.Describe(template!) : $"{image.ImageId} ({image.Name})")}.")
            .Touch(template is null ? []
                : [new PlannedResource(template.LaunchTemplateId,
                    $"version {template.VersionNumber}") { Name = template.LaunchTemplateName }])
            .Touch(subnet is null ? [] : [new PlannedResource(
                subnet.SubnetId, $"{subnet.CidrBlock}, {subnet.AvailabilityZone}, {subnet.VpcId}") { Name = subnet.Tags.Name(),
                Tags = subnet.Tags.ToMap() }])
            .Create(what, input.Spot ? "each costs the Spot price as long as it runs, and AWS may end it with two minutes' notice"
                : "each costs money as long as it runs")
            .Create(what, "subnet", subnet is null ? template is null ? "a default subnet of the default VPC"
                : "the template's, else a default one"
                : $"{subnet.SubnetId} ({subnet.CidrBlock}, {subnet.AvailabilityZone}, {subnet.VpcId})")
            .Create(what, "public IPv4 address",
                (input.PublicIp ?? subnet?.MapPublicIpOnLaunch) switch { true => "yes", false => "no", null => "as the subnet says" });
        if (data is not null)
        {
            plan.Obstacle(input.ImageId is null && string.IsNullOrEmpty(data.ImageId) ? "The template names no image: pass imageId." : null)
                .Obstacle(data.InstanceRequirements is not null
                    ? "The template names requirements in place of an instance type, which Auto Scaling groups and fleets take, and "
                        + "RunInstances does not: name a version with a type."
                    : input.InstanceType is null && data.InstanceType is null
                        ? "The template names no instance type: pass instanceType." : null)
                .Obstacle(input.PublicIp is not null && data.NetworkInterfaces is not { Count: > 0 }
                    && (data.SecurityGroupIds is { Count: > 0 } || data.SecurityGroups is { Count: > 0 })
                    ? "publicIp needs a network interface, and the template has its security groups outside of one, which EC2 does not "
                        + "take together: leave publicIp out, so that the subnet decides." : null);
        }

        if (input.SecurityGroupIds.Count > 0) plan.Create(what, "security groups", input.SecurityGroupIds);
        if (input.InstanceProfile is { } profile) plan.Create(what, "instance profile", profile, "programs on it get its rights");
        foreach (var size in input.DataVolumesGib) plan.Create(what, "data volume",
            $"{size} GiB gp3, {(input.Encrypted ? "encrypted" : "encrypted only if the account encrypts always")}, ends with the instance");
        if (input.KmsKeyId is { } key) plan.Create(what, "key of the volumes", key);
        if (input.PlacementGroup is { } placement) plan.Create(what, "placement group", placement);
        if (template is not null && input.ImageId is null) plan.Create(what, "volumes", "as template and image say",
            "the template's own settings hold for all that is not named here");
        else await Launching.TellAsync(ec2, plan, what, image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted, unknown, ct);
        return plan.Unknown(unknown.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var image = input.ImageId is null ? null : await Launching.ImageAsync(ec2, input.ImageId, ct);
        var template = (await TemplateAsync(ec2, input, ct))?.LaunchTemplateData;
        var request = new RunInstancesRequest
        {
            ImageId = input.ImageId,
            InstanceType = input.InstanceType,
            LaunchTemplate = Template(input),
            InstanceMarketOptions = input.Spot ? new() { MarketType = MarketType.Spot } : null,
            Placement = input.PlacementGroup is { } placement ? new() { GroupName = placement } : null,
            MinCount = input.Count,
            MaxCount = input.Count,
            KeyName = input.KeyName,
            IamInstanceProfile = Launching.Profile(input.InstanceProfile),
            UserData = Launching.Encode(input.UserData),
            BlockDeviceMappings = Mappings(image, template, input),
            MetadataOptions = Metadata(template),
            DisableApiTermination = input.TerminationProtection ? true : input.LaunchTemplate is null ? false : null,
            DisableApiStop = input.StopProtection ? true : null,
            TagSpecifications = Ec2Tags.For([ResourceType.Instance, ResourceType.Volume], input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        };
        List<string>? groups = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds];
        // A public address can be asked for only on a network interface, which then takes subnet and groups as well. Where the template
        // has interfaces, EC2 takes them nowhere else.
        if (template?.NetworkInterfaces is { Count: > 0 } interfaces)
        {
            if (input.PublicIp is not null || input.SubnetId is not null || groups is not null)
                request.NetworkInterfaces = Interfaces(interfaces, input, groups);
        }
        else if (input.PublicIp is { } isPublic)
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

    // All of the template's, and the first one with what the call names: what is given replaces the template's list.
    private static List<InstanceNetworkInterfaceSpecification> Interfaces(
        List<LaunchTemplateInstanceNetworkInterfaceSpecification> all, Input input, List<string>? groups)
    {
        var primary = all.Find(n => n.DeviceIndex is 0 or null) ?? all[0];
        return all.ConvertAll(n =>
        {
            var copy = SameNames.Copy<InstanceNetworkInterfaceSpecification>(n);
            if (n != primary) return copy;
            copy.SubnetId = input.SubnetId ?? copy.SubnetId;
            copy.Groups = groups ?? copy.Groups;
            copy.AssociatePublicIpAddress = input.PublicIp ?? copy.AssociatePublicIpAddress;
            return copy;
        });
    }

    // As the template has them, so that a hop limit for containers stays; but never with the first version of the service.
    private static InstanceMetadataOptionsRequest Metadata(ResponseLaunchTemplateData? template)
    {
        var options = template?.MetadataOptions is { } own ? SameNames.Copy<InstanceMetadataOptionsRequest>(own) : new();
        options.HttpTokens = HttpTokensState.Required;
        return options;
    }

    private static List<BlockDeviceMapping>? Mappings(Image? image, ResponseLaunchTemplateData? template, Input input)
    {
        var all = Launching.Mappings(image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted) ?? [];
        if (input.KmsKeyId is not null) foreach (var mapping in all) mapping.Ebs.KmsKeyId = input.KmsKeyId;
        // AWS recommends sdf to sdp for data.
        var taken = (image?.BlockDeviceMappings ?? []).Select(m => m.DeviceName)
            .Concat((template?.BlockDeviceMappings ?? []).Select(m => m.DeviceName)).Select(d => d[^1]).ToHashSet();
        all.AddRange(input.DataVolumesGib.Zip("fghijklmnop".Where(c => !taken.Contains(c)), (size, letter) => new BlockDeviceMapping
        {
            DeviceName = $"/dev/sd{letter}",
            Ebs = new()
            {
                VolumeSize = size,
                VolumeType = VolumeType.Gp3,
                DeleteOnTermination = true,
                Encrypted = input.Encrypted ? true
                : null,
                KmsKeyId = input.KmsKeyId
            },
        }));
        return all.Count > 0 ? all : null;
    }

    private static void Check(Input input)
    {
        if (input.LaunchTemplate is null && (input.ImageId is null || input.InstanceType is null))
            throw ToolException.InvalidInput("imageId and instanceType are needed without launchTemplate.");
        if (input.ImageId is null && (input.RootVolumeGib is not null || input.RootVolumeType is not null || input.KmsKeyId is not null))
            throw ToolException.InvalidInput("rootVolumeGib, rootVolumeType and kmsKeyId need imageId; a template has its own volumes.");
        if (input.Spot && (input.TerminationProtection || input.StopProtection))
            throw ToolException.InvalidInput("Spot Instances have no termination and stop protection.");
        if (input.KmsKeyId is not null && !input.Encrypted) throw ToolException.InvalidInput("A key is only for encrypted volumes.",
            "Leave kmsKeyId out, or encrypted on.");
        if (input.ImageId is not null) Launching.Check(input.ImageId, input.RootVolumeGib, input.RootVolumeType);
    }

    private static LaunchTemplateSpecification? Template(Input input)
    {
        if (input.LaunchTemplate?.Split(':', 2) is not { } parts) return null;
        var version = parts.Length > 1 ? parts[1] : "$Default";
        return parts[0].StartsWith("lt-", StringComparison.Ordinal)
            ? new() { LaunchTemplateId = parts[0], Version = version } : new() { LaunchTemplateName = parts[0], Version = version };
    }

    private static async Task<LaunchTemplateVersion?> TemplateAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (Template(input) is not { } named) return null;
        return await Ec2Resources.VersionAsync(ec2, named.LaunchTemplateId, named.LaunchTemplateName, named.Version, ct)
            ?? throw Ec2Resources.Missing("launch template", input.LaunchTemplate!);
    }

    private static async Task<Subnet> SubnetAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<Subnet>(async next =>
        {
            var answer = await ec2.DescribeSubnetsAsync(new() { SubnetIds = [id], NextToken = next }, ct);
            return (answer.Subnets, answer.NextToken);
        }, s => s.SubnetId == id) ?? throw Ec2Resources.Missing("subnet", id);
}
