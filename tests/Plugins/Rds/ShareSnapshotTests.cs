using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ShareSnapshotTests : RdsToolTest
{
    public ShareSnapshotTests() =>
        Client.DescribeDBSnapshotAttributesAsync(default!, default).ReturnsForAnyArgs(new DescribeDBSnapshotAttributesResponse
        {
            DBSnapshotAttributesResult = new() { DBSnapshotAttributes = [new() { AttributeName = "restore", AttributeValues = ["all"] }] },
        });

    [Fact]
    public async Task A_public_snapshot_is_told_loudly_and_can_be_closed_but_never_opened()
    {
        Snapshots(Snapshot("s"));

        var plan = await PlanAsync(ShareSnapshot.Tool,
            new { snapshotId = "s", addAccounts = new[] { "210987654321" }, removeAccounts = new[] { "all" } });

        Assert.Contains(plan.Changes, c => c is { Property: "shared with", From: "EVERYBODY", To: "210987654321" });
        Assert.Equal("210987654321", plan.Undo!.Arguments.GetProperty("removeAccounts")[0].GetString());
        Assert.Equal(0, plan.Undo.Arguments.GetProperty("addAccounts").GetArrayLength());
        await Assert.ThrowsAnyAsync<Exception>(() =>
            PlanAsync(ShareSnapshot.Tool, new { snapshotId = "s", addAccounts = new[] { "all" } }));
    }

    [Fact]
    public async Task An_automated_one_is_copied_first()
    {
        Snapshots(Snapshot("s", "automated"));

        Assert.Contains("rds_copy_snapshot",
            Assert.Single((await PlanAsync(ShareSnapshot.Tool,
                new { snapshotId = "s", addAccounts = new[] { "210987654321" } })).Obstacles), StringComparison.Ordinal);
    }
}
