using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class StartInstanceRefreshTests : AsgTest
{
    // EC2-H12a, EC2-H12b
    [Fact]
    public async Task The_plan_tells_the_figures_of_the_groups_own_policy_and_what_the_refresh_waits_for()
    {
        var group = Web;
        group.InstanceMaintenancePolicy = new() { MinHealthyPercentage = 100, MaxHealthyPercentage = 110 };
        group.Instances.Add(At("i-3", "eu-west-1a"));
        group.Instances[2].LifecycleState = LifecycleState.Standby;
        There(group);

        Assert.Equal(
        [
            "100 % of the capacity of web: stays; in service at any time; at most 110 % run at once",
            "i-1 (t3.micro, eu-west-1a, InService, Healthy) of launch template web:2: replaced; instance-store data is lost; it stays if "
                + "it matches launch template web:3",
            "i-2 (t3.micro, eu-west-1b, InService, Healthy, protected from scale-in) of launch template web:3: stays; it matches already",
            "i-3 (t3.micro, eu-west-1a, Standby, Healthy) of an unknown template: replaced; instance-store data is lost; it stays if it "
                + "matches launch template web:3",
            "WARNING: The refresh waits an hour for i-3, which is on standby, and then fails.",
            "This cannot be taken back: Replaced instances do not come back.",
        ], Lines(await PlanAsync(StartInstanceRefresh.Tool, new { group = "web" })));
        var all = await PlanAsync(StartInstanceRefresh.Tool, new { group = "web", skipMatching = false, minHealthyPercentage = 50 });
        Assert.Contains("The refresh waits an hour for i-2, which is protected from scale-in, and then fails.", all.Warnings);
        Assert.Equal("50 % of the capacity of web", all.Changes[0].Resource);
    }

    // EC2-H12a
    [Fact]
    public async Task What_is_left_out_is_not_sent()
    {
        Started();

        await RunAsync(StartInstanceRefresh.Tool, new { group = "web" });

        await Client.Received().StartInstanceRefreshAsync(Arg.Is<StartInstanceRefreshRequest>(r =>
            r.Preferences.MinHealthyPercentage == null && r.Preferences.MaxHealthyPercentage == null && r.Preferences.SkipMatching == true),
                default);
    }

    // EC2-H12a
    [Theory]
    [InlineData(null, 110)]
    [InlineData(50, 160)]
    public async Task Percentages_that_AWS_does_not_take_together_are_refused(int? minHealthyPercentage, int maxHealthyPercentage)
    {
        object input = minHealthyPercentage is null ? new { group = "web", maxHealthyPercentage }
            : new { group = "web", minHealthyPercentage, maxHealthyPercentage };

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(StartInstanceRefresh.Tool, input))).Code);
    }

    [Fact]
    public async Task A_new_template_comes_with_the_refresh_and_what_matches_it_stays()
    {
        Started();

        var plan = await PlanAsync(StartInstanceRefresh.Tool, new { group = "web", launchTemplateVersion = "2", autoRollback = true });
        await RunAsync(StartInstanceRefresh.Tool, new { group = "web", launchTemplateVersion = "2", autoRollback = true });

        Assert.Empty(plan.Obstacles);
        Assert.Equal("web: launch template: launch template web:3 -> launch template web:2; when the refresh succeeds", Lines(plan)[0]);
        Assert.Contains(Lines(plan), l => l.StartsWith("i-1 ", StringComparison.Ordinal)
            && l.EndsWith("stays; it matches already", StringComparison.Ordinal));
        await Client.Received().StartInstanceRefreshAsync(Arg.Is<StartInstanceRefreshRequest>(r => r.Preferences.AutoRollback == true
            && r.DesiredConfiguration.LaunchTemplate.LaunchTemplateId == "lt-1" && r.DesiredConfiguration.LaunchTemplate.Version == "2"
            && r.DesiredConfiguration.LaunchTemplate.LaunchTemplateName == null), default);
    }

    [Fact]
    public async Task A_mixed_group_keeps_its_types_with_another_template()
    {
        There(Weighted);
        Started();

        await RunAsync(StartInstanceRefresh.Tool, new { group = "web", launchTemplateVersion = "31" });

        await Client.Received().StartInstanceRefreshAsync(Arg.Is<StartInstanceRefreshRequest>(r =>
            r.DesiredConfiguration.LaunchTemplate == null
            && r.DesiredConfiguration.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version == "31"
            && r.DesiredConfiguration.MixedInstancesPolicy.LaunchTemplate.Overrides.Count == 2), default);
    }

    // RefreshPreferences.AutoRollback: not without a desired configuration, and not with $Latest or $Default.
    [Theory]
    [InlineData(null, "3")]
    [InlineData("$Latest", "3")]
    [InlineData("4", "$Default")]
    public async Task Where_AWS_does_not_go_back_the_plan_says_so(string? launchTemplateVersion, string version)
    {
        var group = Web;
        group.LaunchTemplate.Version = version;
        There(group);

        var plan = await PlanAsync(StartInstanceRefresh.Tool, launchTemplateVersion is null
            ? new { group = "web", autoRollback = true } : new { group = "web", launchTemplateVersion, autoRollback = true });

        Assert.StartsWith("AWS ", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_without_figures_leaves_AWSs_defaults()
    {
        var group = Web;
        group.InstanceMaintenancePolicy = new() { MinHealthyPercentage = -1, MaxHealthyPercentage = -1 };
        There(group);

        Assert.StartsWith("90 % of the capacity of web: stays; in service at any time; at most 100 %",
            Lines(await PlanAsync(StartInstanceRefresh.Tool, new { group = "web" }))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_that_runs_stands_in_the_way_of_another()
    {
        Refreshes(new() { InstanceRefreshId = "r-1", Status = InstanceRefreshStatus.InProgress, PercentageComplete = 40 });

        Assert.Contains("r-1", Assert.Single((await PlanAsync(StartInstanceRefresh.Tool, new { group = "web" })).Obstacles),
            StringComparison.Ordinal);
    }

    // EC2-M3
    [Fact]
    public async Task A_refresh_that_fails_ends_the_wait_with_its_reason_and_its_id()
    {
        Started();
        Refreshes(new()
        {
            InstanceRefreshId = "r-2",
            Status = InstanceRefreshStatus.Failed,
            PercentageComplete = 50,
            StatusReason = "unhealthy"
        });
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(StartInstanceRefresh.Tool, new { group = "web", wait = true }, context));

        Assert.Equal("The instance refresh r-2 ended as Failed after 50 %: unhealthy", error.Message);
        Assert.Equal("r-2", Assert.Single(context.Steps).Created);
    }

    [Fact]
    public async Task A_refresh_can_be_waited_for()
    {
        Started();
        Client.DescribeInstanceRefreshesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeInstanceRefreshesResponse { InstanceRefreshes = null },
            new DescribeInstanceRefreshesResponse
            {
                InstanceRefreshes =
                [new() { InstanceRefreshId = "r-2", Status = InstanceRefreshStatus.Baking, PercentageComplete = 100 }]
            },
            new DescribeInstanceRefreshesResponse
            {
                InstanceRefreshes =
                [new() { InstanceRefreshId = "r-2", Status = InstanceRefreshStatus.Successful, PercentageComplete = 100 }]
            });

        Assert.Equal("Successful", (await RunAsync(StartInstanceRefresh.Tool, new { group = "web", wait = true })).GetProperty("status")
            .GetString());
        Assert.Equal(["Pending, 0 % done", "Baking, 100 % done"], Progress.Select(p => p.Message));
    }

    private void Started() =>
        Client.StartInstanceRefreshAsync(default!, default)
            .ReturnsForAnyArgs(new StartInstanceRefreshResponse { InstanceRefreshId = "r-2" });

    private void Refreshes(InstanceRefresh refresh) =>
        Client.DescribeInstanceRefreshesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeInstanceRefreshesResponse { InstanceRefreshes = [refresh] });
}
