using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeleteLaunchTemplateTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_plan_names_the_groups_that_can_launch_no_more()
    {
        Client.DescribeLaunchTemplatesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLaunchTemplatesResponse { LaunchTemplates = [Ec2Things.Template()] });
        var scaled = Ec2Things.Instance("i-2");
        scaled.Tags.Add(new("aws:autoscaling:groupName", "web"));
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance(), scaled));

        var plan = await PlanAsync(DeleteLaunchTemplate.Tool, new { launchTemplateId = "lt-1" });

        Assert.Equal(
        [
            "launch template web: deleted",
            "LOST: its versions up to 4",
            "i-1 (web, t3.micro, running): stays; it was launched from the template and runs on",
            "WARNING: Auto Scaling group web can launch no more instances.",
            "Not known: Whether Auto Scaling groups without instances use it.",
            "This cannot be taken back: AWS keeps no copy of a launch template.",
        ], Lines(plan));
    }
}
