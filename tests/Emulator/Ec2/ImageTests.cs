namespace Infra.Emulator.Ec2;

public sealed class ImageTests(EmulatorFixture fixture) : Ec2Test(fixture)
{
    [Fact]
    public async Task An_image_is_made_of_an_instance_and_deregistered()
    {
        var instance = await LaunchAsync();
        var image = (await CallAsync("ec2_create_image", new { instanceId = instance, name = "web-1", wait = true })).GetProperty("id")
            .GetString();

        Assert.Equal(image, Assert.Single(Rows(await CallAsync("ec2_list_images"))).GetProperty("id").GetString());
        var copy = (await CallAsync("ec2_run_instances", new { imageId = image, instanceType = "t3.micro" })).GetProperty("instances")[0]
            .GetProperty("id").GetString();
        var template = (await CallAsync("ec2_create_launch_template", new { name = "web", imageId = image })).GetProperty("id").GetString();
        var other = (await CallAsync("ec2_copy_image", new { imageId = image, sourceRegion = "us-east-1", name = "elsewhere" }))
            .GetProperty("id").GetString();
        await CallAsync("ec2_modify_image", new { imageId = other, shareWith = new[] { "111122223333" } });
        Assert.Contains("111122223333",
            Changes(await PlanAsync("ec2_modify_image", new { imageId = other, unshareFrom = new[] { "111122223333" } })),
            StringComparison.Ordinal);
        Assert.Equal(2, (await CallAsync("ec2_get_instance_counts")).GetProperty("states").GetProperty("running").GetInt32());
        Assert.Empty(Rows(await CallAsync("ec2_list_instance_status")));
        var plan = await PlanAsync("ec2_deregister_image", new { imageId = image });
        Assert.Contains(copy!, Changes(plan));
        Assert.Contains(template!, Warnings(plan));
        await ConfirmAsync("ec2_deregister_image", new { imageId = image });

        Assert.Empty(Rows(await CallAsync("ec2_list_images", new { name = "web-*" })));
        // The instance of an image that is gone can still be looked at.
        Assert.Equal(image, (await CallAsync("ec2_get_instance", new { instanceId = copy })).GetProperty("image").GetProperty("id")
            .GetString());
    }

    [Fact]
    public async Task A_command_runs_only_after_a_person_agreed()
    {
        var instance = await LaunchAsync();
        // The emulator has no agents.
        Wire.Answer("DescribeInstanceInformation", $$"""
            { "InstanceInformationList": [{ "InstanceId": "{{instance}}", "PingStatus": "Online", "PlatformType": "Linux" }] }
            """);
        Wire.Answer("GetCommandInvocation", $$"""
            { "CommandId": "08b91cf7-8fa6-48af-b6a6-d227f40f1b9b", "InstanceId": "{{instance}}", "Status": "Success", "StatusDetails": "Success", "ResponseCode": 0,
              "StandardOutputContent": "only-here", "StandardErrorContent": "" }
            """);
        var code = (await CallAsync("ec2_run_command", new { instanceId = instance, command = "df -h" })).GetProperty("confirm")
            .GetString();

        var waiting = await CallAsync("ec2_run_command", new { instanceId = instance, command = "df -h", confirm = code });
        Assert.Contains($"infra approve {code}", waiting.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "SendCommand");
        // What 'infra approve' leaves after a person agreed at a terminal.
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(Server.Journal)!, "approvals", $"{code}.answer"),
            $"{DateTimeOffset.UtcNow.AddMinutes(5):O}\napproved");
        var done = await CallAsync("ec2_run_command", new { instanceId = instance, command = "df -h", confirm = code });

        Assert.Equal("only-here", done.GetProperty("output").GetString());
        Assert.Equal("only-here",
            (await CallAsync("ec2_get_command", new { commandId = "08b91cf7-8fa6-48af-b6a6-d227f40f1b9b", instanceId = instance }))
            .GetProperty("output").GetString());
        // The journal has the command, and not what it said.
        var journal = Server.ReadJournal();
        Assert.Contains("df -h", journal, StringComparison.Ordinal);
        Assert.DoesNotContain("only-here", journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_of_an_image_is_not_deleted_alone()
    {
        var image = (await CallAsync("ec2_create_image", new { instanceId = await LaunchAsync(), name = "web-1" })).GetProperty("id")
            .GetString();
        var own = (await PlanAsync("ec2_deregister_image", new { imageId = image })).GetProperty("changes").EnumerateArray()
            .Select(c => c.GetProperty("resource").GetString()!).Single(r => r.StartsWith("snap-", StringComparison.Ordinal));

        // The emulator has no filter for the snapshots of images.
        Wire.Answer(r => r.Operation == "DescribeImages" && r.Body.Contains("block-device-mapping.snapshot-id", StringComparison.Ordinal),
            $"""
            <DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
              <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>
              <imagesSet><item><imageId>{image}</imageId><imageState>available</imageState><name>web-1</name></item></imagesSet>
            </DescribeImagesResponse>
            """);
        Assert.Contains("ec2_deregister_image", (await FailAsync("ec2_delete_snapshot", new { snapshotId = own })).GetProperty("message")
            .GetString());
    }
}
