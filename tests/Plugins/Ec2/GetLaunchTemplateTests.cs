using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class GetLaunchTemplateTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_newest_versions_come_first_and_user_data_stays_away()
    {
        Client.DescribeLaunchTemplatesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLaunchTemplatesResponse { LaunchTemplates = [Ec2Things.Template()] });
        DescribeLaunchTemplateVersionsRequest? sent = null;
        Client.DescribeLaunchTemplateVersionsAsync(Arg.Do<DescribeLaunchTemplateVersionsRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
            {
                LaunchTemplateVersions =
                [
                    new() { VersionNumber = 3 },
                    new()
                    {
                        VersionNumber = 4,
                        LaunchTemplateData = new()
                        {
                            ImageId = "ami-1", UserData = "c2VjcmV0",
                            NetworkInterfaces = [new() { SubnetId = "subnet-1", Groups = ["sg-1"] }],
                            BlockDeviceMappings = [new() { DeviceName = "/dev/xvda",
                            Ebs = new() { VolumeSize = 8, VolumeType = "gp3", Encrypted = true } }],
                        },
                    },
                ],
            });

        var result = await RunAsync(GetLaunchTemplate.Tool, new { launchTemplateId = "lt-1", versions = 2 });

        Assert.Equal(("3", "4"), (sent!.MinVersion, sent.MaxVersion));
        var newest = result.GetProperty("versions")[0];
        Assert.Equal((4, true), (newest.GetProperty("number").GetInt32(), newest.GetProperty("hasUserData").GetBoolean()));
        Assert.Equal("/dev/xvda 8 GiB gp3 encrypted", newest.GetProperty("volumes")[0].GetString());
        Assert.Equal("sg-1", newest.GetProperty("securityGroupIds")[0].GetString());
        Assert.DoesNotContain("c2VjcmV0", result.GetRawText());
    }
}
