using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CopySnapshotTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task A_copy_is_always_encrypted_and_an_unfinished_source_is_an_obstacle()
    {
        var source = Ec2Things.Snapshot();
        source.State = SnapshotState.Pending;
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [source] });
        Client.CopySnapshotAsync(default!, default).ReturnsForAnyArgs(new CopySnapshotResponse { SnapshotId = "snap-2" });
        var input = new { snapshotId = "snap-1", sourceRegion = "eu-west-1" };
        var here = new ToolContext { Target = new(null, "eu-west-1"), Time = Time };

        Assert.Equal("snap-1 is pending, not completed.", Assert.Single((await PlanAsync(CopySnapshot.Tool, input, here)).Obstacles));
        Assert.Equal("snap-2", (await RunAsync(CopySnapshot.Tool, input)).GetProperty("id").GetString());

        await Client.Received()
            .CopySnapshotAsync(Arg.Is<CopySnapshotRequest>(r => r.Encrypted == true && r.SourceRegion == "eu-west-1"), default);
    }
}
