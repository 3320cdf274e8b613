using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ModifyVolumeTests : ToolTest<IAmazonEC2>
{
    private readonly Volume volume = Ec2Things.Volume("in-use", "i-1");
    private ModifyVolumeRequest? sent;

    public ModifyVolumeTests()
    {
        (volume.Iops, volume.Throughput) = (3000, 125);
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [volume] });
        Client.DescribeVolumesModificationsAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesModificationsResponse());
        Client.ModifyVolumeAsync(Arg.Do<ModifyVolumeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ModifyVolumeResponse { VolumeModification = At("modifying", 0) });
    }

    private static VolumeModification At(string state, long percent) =>
        new()
        {
            VolumeId = "vol-1",
            ModificationState = state,
            Progress = percent,
            OriginalSize = 20,
            OriginalVolumeType = "gp3",
            TargetSize = 50,
            TargetVolumeType = "gp3"
        };

    private void Modifications(params VolumeModification[] looks) =>
        Client.DescribeVolumesModificationsAsync(default!, default).ReturnsForAnyArgs(
        Answer(looks[0]), [.. looks.Skip(1).Select(Answer)]);

    private static Task<DescribeVolumesModificationsResponse> Answer(VolumeModification m) =>
        Task.FromResult(new DescribeVolumesModificationsResponse { VolumesModifications = [m] });

    [Fact]
    public async Task A_volume_grows_and_the_wait_ends_when_the_new_size_is_usable()
    {
        Modifications(At("modifying", 10), At("optimizing", 1));

        var plan = await PlanAsync(ModifyVolume.Tool, new { volumeId = "vol-1", sizeGib = 50 });
        Modifications(At("modifying", 10), At("optimizing", 1));
        var result = await RunAsync(ModifyVolume.Tool, new { volumeId = "vol-1", sizeGib = 50, type = "gp3", wait = true });

        Assert.Equal("vol-1: size in GiB: 20 -> 50; it costs more from now on", Lines(plan)[0]);
        Assert.StartsWith("The operating system must grow the file system", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.StartsWith("An earlier change of vol-1 is modifying (10 %)", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.NotNull(plan.NoUndo);
        // What is so already is not sent.
        Assert.Equal((50, null), (sent!.Size, sent.VolumeType?.Value));
        Assert.Equal("optimizing", result.GetProperty("state").GetString());
        Assert.Equal("vol-1 is modifying, 10 %", Assert.Single(Progress).Message);
    }

    [Fact]
    public async Task A_failed_change_tells_AWSs_words()
    {
        var failed = At("failed", 0);
        failed.StatusMessage = "no capacity";
        Modifications(failed);

        Assert.Equal("The change of vol-1 failed: no capacity",
            (await Assert.ThrowsAsync<ToolException>(() =>
                RunAsync(ModifyVolume.Tool, new { volumeId = "vol-1", sizeGib = 50, wait = true }))).Message);
    }

    [Fact]
    public async Task Type_and_speed_can_be_changed_back_and_what_does_not_fit_is_an_obstacle()
    {
        Assert.Equal("""{"volumeId":"vol-1","type":"gp3","iops":3000,"throughput":125}""",
            (await PlanAsync(ModifyVolume.Tool, new { volumeId = "vol-1", type = "io2", iops = 4000 })).Undo!.Arguments.GetRawText());
        Assert.Equal(["vol-1 (data, 20 GiB gp3, in-use) cannot become smaller; copy its data to a smaller volume.",
            "A volume of type st1 takes no iops.", "A volume of type st1 takes no throughput."],
            (await PlanAsync(ModifyVolume.Tool, new { volumeId = "vol-1", sizeGib = 10, type = "st1", iops = 4000, throughput = 200 }))
                .Obstacles);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyVolume.Tool, new { volumeId = "vol-1" }))).Code);
    }

    // EC2 takes the new type's default for what is left out: what is asked for is sent also where the volume has it already.
    [Fact]
    public async Task Speed_that_the_volume_has_already_is_sent_with_another_type()
    {
        (volume.VolumeType, volume.Iops, volume.Throughput) = ("io1", 5000, null);

        var plan = await PlanAsync(ModifyVolume.Tool, new { volumeId = "vol-1", type = "gp3", iops = 5000, throughput = 250 });
        await RunAsync(ModifyVolume.Tool, new { volumeId = "vol-1", type = "gp3", iops = 5000, throughput = 250 });

        Assert.Equal(("gp3", 5000, 250), (sent!.VolumeType.Value, sent.Iops!.Value, sent.Throughput!.Value));
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public async Task The_defaults_of_another_type_are_told()
    {
        (volume.VolumeType, volume.Iops, volume.Throughput) = ("io1", 5000, null);

        var plan = await PlanAsync(ModifyVolume.Tool, new { volumeId = "vol-1", type = "gp3" });
        await RunAsync(ModifyVolume.Tool, new { volumeId = "vol-1", type = "gp3" });

        Assert.Contains("vol-1: IOPS: 5000 -> 3000; the default of the new type", Lines(plan));
        Assert.Equal("The volume has 5000 IOPS now; without iops it gets 3000, and may become slower.", Assert.Single(plan.Warnings));
        Assert.Equal((null, null), (sent!.Iops, sent.Throughput));
    }

    [Fact]
    public async Task An_earlier_change_that_EC2_still_shows_does_not_end_the_wait()
    {
        var at = new DateTime(2026, 3, 1, 4, 0, 0, DateTimeKind.Utc);
        VolumeModification old = At("completed", 100), begun = At("modifying", 0), usable = At("optimizing", 1);
        (old.StartTime, begun.StartTime, usable.StartTime) = (at.AddDays(-1), at, at);
        Client.ModifyVolumeAsync(default!, default).ReturnsForAnyArgs(new ModifyVolumeResponse { VolumeModification = begun });
        Modifications(old, old, usable);

        var result = await RunAsync(ModifyVolume.Tool, new { volumeId = "vol-1", sizeGib = 50, wait = true });

        Assert.Equal("optimizing", result.GetProperty("state").GetString());
    }
}
