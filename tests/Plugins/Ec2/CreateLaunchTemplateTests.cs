using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateLaunchTemplateTests : ToolTest<IAmazonEC2>
{
    public CreateLaunchTemplateTests() =>
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [Ec2Things.Image()] });

    [Fact]
    public async Task What_it_launches_is_as_safe_as_what_is_launched_directly()
    {
        CreateLaunchTemplateRequest? sent = null;
        Client.CreateLaunchTemplateAsync(Arg.Do<CreateLaunchTemplateRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateLaunchTemplateResponse { LaunchTemplate = Ec2Things.Template() });

        await RunAsync(CreateLaunchTemplate.Tool,
            new { name = "web", imageId = "ami-1", rootVolumeGib = 30, instanceProfile = "web", tags = new { team = "a" } });

        var data = sent!.LaunchTemplateData;
        Assert.Equal(LaunchTemplateHttpTokensState.Required, data.MetadataOptions.HttpTokens);
        Assert.Equal([(30, true), (50, true)], data.BlockDeviceMappings.Select(m => (m.Ebs.VolumeSize!.Value, m.Ebs.Encrypted!.Value)));
        Assert.Equal("web", data.IamInstanceProfile.Name);
        Assert.Equal(["instance", "volume"], data.TagSpecifications.Select(t => t.ResourceType.Value));
        Assert.Equal("launch-template", sent.TagSpecifications.Single().ResourceType.Value);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_an_obstacle_with_the_tool_to_use()
    {
        Client.DescribeLaunchTemplatesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLaunchTemplatesResponse { LaunchTemplates = [Ec2Things.Template()] });

        var plan = await PlanAsync(CreateLaunchTemplate.Tool, new { name = "web", imageId = "ami-1" });

        Assert.Contains("ec2_create_template_version", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    // EC2-H9b
    [Fact]
    public async Task What_EC2_finds_wrong_in_a_template_that_it_takes_is_told()
    {
        Client.CreateLaunchTemplateAsync(default!, default).ReturnsForAnyArgs(new CreateLaunchTemplateResponse
        {
            LaunchTemplate = Ec2Things.Template(),
            Warning = new() { Errors = [new() { Code = "InvalidKeyPair.NotFound", Message = "The key pair 'x' does not exist" }] },
        });

        var result = await RunAsync(CreateLaunchTemplate.Tool, new { name = "web", imageId = "ami-1", keyName = "x" });

        Assert.Equal("InvalidKeyPair.NotFound: The key pair 'x' does not exist", result.GetProperty("warnings")[0].GetString());
    }

    // EC2-M15
    [Fact]
    public async Task Without_encryption_the_volumes_are_left_to_the_image()
    {
        CreateLaunchTemplateRequest? sent = null;
        Client.CreateLaunchTemplateAsync(Arg.Do<CreateLaunchTemplateRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateLaunchTemplateResponse { LaunchTemplate = Ec2Things.Template() });

        await RunAsync(CreateLaunchTemplate.Tool, new { name = "web", imageId = "ami-1", encrypted = false });

        Assert.Null(sent!.LaunchTemplateData.BlockDeviceMappings);
    }
}
