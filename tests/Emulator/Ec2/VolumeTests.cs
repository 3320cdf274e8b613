namespace Infra.Emulator.Ec2;

public sealed class VolumeTests(EmulatorFixture fixture) : Ec2Test(fixture)
{
    [Fact]
    public async Task A_volume_lives_from_creation_to_deletion()
    {
        var instance = await LaunchAsync();
        var zone = (await CallAsync("ec2_get_instance", new { instanceId = instance })).GetProperty("zone").GetString();
        var volume = (await CallAsync("ec2_create_volume", new { availabilityZone = zone, sizeGib = 5, name = "data", wait = true }))
            .GetProperty("id").GetString();

        var attached = await CallAsync("ec2_attach_volume", new { volumeId = volume, instanceId = instance });
        Assert.Equal("/dev/sdf", attached.GetProperty("device").GetString());
        var row = Assert.Single(Rows(await CallAsync("ec2_list_volumes", new { name = "data", encrypted = true })));
        Assert.Equal(("in-use", instance), (row.GetProperty("state").GetString(), row.GetProperty("instanceId").GetString()));
        Assert.Contains("ec2_detach_volume", (await FailAsync("ec2_delete_volume", new { volumeId = volume })).GetProperty("message")
            .GetString());

        // The emulator's changes are complete at once.
        Assert.Equal("completed", (await CallAsync("ec2_modify_volume", new { volumeId = volume, sizeGib = 8, wait = true }))
            .GetProperty("state").GetString());
        var whole = await CallAsync("ec2_get_volume", new { volumeId = volume });
        Assert.Equal((8, instance),
            (whole.GetProperty("sizeGib").GetInt32(), whole.GetProperty("attachments")[0].GetProperty("to").GetString()));
        await CallAsync("ec2_detach_volume", new { volumeId = volume });
        var snapshot = (await CallAsync("ec2_create_snapshot", new { volumeId = volume, description = "before", wait = true }))
            .GetProperty("id").GetString();
        Assert.Contains(snapshot!, (await PlanAsync("ec2_delete_volume", new { volumeId = volume })).GetProperty("changes").GetRawText());
        await ConfirmAsync("ec2_delete_volume", new { volumeId = volume });

        Assert.Equal("NotFound", (await FailAsync("ec2_delete_volume", new { volumeId = volume })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_snapshot_is_restored_and_deleted()
    {
        var volume = (await CallAsync("ec2_create_volume", new { availabilityZone = "us-east-1a", sizeGib = 5 })).GetProperty("id")
            .GetString();
        var snapshot = (await CallAsync("ec2_create_snapshot", new { volumeId = volume, name = "backup" })).GetProperty("id").GetString();

        var restored = await CallAsync("ec2_create_volume", new { availabilityZone = "us-east-1b", snapshotId = snapshot });
        Assert.Equal(5, restored.GetProperty("sizeGib").GetInt32());
        Assert.Equal(snapshot, Assert.Single(Rows(await CallAsync("ec2_list_snapshots", new { volumeId = volume }))).GetProperty("id")
            .GetString());
        var copy = (await CallAsync("ec2_copy_snapshot", new { snapshotId = snapshot, sourceRegion = "us-east-1" })).GetProperty("id")
            .GetString();
        Assert.Equal("111122223333",
            Assert.Single((await CallAsync("ec2_share_snapshot", new { snapshotId = copy, shareWith = new[] { "111122223333" } }))
                .GetProperty("sharedWith").EnumerateArray()).GetString());
        await ConfirmAsync("ec2_delete_snapshot", new { snapshotId = snapshot });

        Assert.DoesNotContain(Rows(await CallAsync("ec2_list_snapshots", new { volumeId = volume })), s =>
            s.GetProperty("id").GetString() == snapshot);
    }
}
