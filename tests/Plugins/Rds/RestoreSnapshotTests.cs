using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class RestoreSnapshotTests : RdsToolTest
{
    public RestoreSnapshotTests()
    {
        NotThere();
        Snapshots(Snapshot("s"));
    }

    [Fact]
    public async Task The_plan_says_that_an_unencrypted_snapshot_stays_so()
    {
        var plan = await PlanAsync(RestoreSnapshot.Tool, new { snapshotId = "s", instanceId = "check" });

        Assert.Contains(plan.Warnings, w => w.StartsWith("The snapshot is not encrypted", StringComparison.Ordinal));
        Assert.Contains("s (manual snapshot of orders, postgres 16.3, 20 GiB, 2026-03-01 04:05Z, not encrypted)", plan.Summary);
    }

    [Fact]
    public async Task The_new_instance_is_private_and_protected()
    {
        RestoreDBInstanceFromDBSnapshotRequest? sent = null;
        Client.RestoreDBInstanceFromDBSnapshotAsync(Arg.Do<RestoreDBInstanceFromDBSnapshotRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBInstanceFromDBSnapshotResponse { DBInstance = Orders });

        await RunAsync(RestoreSnapshot.Tool, new { snapshotId = "s", instanceId = "check", securityGroupIds = new[] { "sg-1" } });

        Assert.Equal((false, true, "sg-1"),
            (sent!.PubliclyAccessible!.Value, sent.DeletionProtection!.Value, sent.VpcSecurityGroupIds.Single()));
    }
}
