using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateVolumeTests : ToolTest<IAmazonEC2>
{
    private CreateVolumeRequest? sent;

    public CreateVolumeTests() => Client.CreateVolumeAsync(Arg.Do<CreateVolumeRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new CreateVolumeResponse { Volume = Ec2Things.Volume("creating") });

    [Fact]
    public async Task It_is_encrypted_and_named()
    {
        await RunAsync(CreateVolume.Tool, new { availabilityZone = "eu-west-1a", sizeGib = 20, name = "data" });

        Assert.Equal((true, "gp3", 20), (sent!.Encrypted!.Value, sent.VolumeType.Value, sent.Size!.Value));
        Assert.Equal("data", sent.TagSpecifications.Single().Tags.Single().Value);
        Assert.True(Guid.TryParse(sent.ClientToken, out _));
    }

    // EC2-H8a
    [Fact]
    public async Task Waiting_outlives_the_moment_in_which_EC2_does_not_know_the_volume_and_the_step_names_it()
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(
            _ => throw new AmazonEC2Exception("no") { ErrorCode = "InvalidVolume.NotFound" },
            _ => new DescribeVolumesResponse { Volumes = [Ec2Things.Volume()] });
        var context = Context();

        var result = await RunAsync(CreateVolume.Tool, new { availabilityZone = "eu-west-1a", sizeGib = 20, wait = true }, context);

        Assert.Equal("available", result.GetProperty("state").GetString());
        Assert.Equal("vol-1", Assert.Single(context.Steps).Created);
    }

    // EC2-M3
    [Fact]
    public async Task A_volume_that_fails_ends_the_wait_and_is_named_by_the_step()
    {
        var failed = Ec2Things.Volume("error");
        failed.KmsKeyId = "arn:aws:kms:eu-west-1:1:key/k";
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [failed] });
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(CreateVolume.Tool, new { availabilityZone = "eu-west-1a", sizeGib = 20, wait = true }, context));

        Assert.Equal((ToolErrorCode.Conflict, "vol-1 is error; check that arn:aws:kms:eu-west-1:1:key/k may be used."),
            (error.Code, error.Message));
        Assert.Equal("vol-1", Assert.Single(context.Steps).Created);
    }

    public static TheoryData<object> Impossible =>
    [
        new { availabilityZone = "eu-west-1a" },
        new { availabilityZone = "eu-west-1a", sizeGib = 20, type = "io2" },
        new { availabilityZone = "eu-west-1a", sizeGib = 20, type = "gp2", iops = 3000 },
        new { availabilityZone = "eu-west-1a", sizeGib = 20, type = "io2", iops = 3000, throughput = 500 },
        new { availabilityZone = "eu-west-1a", sizeGib = 20, encrypted = false, kmsKeyId = "alias/k" },
    ];

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task What_EC2_takes_for_no_volume_is_wrong_input(object arguments)
    {
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateVolume.Tool, arguments))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateVolume.Tool, arguments))).Code);
        Assert.Null(sent);
    }

    [Fact]
    public async Task The_plan_tells_which_data_it_starts_with()
    {
        Client.DescribeSnapshotsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot()] });

        var plan = await PlanAsync(CreateVolume.Tool, new { availabilityZone = "eu-west-1a", snapshotId = "snap-1" });

        Assert.Equal(
        [
            "volume of 20 GiB gp3 in eu-west-1a: created",
            "volume of 20 GiB gp3 in eu-west-1a: encryption: on, default key",
            "volume of 20 GiB gp3 in eu-west-1a: data: of snap-1 (taken 2026-03-01 04:05Z)",
        ], Lines(plan));
    }

    [Fact]
    public async Task A_snapshot_that_is_pending_archived_or_larger_is_an_obstacle()
    {
        var snapshot = Ec2Things.Snapshot();
        (snapshot.State, snapshot.StorageTier) = (SnapshotState.Pending, StorageTier.Archive);
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [snapshot] });

        Assert.Equal(3, (await PlanAsync(
            CreateVolume.Tool, new { availabilityZone = "eu-west-1a", snapshotId = "snap-1", sizeGib = 5 })).Obstacles.Count);
    }
}
