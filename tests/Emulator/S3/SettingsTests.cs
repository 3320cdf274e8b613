using System.Security.Cryptography;
using System.Text.Json;

namespace Infra.Emulator.S3;

/// <summary>What a bucket tells browsers, logs, queues and other buckets, and what an object is locked and tagged with.</summary>
public sealed class SettingsTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task Settings_are_made_shown_and_taken_back()
    {
        foreach (var bucket in new[] { "photos", "photos-copy", "photos-logs" }) await CallAsync("s3_create_bucket",
            new { bucket, versioning = true });
        var role = (await CallAsync("iam_create_role", new { roleName = "replicate", service = "s3.amazonaws.com" })).GetProperty("arn")
            .GetString();

        await CallAsync("s3_set_cors", new
        {
            bucket = "photos",
            rules = new[] { new { origins = new[] { "https://app.example.com" },
            methods = new[] { "PUT" } } }
        });
        await CallAsync("s3_set_website", new { bucket = "photos", errorPage = "404.html" });
        await CallAsync("s3_set_replication", new
        {
            bucket = "photos",
            roleArn = role,
            rules = new[] { new { id = "all", targetBucket = "photos-copy" } }
        });
        await CallAsync("s3_set_notifications", new { bucket = "photos", eventBridge = true });
        var plan = await PlanAsync("s3_set_logging", new { bucket = "photos", targetBucket = "photos-logs", targetPrefix = "photos/" });
        Wire.Settle();
        var set = await CallAsync("s3_get_bucket", new { bucket = "photos" });
        await CallAsync("s3_set_cors", new { bucket = "photos", rules = Array.Empty<object>() });
        await CallAsync("s3_set_website", new { bucket = "photos", off = true });
        await CallAsync("s3_set_logging", new { bucket = "photos", off = true });
        await CallAsync("s3_set_replication", new { bucket = "photos", removeIds = new[] { "all" } });
        await CallAsync("s3_set_notifications", new { bucket = "photos", eventBridge = false });
        // Settings of a bucket are in their old state for a while.
        Wire.Settle();
        var bare = await CallAsync("s3_get_bucket", new { bucket = "photos" });

        Assert.Contains("logging.s3.amazonaws.com", plan.GetRawText(), StringComparison.Ordinal);
        Assert.All(["cors", "website", "replicatesTo"], part => Assert.True(set.TryGetProperty(part, out _), $"{part}: {set}"));
        Assert.Equal(("PUT from https://app.example.com", "index.html, errors 404.html", "all (all keys): to arn:aws:s3:::photos-copy"),
            (set.GetProperty("cors")[0].GetString(), set.GetProperty("website").GetString(),
                set.GetProperty("replicatesTo")[0].GetString()));
        // The emulator keeps this and does not tell it.
        Assert.Contains(Wire.Seen, r => r.Body.Contains("<EventBridgeConfiguration", StringComparison.Ordinal));
        Assert.All(["cors", "website", "replicatesTo", "notifies", "logsTo"],
            part => Assert.False(bare.TryGetProperty(part, out _), $"{part}: {bare}"));
    }

    [Fact]
    public async Task An_object_is_tagged_locked_and_restored()
    {
        await CallAsync("s3_create_bucket", new { bucket = "contracts", objectLock = true });
        await CallAsync("s3_put_object", new { bucket = "contracts", key = "a.txt", content = "signed", tags = new { team = "law" } });
        await CallAsync("s3_put_object", new { bucket = "contracts", key = "old.txt", content = "cold", storageClass = "GLACIER" });

        await CallAsync("s3_tag_object", new { bucket = "contracts", key = "a.txt", tags = new { until = "2040" } });
        await ConfirmAsync("s3_set_retention", new
        {
            bucket = "contracts",
            key = "a.txt",
            retainUntil = "2040-01-01T00:00:00Z",
            legalHold = true
        });
        var restored = await CallAsync("s3_restore_objects", new { bucket = "contracts", keys = new[] { "old.txt" } });
        var locked = await CallAsync("s3_get_object", new { bucket = "contracts", key = "a.txt" });

        Assert.Equal("s3://contracts/old.txt", restored.GetProperty("requested")[0].GetString());
        Assert.Equal("""{"team":"law","until":"2040"}""", locked.GetProperty("tags").GetRawText());
        Assert.Equal(("GOVERNANCE", "2040-01-01T00:00:00Z", true), (locked.GetProperty("retentionMode").GetString(),
            locked.GetProperty("retainUntil").GetString(), locked.GetProperty("legalHold").GetBoolean()));
        Assert.Contains("is locked until", (await PlanAsync("s3_delete_objects",
            new { bucket = "contracts", keys = new[] { "a.txt" }, versionId = locked.GetProperty("versionId").GetString() })).ToString(),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_account_closes_all_of_its_buckets()
    {
        var open = await CallAsync("s3_get_account_access");
        await CallAsync("s3_block_account_access");
        var closed = await CallAsync("s3_get_account_access");

        Assert.False(open.GetProperty("restrictPublicBuckets").GetBoolean());
        Assert.True(closed.GetProperty("restrictPublicBuckets").GetBoolean());
        Assert.Equal(open.GetProperty("account").GetString(), closed.GetProperty("account").GetString());
    }

    [Fact]
    public async Task Access_points_of_a_bucket_and_the_ACL_of_an_object_are_told()
    {
        await CallAsync("s3_create_bucket", new { bucket = "reports" });
        await CallAsync("s3_put_object", new { bucket = "reports", key = "a.txt", content = "a" });
        Wire.Answer("GET /v20180820/accesspoint", """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListAccessPointsResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"><AccessPointList><AccessPoint>
            <Name>team</Name><NetworkOrigin>VPC</NetworkOrigin><VpcConfiguration><VpcId>vpc-1</VpcId></VpcConfiguration>
            <Bucket>reports</Bucket><AccessPointArn>arn:aws:s3:us-east-1:123456789012:accesspoint/team</AccessPointArn>
            <Alias>team-abc-s3alias</Alias></AccessPoint></AccessPointList></ListAccessPointsResult>
            """);

        var point = Assert.Single((await CallAsync("s3_list_access_points", new { bucket = "reports" })).GetProperty("items")
            .EnumerateArray());
        var read = await CallAsync("s3_get_object", new { bucket = "reports", key = "a.txt", acl = true });

        Assert.Equal(("team", "vpc-1"), (point.GetProperty("name").GetString(), point.GetProperty("vpcId").GetString()));
        Assert.StartsWith("FULL_CONTROL to account ", read.GetProperty("grants")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_goes_up_in_parts_and_comes_back_the_same_after_a_person_agreed()
    {
        await CallAsync("s3_create_bucket", new { bucket = "releases" });
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        try
        {
            var (path, toPath) = (Path.Combine(folder, "up.bin"), Path.Combine(folder, "down.bin"));
            await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(17 * 1024 * 1024));

            var up = await ApprovedAsync("s3_upload_file", new { bucket = "releases", key = "site.bin", path });
            var down = await ApprovedAsync("s3_download_file", new { bucket = "releases", key = "site.bin", toPath });

            Assert.Equal(3, up.GetProperty("parts").GetInt32());
            Assert.Equal(up.GetProperty("eTag").GetString(), down.GetProperty("eTag").GetString());
            Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(toPath));
            var storage = await CallAsync("s3_get_storage", new { bucket = "releases" });
            Assert.False(storage.TryGetProperty("unfinishedUploads", out _), $"{storage}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Asks for the plan, tries without a person, then writes what 'infra approve' leaves after one agreed at a terminal.
    private async Task<JsonElement> ApprovedAsync(string tool, object arguments)
    {
        var code = (await CallAsync(tool, arguments)).GetProperty("confirm").GetString();
        var confirmed = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        confirmed["confirm"] = code;
        Assert.Contains($"infra approve {code}", (await CallAsync(tool, confirmed)).GetProperty("next").GetString(),
            StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(Server.Journal)!, "approvals", $"{code}.answer"),
            $"{DateTimeOffset.UtcNow.AddMinutes(5):O}\napproved");
        return await CallAsync(tool, confirmed);
    }
}
