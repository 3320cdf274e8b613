using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class CreateTemplateVersionTests : ToolTest<IAmazonEC2>
{
    private CreateLaunchTemplateVersionRequest? sent;

    private void Given(ResponseLaunchTemplateData latest, params Image[] images)
    {
        Client.DescribeImagesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeImagesResponse { Images = [.. images, Ec2Things.Image()] });
        Client.DescribeLaunchTemplatesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLaunchTemplatesResponse { LaunchTemplates = [Ec2Things.Template()] });
        Client.DescribeLaunchTemplateVersionsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
            {
                LaunchTemplateVersions = [new() { VersionNumber = 4,
                LaunchTemplateData = latest }]
            });
        Client.CreateLaunchTemplateVersionAsync(Arg.Do<CreateLaunchTemplateVersionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateLaunchTemplateVersionResponse { LaunchTemplateVersion = new() { VersionNumber = 5 } });
    }

    // The template of EC2-H9a: made from an image with a root and a data volume.
    private static ResponseLaunchTemplateData Encrypted() => new()
    {
        ImageId = "ami-1",
        BlockDeviceMappings =
        [
            new() { DeviceName = "/dev/xvda",
            Ebs = new() { VolumeSize = 8, VolumeType = "gp2", Encrypted = true, DeleteOnTermination = true } },
            new() { DeviceName = "/dev/sdb", Ebs = new() { SnapshotId = "snap-2", VolumeSize = 50, VolumeType = "gp3", Encrypted = true } },
            new() { DeviceName = "/dev/sdz", Ebs = new() { VolumeSize = 5, VolumeType = "gp3", Encrypted = true } },
        ],
    };

    private static Image Other(string root, int size, params BlockDeviceMapping[] more) => new()
    {
        ImageId = "ami-2",
        State = "available",
        RootDeviceName = root,
        BlockDeviceMappings = [new() { DeviceName = root,
        Ebs = new() { SnapshotId = "snap-9", VolumeSize = size, VolumeType = "gp3", Iops = 3000, Throughput = 125 } }, .. more],
    };

    [Fact]
    public async Task It_starts_from_the_latest_version_and_changes_only_what_is_given()
    {
        Given(new() { ImageId = "ami-0" });

        await RunAsync(CreateTemplateVersion.Tool, new { launchTemplateId = "lt-1", imageId = "ami-1", setDefault = true });

        Assert.Equal(("4", "ami-1"), (sent!.SourceVersion, sent.LaunchTemplateData.ImageId));
        Assert.Null(sent.LaunchTemplateData.SecurityGroupIds);
        Assert.Null(sent.LaunchTemplateData.UserData);
        Assert.Null(sent.LaunchTemplateData.BlockDeviceMappings);
        await Client.Received().ModifyLaunchTemplateAsync(
            Arg.Is<ModifyLaunchTemplateRequest>(r => r.DefaultVersion == "5"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_plan_tells_what_changes()
    {
        Given(new() { ImageId = "ami-0", InstanceType = "t3.micro" });

        var plan = await PlanAsync(CreateTemplateVersion.Tool,
            new { launchTemplateId = "lt-1", imageId = "ami-1", instanceType = "t3.micro", userData = "secret", setDefault = true });

        Assert.Equal("Add version 5 to lt-1 (web).", plan.Summary);
        Assert.Equal(
        [
            "version 5 of web: created",
            "version 5 of web: image: ami-0 -> ami-1",
            "version 5 of web: instance type: t3.micro (unchanged)",
            "version 5 of web: user data: none -> replaced",
            "lt-1 (web): default version: 1 -> 5",
            "WARNING: Auto Scaling groups that follow $Latest or $Default launch it from now on; running instances stay as they are.",
        ], Lines(plan));
    }

    [Fact]
    public async Task A_call_without_any_setting_is_refused()
    {
        Given(new() { ImageId = "ami-0" });

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(
            () => PlanAsync(CreateTemplateVersion.Tool, new { launchTemplateId = "lt-1", setDefault = true }))).Code);
    }

    // EC2-H9a: EC2 leaves the snapshots out of what a version inherits.
    [Fact]
    public async Task When_the_image_stays_the_snapshots_are_named_again()
    {
        Given(Encrypted());

        await RunAsync(CreateTemplateVersion.Tool, new { launchTemplateId = "lt-1", instanceType = "t3.large" });

        Assert.Equal(
            [("/dev/xvda", null, 8), ("/dev/sdb", "snap-2", 50), ("/dev/sdz", null, 5)],
            sent!.LaunchTemplateData.BlockDeviceMappings.Select(m => (m.DeviceName, (string?)m.Ebs.SnapshotId, m.Ebs.VolumeSize!.Value)));
    }

    // EC2-H9a
    [Fact]
    public async Task A_new_image_with_another_root_device_gets_its_own_volumes_encrypted_as_before()
    {
        Given(Encrypted(), Other("/dev/sda1", 30));
        var arguments = new { launchTemplateId = "lt-1", imageId = "ami-2" };

        var plan = await PlanAsync(CreateTemplateVersion.Tool, arguments);
        await RunAsync(CreateTemplateVersion.Tool, arguments);

        Assert.Equal(
        [
            "version 5 of web: volume /dev/sda1: none -> 30 GiB gp2 encrypted",
            "version 5 of web: volume /dev/sdb: 50 GiB gp3 snap-2 encrypted -> none",
            "version 5 of web: volume /dev/sdz: 5 GiB gp3 encrypted (unchanged)",
            "version 5 of web: volume /dev/xvda: 8 GiB gp2 encrypted -> none",
        ], Lines(plan).Where(l => l.Contains("volume", StringComparison.Ordinal)));
        var mappings = sent!.LaunchTemplateData.BlockDeviceMappings.ToDictionary(m => m.DeviceName);
        Assert.Equal((30, true, null), (mappings["/dev/sda1"].Ebs.VolumeSize!.Value, mappings["/dev/sda1"].Ebs.Encrypted!.Value,
            (string?)mappings["/dev/sda1"].Ebs.SnapshotId));
        Assert.Equal(("", ""), (mappings["/dev/xvda"].NoDevice, mappings["/dev/sdb"].NoDevice));
        Assert.Equal(5, mappings["/dev/sdz"].Ebs.VolumeSize);
    }

    // EC2-H9a
    [Fact]
    public async Task A_new_image_with_the_same_devices_brings_its_sizes_and_snapshots()
    {
        Given(Encrypted(), Other("/dev/xvda", 12, new BlockDeviceMapping
        {
            DeviceName = "/dev/sdb",
            Ebs = new() { SnapshotId = "snap-8", VolumeSize = 40, VolumeType = "gp3" }
        }));

        await RunAsync(CreateTemplateVersion.Tool, new { launchTemplateId = "lt-1", imageId = "ami-2" });

        // The root must hold the new snapshot; the data volume keeps the larger size that it had.
        Assert.Equal(
            [("/dev/xvda", null, 12, true), ("/dev/sdb", "snap-8", 50, true), ("/dev/sdz", null, 5, true)],
            sent!.LaunchTemplateData.BlockDeviceMappings.Select(
            m => (m.DeviceName, (string?)m.Ebs.SnapshotId, m.Ebs.VolumeSize!.Value, m.Ebs.Encrypted!.Value)));
    }

    [Fact]
    public async Task When_the_old_image_is_gone_what_may_be_of_the_template_stays_and_the_plan_says_so()
    {
        var latest = Encrypted();
        latest.ImageId = "ami-gone";
        Given(latest, Other("/dev/sda1", 30));

        var plan = await PlanAsync(CreateTemplateVersion.Tool, new { launchTemplateId = "lt-1", imageId = "ami-2" });

        Assert.Contains("/dev/sdb (snap-2)", Assert.Single(plan.Unknown), StringComparison.Ordinal);
        Assert.Contains(plan.Changes, c => c is { Property: "volume /dev/xvda", To: "none" });
    }

    // EC2-H9b
    [Fact]
    public async Task What_EC2_warns_of_is_told()
    {
        Given(new() { ImageId = "ami-0" });
        Client.CreateLaunchTemplateVersionAsync(default!, default).ReturnsForAnyArgs(new CreateLaunchTemplateVersionResponse
        {
            LaunchTemplateVersion = new() { VersionNumber = 5 },
            Warning = new() { Errors = [new() { Code = "InvalidParameterCombination", Message = "no" }] },
        });

        var result = await RunAsync(CreateTemplateVersion.Tool, new { launchTemplateId = "lt-1", instanceType = "t3.large" });

        Assert.Equal("InvalidParameterCombination: no", result.GetProperty("warnings")[0].GetString());
    }

    // PUB-23, EC2-H9b: beside interfaces EC2 launches nothing.
    [Fact]
    public async Task Groups_go_into_the_primary_interface_where_the_template_has_interfaces()
    {
        Given(new()
        {
            ImageId = "ami-0",
            NetworkInterfaces =
            [
                new() { DeviceIndex = 1, SubnetId = "subnet-2", Groups = ["sg-Z"] },
                new()
                {
                    DeviceIndex = 0, AssociatePublicIpAddress = false, Groups = ["sg-A"], SubnetId = "subnet-1", DeleteOnTermination = true,
                    Ipv6Addresses = [new() { Ipv6Address = "2001:db8::1" }],
                    PrivateIpAddresses = [new() { PrivateIpAddress = "10.0.0.5", Primary = true }],
                    ConnectionTrackingSpecification = new() { TcpEstablishedTimeout = 400 },
                },
            ],
        });
        var arguments = new { launchTemplateId = "lt-1", securityGroupIds = new[] { "sg-B" } };

        var plan = await PlanAsync(CreateTemplateVersion.Tool, arguments);
        await RunAsync(CreateTemplateVersion.Tool, arguments);

        Assert.Contains("version 5 of web: security groups of interface 0: sg-A -> sg-B", Lines(plan));
        Assert.Null(sent!.LaunchTemplateData.SecurityGroupIds);
        var (second, first) = (sent.LaunchTemplateData.NetworkInterfaces[0], sent.LaunchTemplateData.NetworkInterfaces[1]);
        Assert.Equal(("sg-Z", "subnet-2"), (second.Groups.Single(), second.SubnetId));
        Assert.Equal(("sg-B", "subnet-1", false, true),
            (first.Groups.Single(), first.SubnetId, first.AssociatePublicIpAddress!.Value, first.DeleteOnTermination!.Value));
        Assert.Equal(
            ("2001:db8::1", "10.0.0.5", 400),
            (first.Ipv6Addresses.Single().Ipv6Address, first.PrivateIpAddresses.Single().PrivateIpAddress,
            first.ConnectionTrackingSpecification.TcpEstablishedTimeout!.Value));
    }

    [Fact]
    public async Task An_interface_that_exists_and_requirements_instead_of_a_type_are_obstacles()
    {
        Given(new()
        {
            ImageId = "ami-0",
            InstanceRequirements = new(),
            NetworkInterfaces = [new() { DeviceIndex = 0, NetworkInterfaceId = "eni-1" }]
        });

        Assert.Equal(2, (await PlanAsync(CreateTemplateVersion.Tool,
            new { launchTemplateId = "lt-1", instanceType = "t3.large", securityGroupIds = new[] { "sg-B" } })).Obstacles.Count);
    }

    // EC2-M13
    [Fact]
    public async Task An_image_that_a_parameter_names_is_taken_and_what_follows_is_unknown()
    {
        Given(Encrypted());
        var arguments = new { launchTemplateId = "lt-1", imageId = "resolve:ssm:/golden" };

        Assert.Single((await PlanAsync(CreateTemplateVersion.Tool, arguments)).Unknown);
        await RunAsync(CreateTemplateVersion.Tool, arguments);
        Assert.Equal("resolve:ssm:/golden", sent!.LaunchTemplateData.ImageId);
    }

    // EC2-M1
    [Fact]
    public async Task When_the_default_cannot_be_set_the_step_tells_the_version_that_was_made()
    {
        Given(new() { ImageId = "ami-0" });
        Client.ModifyLaunchTemplateAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation" });
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateTemplateVersion.Tool, new { launchTemplateId = "lt-1", instanceType = "t3.large", setDefault = true }, context));

        Assert.Equal(new ToolStep("created version 5 of lt-1", "lt-1:5"), Assert.Single(context.Steps));
    }
}
