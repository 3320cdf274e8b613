using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class ListGroupsTests : AsgTest
{
    [Fact]
    public async Task Groups_are_filtered_by_AWS_and_cut_to_its_largest_page()
    {
        var page =
            await RunAsync(ListGroups.Tool,
            new { tags = new Dictionary<string, string> { ["team"] = "web", ["owner"] = "" }, limit = 500 });

        await Client.Received().DescribeAutoScalingGroupsAsync(
            Arg.Is<DescribeAutoScalingGroupsRequest>(r => r.MaxRecords == 100 && r.Filters[0].Name == "tag:team"
                && r.Filters[1].Name == "tag-key"), default);
        var row = page.GetProperty("items")[0];
        Assert.Equal((2, "web:3"), (row.GetProperty("inService").GetInt32(), row.GetProperty("launchTemplate").GetString()));
        Assert.False(row.TryGetProperty("unit", out _));
    }

    // EC2-H11b
    [Fact]
    public async Task A_weighted_group_tells_its_unit()
    {
        There(Weighted);

        var row = (await RunAsync(ListGroups.Tool, new { })).GetProperty("items")[0];

        Assert.Equal((8, "units", 8, 2), (row.GetProperty("desired").GetInt32(), row.GetProperty("unit").GetString(),
            row.GetProperty("inServiceCapacity").GetInt32(), row.GetProperty("inService").GetInt32()));
    }

    // ANS-R28
    [Fact]
    public async Task A_launch_configuration_is_not_shown_as_a_template()
    {
        var group = Web;
        (group.LaunchTemplate, group.LaunchConfigurationName) = (null, "old");
        There(group);

        var row = (await RunAsync(ListGroups.Tool, new { })).GetProperty("items")[0];

        Assert.Equal("old", row.GetProperty("launchConfiguration").GetString());
        Assert.False(row.TryGetProperty("launchTemplate", out _));
    }
}
