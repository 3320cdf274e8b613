using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateTemplateVersionTests : ToolTest<IAmazonEC2>
{
    public CreateTemplateVersionTests()
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [Ec2Things.Image()] });
        Client.DescribeLaunchTemplatesAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplatesResponse { LaunchTemplates = [Ec2Things.Template()] });
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
        {
            LaunchTemplateVersions = [new() { VersionNumber = 4, LaunchTemplateData = new() { ImageId = "ami-0" } }],
        });
    }

    [Fact]
    public async Task It_starts_from_the_latest_version_and_changes_only_what_is_given()
    {
        CreateLaunchTemplateVersionRequest? sent = null;
        Client.CreateLaunchTemplateVersionAsync(Arg.Do<CreateLaunchTemplateVersionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateLaunchTemplateVersionResponse { LaunchTemplateVersion = new() { VersionNumber = 5 } });

        await RunAsync(CreateTemplateVersion.Tool, new { templateId = "lt-1", imageId = "ami-1", setDefault = true });

        Assert.Equal(("4", "ami-1"), (sent!.SourceVersion, sent.LaunchTemplateData.ImageId));
        Assert.Null(sent.LaunchTemplateData.SecurityGroupIds);
        Assert.Null(sent.LaunchTemplateData.UserData);
        await Client.Received().ModifyLaunchTemplateAsync(Arg.Is<ModifyLaunchTemplateRequest>(r => r.DefaultVersion == "5"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_plan_tells_what_changes()
    {
        var plan = await PlanAsync(CreateTemplateVersion.Tool, new { templateId = "lt-1", imageId = "ami-1" });

        Assert.Equal("Add version 5 to lt-1 (web).", plan.Summary);
        Assert.Equal(["image: ami-0 -> ami-1", "default version: 1 (stays)"], plan.Effects.Take(2));
    }
}
