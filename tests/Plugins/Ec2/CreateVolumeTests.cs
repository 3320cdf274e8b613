using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateVolumeTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task It_is_encrypted_and_named()
    {
        CreateVolumeRequest? sent = null;
        Client.CreateVolumeAsync(Arg.Do<CreateVolumeRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateVolumeResponse { Volume = Ec2Things.Volume("creating") });

        await RunAsync(CreateVolume.Tool, new { zone = "eu-west-1a", sizeGib = 20, name = "data" });

        Assert.Equal((true, "gp3", 20), (sent!.Encrypted!.Value, sent.VolumeType.Value, sent.Size!.Value));
        Assert.Equal("data", sent.TagSpecifications.Single().Tags.Single().Value);
        Assert.True(Guid.TryParse(sent.ClientToken, out _));
    }

    [Fact]
    public async Task A_volume_needs_a_size_or_a_snapshot()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateVolume.Tool, new { zone = "eu-west-1a" }));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
    }

    [Fact]
    public async Task The_plan_tells_which_data_it_starts_with()
    {
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot()] });

        var plan = await PlanAsync(CreateVolume.Tool, new { zone = "eu-west-1a", snapshotId = "snap-1" });

        Assert.StartsWith("Create a volume of 20 GiB gp3 in eu-west-1a", plan.Summary);
        Assert.Equal("It starts with the data of snap-1 (taken 2026-03-01 04:05Z).", plan.Effects[0]);
    }
}
