using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeleteLaunchTemplateTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_plan_names_the_groups_that_can_launch_no_more()
    {
        Client.DescribeLaunchTemplatesAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplatesResponse { LaunchTemplates = [Ec2Things.Template()] });
        var scaled = Ec2Things.Instance("i-2");
        scaled.Tags.Add(new("aws:autoscaling:groupName", "web"));
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance(), scaled));

        var plan = await PlanAsync(DeleteLaunchTemplate.Tool, new { templateId = "lt-1" });

        Assert.Equal(
        [
            "Its versions up to 4 are lost for good.",
            "Auto Scaling group web can launch no more instances.",
            "i-1 (web, t3.micro, running) was launched from it and runs on",
        ], plan.Effects);
    }
}
