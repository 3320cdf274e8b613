using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class RunInstancesTests : ToolTest<IAmazonEC2>
{
    private RunInstancesRequest? sent;

    public RunInstancesTests()
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [Ec2Things.Image()] });
        Client.RunInstancesAsync(Arg.Do<RunInstancesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RunInstancesResponse { Reservation = new() { Instances = [Ec2Things.Instance(state: "pending")] } });
    }

    [Fact]
    public async Task The_defaults_are_safe()
    {
        await RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro" });

        Assert.Equal(HttpTokensState.Required, sent!.MetadataOptions.HttpTokens);
        Assert.All(sent.BlockDeviceMappings, m => Assert.True(m.Ebs.Encrypted));
        // The image's data volume stays what it is; EC2 would make an empty one of it if its snapshot were left out.
        Assert.Equal([("/dev/xvda", null, 8), ("/dev/sdb", "snap-2", 50)],
            sent.BlockDeviceMappings.Select(m => (m.DeviceName, (string?)m.Ebs.SnapshotId, m.Ebs.VolumeSize!.Value)));
        Assert.True(Guid.TryParse(sent.ClientToken, out _));
        Assert.Equal((1, 1), (sent.MinCount!.Value, sent.MaxCount!.Value));
        Assert.Null(sent.NetworkInterfaces);
    }

    [Fact]
    public async Task Everything_asked_for_is_in_the_request()
    {
        await RunAsync(RunInstances.Tool, new
        {
            imageId = "ami-1",
            instanceType = "t3.micro",
            count = 2,
            name = "web",
            subnetId = "subnet-1",
            securityGroupIds = new[] { "sg-1" },
            publicIp = false,
            keyName = "deploy",
            instanceProfile = "arn:aws:iam::123456789012:instance-profile/web",
            userData = "#!/bin/sh\necho ü",
            rootVolumeGib = 30,
            rootVolumeType = "gp3",
            terminationProtection = true,
            tags = new { team = "a" },
        });

        var network = Assert.Single(sent!.NetworkInterfaces);
        Assert.Equal((false, "subnet-1", "sg-1"), (network.AssociatePublicIpAddress!.Value, network.SubnetId, network.Groups.Single()));
        // EC2 refuses them beside a network interface.
        Assert.Null(sent.SubnetId);
        Assert.Null(sent.SecurityGroupIds);
        Assert.Equal("#!/bin/sh\necho ü", Encoding.UTF8.GetString(Convert.FromBase64String(sent.UserData)));
        Assert.Equal((30, "gp3"), (sent.BlockDeviceMappings[0].Ebs.VolumeSize!.Value, sent.BlockDeviceMappings[0].Ebs.VolumeType.Value));
        Assert.EndsWith("/web", sent.IamInstanceProfile.Arn);
        Assert.Null(sent.IamInstanceProfile.Name);
        Assert.Equal(["instance", "volume"], sent.TagSpecifications.Select(t => t.ResourceType.Value));
        Assert.Equal(2, sent.MaxCount);
        Assert.True(sent.DisableApiTermination);
    }

    [Fact]
    public async Task The_plan_tells_the_network_and_the_volumes()
    {
        Client.DescribeSubnetsAsync(default!, default).ReturnsForAnyArgs(new DescribeSubnetsResponse
        {
            Subnets = [new() { SubnetId = "subnet-1", CidrBlock = "10.0.0.0/24", AvailabilityZone = "eu-west-1a", VpcId = "vpc-1",
            MapPublicIpOnLaunch = true }],
        });

        var plan = await PlanAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", subnetId = "subnet-1" });

        Assert.Equal(
        [
            "1 x t3.micro: created; each costs money as long as it runs",
            "1 x t3.micro: subnet: subnet-1 (10.0.0.0/24, eu-west-1a, vpc-1)",
            "1 x t3.micro: public IPv4 address: yes",
            "1 x t3.micro: volume /dev/xvda: 8 GiB gp2, encrypted",
            "1 x t3.micro: volume /dev/sdb: 50 GiB gp3, encrypted",
        ], Lines(plan));
        Assert.Equal("subnet-1", Assert.Single(plan.Resources).Id);
    }

    [Fact]
    public async Task Waiting_outlives_the_moment_in_which_EC2_does_not_know_its_instance_yet()
    {
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(
            _ => throw new AmazonEC2Exception("no") { ErrorCode = "InvalidInstanceID.NotFound" },
            _ => Ec2Things.Described(Ec2Things.Instance()));

        var result = await RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", wait = true });

        Assert.Equal("running", result.GetProperty("instances")[0].GetProperty("state").GetString());
        Assert.Single(Progress);
    }

    // EC2-M3
    [Fact]
    public async Task An_instance_that_ends_at_once_tells_why_and_is_named_by_the_step()
    {
        var ended = Ec2Things.Instance(state: "terminated");
        ended.StateReason = new() { Code = "Client.InternalError", Message = "Client.InternalError: Client error on launch" };
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(ended));
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", wait = true }, context));

        Assert.Equal((ToolErrorCode.Conflict, "i-1 is terminated (Client.InternalError: Client error on launch)."),
            (error.Code, error.Message));
        Assert.Equal("i-1", Assert.Single(context.Steps).Created);
    }

    // EC2-M15
    [Theory]
    [InlineData("io2", 3000, null, 3000, null)]
    [InlineData("gp3", 12000, 500, 12000, 500)]
    [InlineData("gp2", 300, null, null, null)]
    public async Task Provisioned_performance_of_the_image_s_volumes_is_kept(
        string type, int iops, int? throughput, int? sentIops, int? sentThroughput)
    {
        var image = Ec2Things.Image();
        (image.BlockDeviceMappings[0].Ebs.VolumeType, image.BlockDeviceMappings[0].Ebs.Iops,
            image.BlockDeviceMappings[0].Ebs.Throughput) = (type, iops, throughput);
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [image] });

        await RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro" });

        Assert.Equal((sentIops, sentThroughput), (sent!.BlockDeviceMappings[0].Ebs.Iops, sent.BlockDeviceMappings[0].Ebs.Throughput));
    }

    // EC2-M15
    [Fact]
    public async Task Volumes_that_do_not_differ_from_the_image_s_are_left_to_it()
    {
        var image = Ec2Things.Image();
        image.BlockDeviceMappings[1].Ebs.Encrypted = true;
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [image] });

        await RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro" });
        Assert.Equal("/dev/xvda", Assert.Single(sent!.BlockDeviceMappings).DeviceName);

        await RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", encrypted = false });
        Assert.Null(sent.BlockDeviceMappings);
    }

    // EC2-M13
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task An_image_that_a_parameter_names_is_not_looked_up_and_the_plan_tells_what_that_means(bool byDefault, int warnings)
    {
        Client.GetEbsEncryptionByDefaultAsync(default!, default)
            .ReturnsForAnyArgs(new GetEbsEncryptionByDefaultResponse { EbsEncryptionByDefault = byDefault });
        var arguments = new
        {
            imageId = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
            instanceType = "t3.micro"
        };

        var plan = await PlanAsync(RunInstances.Tool, arguments);
        await RunAsync(RunInstances.Tool, arguments);

        Assert.Equal(warnings, plan.Warnings.Count);
        Assert.Equal((arguments.imageId, null), (sent!.ImageId, sent.BlockDeviceMappings));
        await Client.DidNotReceiveWithAnyArgs().DescribeImagesAsync(default!, default);
        await Assert.ThrowsAsync<ToolException>(
            () => PlanAsync(RunInstances.Tool, new { arguments.imageId, arguments.instanceType, rootVolumeGib = 20 }));
    }

    [Fact]
    public async Task A_root_volume_smaller_than_the_image_s_and_a_disabled_image_are_obstacles()
    {
        var image = Ec2Things.Image();
        image.State = ImageState.Disabled;
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [image] });

        Assert.Equal(2, (await PlanAsync(
            RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", rootVolumeGib = 4 })).Obstacles.Count);
    }

    [Fact]
    public async Task User_data_is_measured_in_bytes() =>
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() =>
        RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", userData = new string('ü', 9000) }))).Code);

    [Fact]
    public async Task A_template_gives_what_is_not_named()
    {
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
        {
            LaunchTemplateVersions = [
                new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", VersionNumber = 3,
                    LaunchTemplateData = new() { InstanceType = "m7i.large" } }],
        });
        var input = new { launchTemplate = "web:3", spot = true };

        var plan = await PlanAsync(RunInstances.Tool, input);
        await RunAsync(RunInstances.Tool, input);

        Assert.Equal("Launch 1 x m7i.large Spot from Version 3 of launch template lt-1 (web).", plan.Summary);
        Assert.Equal("lt-1", Assert.Single(plan.Resources).Id);
        Assert.Equal(("web", "3", null, MarketType.Spot),
            (sent!.LaunchTemplate.LaunchTemplateName, sent.LaunchTemplate.Version, sent.LaunchTemplate.LaunchTemplateId,
                sent.InstanceMarketOptions.MarketType));
        // What would take the template's place is not sent.
        Assert.Null(sent.ImageId);
        Assert.Null(sent.BlockDeviceMappings);
        Assert.Null(sent.DisableApiTermination);
        await RunAsync(RunInstances.Tool, new { launchTemplate = "lt-1" });
        Assert.Equal(("lt-1", "$Default"), (sent.LaunchTemplate.LaunchTemplateId, sent.LaunchTemplate.Version));
    }

    [Fact]
    public async Task More_volumes_a_key_and_protection_against_stops_are_asked_for()
    {
        await RunAsync(RunInstances.Tool,
            new
            {
                imageId = "ami-1",
                instanceType = "t3.micro",
                dataVolumesGib = new[] { 100, 200 },
                kmsKeyId = "alias/data",
                stopProtection = true,
                placementGroup = "near"
            });

        Assert.Equal(["/dev/xvda", "/dev/sdb", "/dev/sdf", "/dev/sdg"], sent!.BlockDeviceMappings.Select(m => m.DeviceName));
        Assert.All(sent.BlockDeviceMappings, m => Assert.Equal("alias/data", m.Ebs.KmsKeyId));
        Assert.Equal((true, "near"), (sent.DisableApiStop, sent.Placement.GroupName));
    }

    [Theory]
    [InlineData("""{"imageId":"ami-1"}""")]
    [InlineData("""{"launchTemplate":"web","rootVolumeGib":20}""")]
    [InlineData("""{"launchTemplate":"web","spot":true,"stopProtection":true}""")]
    [InlineData("""{"imageId":"ami-1","instanceType":"t3.micro","encrypted":false,"kmsKeyId":"k"}""")]
    public async Task What_does_not_go_together_is_refused(string arguments) => Assert.Equal(ToolErrorCode.InvalidInput,
        (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(RunInstances.Tool, System.Text.Json.Nodes.JsonNode.Parse(arguments)!)))
            .Code);

    // RequestLaunchTemplateData.InstanceRequirements: "if you plan to use the launch template [...] with the RunInstances API, you can't
    // specify InstanceRequirements"; hashicorp/terraform-provider-aws#4570 for groups beside interfaces.
    [Fact]
    public async Task What_a_template_lacks_or_has_that_RunInstances_does_not_take_is_an_obstacle()
    {
        Template(new() { InstanceRequirements = new() { VCpuCount = new() { Min = 2 } }, SecurityGroupIds = ["sg-1"] });
        var plan = await PlanAsync(RunInstances.Tool, new { launchTemplate = "lt-1", publicIp = true });

        Assert.Collection(plan.Obstacles, o => Assert.Contains("imageId", o, StringComparison.Ordinal),
            o => Assert.Contains("requirements", o, StringComparison.Ordinal),
            o => Assert.Contains("publicIp", o, StringComparison.Ordinal));

        Template(new() { ImageId = "ami-1" });
        Assert.Equal("The template names no instance type: pass instanceType.",
            Assert.Single((await PlanAsync(RunInstances.Tool, new { launchTemplate = "lt-1" })).Obstacles));
        Assert.Empty((await PlanAsync(RunInstances.Tool,
            new { launchTemplate = "lt-1", instanceType = "t3.micro", publicIp = true })).Obstacles);
    }

    private void Template(ResponseLaunchTemplateData data) =>
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
        { LaunchTemplateVersions = [new() { LaunchTemplateId = "lt-1", VersionNumber = 1, LaunchTemplateData = data }] });

    // terraform-provider-aws#4570: EC2 takes subnet and groups of such a template nowhere but in its interfaces.
    [Fact]
    public async Task Subnet_and_groups_go_into_the_interfaces_that_the_template_has()
    {
        Template(new()
        {
            NetworkInterfaces =
            [
                new() { DeviceIndex = 1, SubnetId = "subnet-2", Groups = ["sg-2"] },
                new() { DeviceIndex = 0, SubnetId = "subnet-0", Groups = ["sg-0"], DeleteOnTermination = false },
            ],
        });

        await RunAsync(RunInstances.Tool, new { launchTemplate = "lt-1", subnetId = "subnet-1", publicIp = true });

        Assert.Equal((null, null), (sent!.SubnetId, sent.SecurityGroupIds));
        Assert.Equal([(1, "subnet-2", "sg-2", null, null), (0, "subnet-1", "sg-0", true, false)], sent.NetworkInterfaces.Select(n =>
            (n.DeviceIndex!.Value, n.SubnetId, n.Groups.Single(), n.AssociatePublicIpAddress, n.DeleteOnTermination)));

        await RunAsync(RunInstances.Tool, new { launchTemplate = "lt-1" });
        Assert.Null(sent.NetworkInterfaces);
    }

    [Fact]
    public async Task A_template_s_metadata_options_stay_but_for_tokens_and_its_devices_are_taken()
    {
        Template(new()
        {
            MetadataOptions = new() { HttpPutResponseHopLimit = 2, HttpTokens = LaunchTemplateHttpTokensState.Optional },
            BlockDeviceMappings = [new() { DeviceName = "/dev/sdf" }],
        });

        await RunAsync(RunInstances.Tool, new { launchTemplate = "lt-1", dataVolumesGib = new[] { 10 } });

        Assert.Equal((2, HttpTokensState.Required),
            (sent!.MetadataOptions.HttpPutResponseHopLimit!.Value, sent.MetadataOptions.HttpTokens));
        Assert.Equal("/dev/sdg", Assert.Single(sent.BlockDeviceMappings).DeviceName);
    }
}
