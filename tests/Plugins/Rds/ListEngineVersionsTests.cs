using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListEngineVersionsTests : RdsToolTest
{
    public ListEngineVersionsTests() =>
        Client.DescribeDBEngineVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBEngineVersionsResponse
        {
            DBEngineVersions =
        [
            new()
            {
                EngineVersion = "14.9", Status = "available", DBParameterGroupFamily = "postgres14",
                ValidUpgradeTarget = [new() { EngineVersion = "14.10", IsMajorVersionUpgrade = false },
                    new() { EngineVersion = "16.3", IsMajorVersionUpgrade = true }],
            },
        ],
        });

    [Fact]
    public async Task Upgrades_are_told_apart_when_a_version_is_named()
    {
        var row = (await RunAsync(ListEngineVersions.Tool, new { engine = "postgres", version = "14.9" })).GetProperty("items")[0];

        Assert.Equal("14.10", row.GetProperty("upgradesTo")[0].GetString());
        Assert.Equal("16.3", row.GetProperty("majorUpgradesTo")[0].GetString());
    }

    [Fact]
    public async Task Rows_of_all_versions_stay_short()
    {
        var row = (await RunAsync(ListEngineVersions.Tool, new { engine = "postgres" })).GetProperty("items")[0];

        Assert.False(row.TryGetProperty("upgradesTo", out _));
    }
}
