using System.Net;
using System.Text;

namespace Infra.Emulator.Ec2;

public sealed class InstanceTests(EmulatorFixture fixture) : Ec2Test(fixture)
{
    [Fact]
    public async Task A_vpc_is_made_with_its_name()
    {
        var vpc = await CallAsync("vpc_create_vpc", new { cidrBlock = "10.20.0.0/16", name = "staging" });

        Assert.Equal("10.20.0.0/16", vpc.GetProperty("cidrBlock").GetString());
    }

    [Fact]
    public async Task An_instance_that_does_not_exist_is_not_found()
    {
        var error = await FailAsync("ec2_terminate_instances", new { instanceIds = new[] { "i-0123456789abcdef0" } });

        Assert.Equal("NotFound", error.GetProperty("code").GetString());
        Assert.Equal("InvalidInstanceID.NotFound", error.GetProperty("awsErrorCode").GetString());
    }

    [Fact]
    public async Task An_instance_is_launched_encrypted_and_told_in_full_without_its_user_data()
    {
        var launched = await CallAsync("ec2_run_instances", new
        {
            imageId = await ImageAsync(),
            instanceType = "t3.micro",
            name = "web",
            userData = "#!/bin/sh\nexport PASSWORD=hunter2",
            rootVolumeGib = 20,
            rootVolumeType = "gp3",
            terminationProtection = true,
            tags = new { team = "a" },
            wait = true,
        });

        var id = launched.GetProperty("instances")[0].GetProperty("id").GetString();
        var sent = WebUtility.UrlDecode(Wire.Seen.Last(r => r.Operation == "RunInstances").Body);
        Assert.Contains("MetadataOptions.HttpTokens=required", sent);
        Assert.Contains("Ebs.Encrypted=true", sent);
        // The emulator does not keep this one.
        Assert.Contains("DisableApiTermination=true", sent);
        Assert.Equal("running", launched.GetProperty("instances")[0].GetProperty("state").GetString());

        var instance = await CallAsync("ec2_get_instance", new { instanceId = id });
        Assert.Equal("web", instance.GetProperty("name").GetString());
        Assert.Equal("a", instance.GetProperty("tags").GetProperty("team").GetString());
        Assert.True(instance.GetProperty("hasUserData").GetBoolean());
        Assert.DoesNotContain("hunter2", instance.GetRawText());
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("#!/bin/sh\nexport PASSWORD=hunter2")), instance.GetRawText());
        var root = instance.GetProperty("volumes")[0];
        Assert.Equal((20, "gp3", true),
            (root.GetProperty("sizeGib").GetInt32(), root.GetProperty("type").GetString(), root.GetProperty("encrypted").GetBoolean()));
        Assert.Equal(id, Assert.Single(Rows(await CallAsync("ec2_list_instances", new { state = "running", tags = new { team = "a" } })))
            .GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_instance_stops_changes_its_type_starts_and_reboots()
    {
        var id = await LaunchAsync();
        string[] ids = [id];

        var refused = await FailAsync("ec2_modify_instance", new { instanceId = id, instanceType = "t3.large" });
        Assert.Equal("Conflict", refused.GetProperty("code").GetString());

        var stopped = await CallAsync("ec2_stop_instances", new { instanceIds = ids, wait = true });
        Assert.Equal("stopped", stopped.GetProperty("changes")[0].GetProperty("now").GetString());
        var change = new { instanceId = id, instanceType = "t3.large", sourceDestCheck = false, metadataTokens = "required" };
        Assert.StartsWith($"change {id} instance type t3.micro t3.large", Changes(await PlanAsync("ec2_modify_instance", change)));
        await CallAsync("ec2_modify_instance", change);
        await CallAsync("ec2_start_instances", new { instanceIds = ids, wait = true });
        await CallAsync("ec2_reboot_instances", new { instanceIds = ids });

        var instance = await CallAsync("ec2_get_instance", new { instanceId = id });
        Assert.Equal(("t3.large", "running"), (instance.GetProperty("type").GetString(), instance.GetProperty("state").GetString()));
        Assert.False(instance.GetProperty("network").GetProperty("sourceDestCheck").GetBoolean());
    }

    [Fact]
    public async Task Pages_smaller_than_those_of_EC2_lose_and_repeat_nothing()
    {
        await CallAsync("ec2_run_instances", new { imageId = await ImageAsync(), instanceType = "t3.micro", count = 7 });

        var (ids, cursor) = (new List<string?>(), (string?)null);
        do
        {
            var page = await CallAsync("ec2_list_instances", cursor is null ? new { limit = 3 } : (object)new { limit = 3, cursor });
            Assert.InRange(Rows(page).Count, 1, 3);
            ids.AddRange(Rows(page).Select(r => r.GetProperty("id").GetString()));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal((7, 7), (ids.Count, ids.Distinct().Count()));
    }

    [Fact]
    public async Task A_protected_instance_is_terminated_only_after_its_protection_is_off()
    {
        var id = await LaunchAsync();
        string[] ids = [id];
        await CallAsync("ec2_modify_instance", new { instanceId = id, terminationProtection = true });

        var refused = await FailAsync("ec2_terminate_instances", new { instanceIds = ids });
        Assert.Equal("Conflict", refused.GetProperty("code").GetString());

        await CallAsync("ec2_modify_instance", new { instanceId = id, terminationProtection = false });
        var gone = await ConfirmAsync("ec2_terminate_instances", new { instanceIds = ids, wait = true });
        Assert.Equal("terminated", gone.GetProperty("changes")[0].GetProperty("now").GetString());
        Assert.Equal("terminated", (await CallAsync("ec2_get_instance", new { instanceId = id })).GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_console_shows_its_last_lines()
    {
        var output = await CallAsync("ec2_get_console_output", new { instanceId = await LaunchAsync(), lines = 3 });

        Assert.Equal(3, output.GetProperty("text").GetString()!.Split('\n').Length);
        Assert.True(output.GetProperty("ofLines").GetInt32() > 3);
    }

    [Fact]
    public async Task Instance_types_are_found_by_size()
    {
        var rows = Rows(await CallAsync("ec2_list_instance_types", new { type = "t3.*", vcpus = 2, memoryGib = 1 }));

        Assert.Equal("t3.micro", Assert.Single(rows).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Tags_are_set_and_removed()
    {
        var id = await LaunchAsync();
        var change = new { resourceIds = new[] { id }, tags = new { team = "b", empty = "" }, removeKeys = new[] { "Name" } };

        Assert.Contains($"change {id} tag Name web none", Changes(await PlanAsync("ec2_tag_resources", change)));
        await CallAsync("ec2_tag_resources", change);

        var tags = (await CallAsync("ec2_get_instance", new { instanceId = id })).GetProperty("tags");
        Assert.Equal("""{"empty":"","team":"b"}""", tags.GetRawText());
    }
}
