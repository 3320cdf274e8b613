using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class CancelInstanceRefreshTests : AsgTest
{
    private static readonly object Arguments = new { group = "web" };

    private void Refresh(InstanceRefreshStatus status, DesiredConfiguration? wanted = null) =>
        Client.DescribeInstanceRefreshesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceRefreshesResponse
        {
            InstanceRefreshes = [
                new() { InstanceRefreshId = "r-1", Status = status, PercentageComplete = 40, DesiredConfiguration = wanted }],
        });

    [Fact]
    public async Task A_refresh_in_progress_is_cancelled_or_rolled_back()
    {
        Refresh(InstanceRefreshStatus.InProgress, new());
        Client.CancelInstanceRefreshAsync(default!, default)
            .ReturnsForAnyArgs(new CancelInstanceRefreshResponse { InstanceRefreshId = "r-1" });
        Client.RollbackInstanceRefreshAsync(default!, default)
            .ReturnsForAnyArgs(new RollbackInstanceRefreshResponse { InstanceRefreshId = "r-1" });

        var plan = await PlanAsync(CancelInstanceRefresh.Tool, Arguments);

        Assert.Equal("instance refresh r-1 (40 % done): deleted; it ends where it is: instances of both templates run", Lines(plan)[0]);
        Assert.Empty((await PlanAsync(CancelInstanceRefresh.Tool, new { group = "web", rollback = true })).Obstacles);
        Assert.Equal("r-1", (await RunAsync(CancelInstanceRefresh.Tool, Arguments)).GetProperty("refreshId").GetString());
        await Client.DidNotReceiveWithAnyArgs().RollbackInstanceRefreshAsync(default!, default);
        await RunAsync(CancelInstanceRefresh.Tool, new { group = "web", rollback = true });
        await Client.ReceivedWithAnyArgs(1).RollbackInstanceRefreshAsync(default!, default);
    }

    [Fact]
    public async Task Without_a_refresh_in_progress_or_a_configuration_to_go_back_from_there_is_an_obstacle()
    {
        Assert.Equal("No instance refresh of web is in progress.",
            Assert.Single((await PlanAsync(CancelInstanceRefresh.Tool, Arguments)).Obstacles));
        Refresh(InstanceRefreshStatus.Successful);
        Assert.Contains("the last one is Successful", Assert.Single((await PlanAsync(CancelInstanceRefresh.Tool, Arguments)).Obstacles),
            StringComparison.Ordinal);
        Refresh(InstanceRefreshStatus.InProgress);
        Assert.Contains("desired configuration",
            Assert.Single((await PlanAsync(CancelInstanceRefresh.Tool, new { group = "web", rollback = true })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_can_be_cancelled_and_not_be_rolled_back()
    {
        Refresh(InstanceRefreshStatus.RollbackInProgress, new());

        Assert.Empty((await PlanAsync(CancelInstanceRefresh.Tool, Arguments)).Obstacles);
        Assert.Single((await PlanAsync(CancelInstanceRefresh.Tool, new { group = "web", rollback = true })).Obstacles);
    }

    [Theory]
    [InlineData("$Latest", 1)]
    [InlineData("$Default", 1)]
    [InlineData("3", 0)]
    public async Task A_group_that_follows_its_template_is_not_rolled_back(string version, int obstacles)
    {
        var web = Web;
        web.LaunchTemplate.Version = version;
        There(web);
        Refresh(InstanceRefreshStatus.InProgress, new());

        Assert.Equal(obstacles, (await PlanAsync(CancelInstanceRefresh.Tool, new { group = "web", rollback = true })).Obstacles.Count);
    }
}
