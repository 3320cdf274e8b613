using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListSnapshotsTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Only_own_snapshots_are_asked_for()
    {
        DescribeSnapshotsRequest? sent = null;
        Client.DescribeSnapshotsAsync(Arg.Do<DescribeSnapshotsRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot()] });

        var page = await RunAsync(ListSnapshots.Tool, new { volumeId = "vol-1", limit = 2 });

        Assert.Equal(["self"], sent!.OwnerIds);
        Assert.Equal(("volume-id", 5), (sent.Filters.Single().Name, sent.MaxResults!.Value));
        await RunAsync(ListSnapshots.Tool, new { state = "recoverable" }); // EC2-L9
        Assert.Equal("2026-03-01T04:05:06Z", page.GetProperty("items")[0].GetProperty("createdAt").GetString());
    }
}
