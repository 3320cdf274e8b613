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
        Assert.Equal([("/dev/xvda", null, 8), ("/dev/sdb", "snap-2", 50)], sent.BlockDeviceMappings.Select(m => (m.DeviceName, (string?)m.Ebs.SnapshotId, m.Ebs.VolumeSize!.Value)));
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
            Subnets = [new() { SubnetId = "subnet-1", CidrBlock = "10.0.0.0/24", AvailabilityZone = "eu-west-1a", VpcId = "vpc-1", MapPublicIpOnLaunch = true }],
        });

        var plan = await PlanAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", subnetId = "subnet-1" });

        Assert.Contains("Network: subnet-1 (10.0.0.0/24, eu-west-1a, vpc-1).", plan.Effects);
        Assert.Contains("Public IPv4 address: yes.", plan.Effects);
        Assert.Contains("Volume: /dev/xvda 8 GiB gp2, encrypted.", plan.Effects);
        Assert.Empty(plan.Resources);
    }

    [Fact]
    public async Task Waiting_outlives_the_moment_in_which_EC2_does_not_know_its_instance_yet()
    {
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(
            _ => throw new AmazonEC2Exception("no") { ErrorCode = "InvalidInstanceID.NotFound" },
            _ => Ec2Things.Described(Ec2Things.Instance()));

        var result = await RunAsync(RunInstances.Tool, new { imageId = "ami-1", instanceType = "t3.micro", wait = true });

        Assert.Equal("running", result.GetProperty("instances")[0].GetProperty("state").GetString());
        Assert.Equal("0 of 1 instances run", Assert.Single(Progress).Message);
    }
}
