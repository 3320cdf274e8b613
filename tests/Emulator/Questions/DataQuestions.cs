namespace Infra.Emulator.Questions;

/// <summary>Where data lies, who can reach it, and what would be lost.</summary>
public sealed class DataQuestions(EmulatorFixture fixture) : QuestionTest(fixture)
{
    [Fact]
    public async Task What_would_deleting_this_bucket_lose()
    {
        foreach (var bucket in new[] { "q20-photos", "q20-other" })
            await CallAsync("s3_create_bucket", new { bucket, versioning = true, tags = new { team = "web" } });
        foreach (var (key, content) in new[] { ("a.txt", "first"), ("a.txt", "second"), ("b.txt", "third"), ("c.txt", "fourth") })
            await CallAsync("s3_put_object", new { bucket = "q20-photos", key, content, overwrite = true });
        await ConfirmAsync("s3_delete_objects", new { bucket = "q20-photos", keys = new[] { "c.txt" } });
        await CallAsync("s3_put_object", new { bucket = "q20-other", key = "x.txt", content = new string('x', 5000) });
        const string policy = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::q20-photos/*"}]}
            """;
        await CallAsync("s3_set_bucket_policy", new { bucket = "q20-photos", policyDocument = policy });

        var plan = await AskPlanAsync("s3_delete_bucket", new { bucket = "q20-photos", empty = true });

        // Two objects, the older versions of a.txt and c.txt, and the marker that hides c.txt.
        var lost = plan.GetProperty("changes").EnumerateArray().Where(c => Text(c, "kind") == "lose")
            .Select(c => Text(c, "resource")).ToList();
        Assert.Contains(lost, l => l!.StartsWith(
            "2 object(s), 2 older version(s) and 1 delete marker(s), 22 bytes, the newest of ", StringComparison.Ordinal));
        Assert.Contains(lost, l => l!.StartsWith("the policy", StringComparison.Ordinal)
            && l.Contains("s3:GetObject", StringComparison.Ordinal));
        var bucketNow = Assert.Single(plan.GetProperty("resources").EnumerateArray());
        Assert.Equal("q20-photos", Id(bucketNow));
        Assert.Contains("versioning Enabled", Text(bucketNow, "state"), StringComparison.Ordinal);
        Assert.DoesNotContain("q20-other", plan.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, (await CallAsync("s3_list_objects", new { bucket = "q20-photos" })).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task How_big_is_this_prefix()
    {
        await CallAsync("s3_create_bucket", new { bucket = "q20-backups" });
        foreach (var (key, size, storageClass) in new[] { ("db/2025/a", 4000, "STANDARD_IA"), ("db/2025/b", 300, "STANDARD_IA"),
            ("db/2026/a", 20, "STANDARD"),
            ("db/readme", 1, "STANDARD"), ("dbx/other", 9000, "STANDARD"), ("web/a", 9000, "STANDARD") })
            await CallAsync("s3_put_object", new { bucket = "q20-backups", key, content = new string('x', size), storageClass });

        var storage = await AskAsync("s3_get_storage", new { bucket = "q20-backups", prefix = "db/" });

        Assert.Equal((4, 4321, true), (storage.GetProperty("objects").GetInt32(), storage.GetProperty("bytes").GetInt32(),
            storage.GetProperty("complete").GetBoolean()));
        Assert.Equal(["STANDARD_IA 4300", "STANDARD 21"], storage.GetProperty("classes").EnumerateArray()
            .Select(c => $"{Text(c, "name")} {c.GetProperty("bytes")}"));
        Assert.Equal(["db/2025/ 4300", "db/2026/ 20", "db/ 1"], storage.GetProperty("folders").EnumerateArray()
            .Select(f => $"{Text(f, "prefix")} {f.GetProperty("bytes")}"));
    }

    [Fact]
    public async Task Which_volumes_are_attached_to_nothing_and_what_do_they_weigh()
    {
        var (_, subnets) = await Network.DefaultAsync(Wire.Url);
        var instance = await LaunchAsync("web", subnets[0]);
        var zone = Text(await CallAsync("ec2_get_instance", new { instanceId = instance }), "zone");
        var loose = new List<string>();
        foreach (var sizeGib in new[] { 8, 20, 100 })
            loose.Add(Id(await CallAsync("ec2_create_volume", new { availabilityZone = zone, sizeGib, name = $"loose-{sizeGib}" })));
        var used = Id(await CallAsync("ec2_create_volume", new { availabilityZone = zone, sizeGib = 500, name = "used", wait = true }));
        await CallAsync("ec2_attach_volume", new { volumeId = used, instanceId = instance });

        var volumes = Rows(await AskAsync("ec2_list_volumes", new { state = "available" }));

        Assert.Equal(loose.Order(), volumes.Select(Id).Order());
        Assert.Equal(128, volumes.Sum(v => v.GetProperty("sizeGib").GetInt32()));
    }

    [Fact]
    public async Task Which_buckets_are_public_or_unencrypted()
    {
        // More than could be looked at one by one.
        foreach (var bucket in new[] { "q20-policy", "q20-blocked", "q20-list", "q20-plain", "q20-closed-1", "q20-closed-2", "q20-closed-3",
            "q20-closed-4" }) await CallAsync("s3_create_bucket", new { bucket });
        foreach (var bucket in new[] { "q20-policy", "q20-list" })
            await CallAsync("s3_block_public_access",
                new
                {
                    bucket,
                    blockPublicAcls = false,
                    ignorePublicAcls = false,
                    blockPublicPolicy = false,
                    restrictPublicBuckets = false
                });
        // The emulator does not judge policies, grants nothing to the world in buckets without access control lists, and AWS itself has
        // encrypted each new bucket since 2023.
        foreach (var bucket in new[] { "q20-blocked", "q20-list", "q20-plain", "q20-closed-1", "q20-closed-2", "q20-closed-3",
            "q20-closed-4" })
            Answer(bucket, "policyStatus",
                "<Error><Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message></Error>", 404);
        // That one's policy is public, but blocked.
        foreach (var bucket in new[] { "q20-policy", "q20-blocked" })
            Answer(bucket, "policyStatus",
                """<PolicyStatus xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsPublic>TRUE</IsPublic></PolicyStatus>""");
        Answer("q20-plain", "encryption",
            "<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code><Message>The server side encryption configuration was not "
            + "found</Message></Error>", 404);
        foreach (var bucket in new[] { "q20-list", "q20-blocked" })
        {
            Answer(bucket, "acl", """
                <AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>me</ID></Owner><AccessControlList>
                <Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>
                </AccessControlList></AccessControlPolicy>
                """);
        }

        var page = await AskAsync("s3_list_buckets", new { exposed = true });

        Assert.Equal(["q20-list: READ to AllUsers", "q20-plain: no default encryption", "q20-policy: policy is public"],
            Rows(page).Select(b => $"{Text(b, "name")}: {string.Join(", ", Texts(b.GetProperty("exposed")))}").Order());
        Assert.StartsWith("Examined 8 buckets", Text(page, "note"));

        void Answer(string bucket, string part, string body, int status = 200) =>
            Wire.Answer(r => r.Method == "GET" && r.Path.StartsWith($"/{bucket}", StringComparison.Ordinal)
                && r.Path.Contains($"?{part}", StringComparison.Ordinal), body, status);
    }

    [Fact]
    public async Task Which_databases_are_public_or_lack_deletion_protection_or_backups()
    {
        await CallAsync("rds_create_instance", new { instanceId = "careful", engine = "postgres", instanceClass = "db.t4g.micro" });
        await CallAsync("rds_create_instance",
            new { instanceId = "exposed", engine = "mysql", instanceClass = "db.t4g.micro", publiclyAccessible = true });
        await CallAsync("rds_create_instance",
            new { instanceId = "loose", engine = "postgres", instanceClass = "db.t4g.micro", deletionProtection = false });
        await CallAsync("rds_create_instance",
            new
            {
                instanceId = "scratch",
                engine = "postgres",
                instanceClass = "db.t4g.micro",
                deletionProtection = false,
                backupDays = 0,
                publiclyAccessible = true
            });
        // No tool of infra makes clusters.
        Wire.Answer("DescribeDBClusters", $"""
            <DescribeDBClustersResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBClustersResult><DBClusters>
            {Cluster("shop", isProtected: true)}{Cluster("test", isProtected: false)}
            </DBClusters></DescribeDBClustersResult><ResponseMetadata><RequestId>523e3218</RequestId></ResponseMetadata></DescribeDBClustersResponse>
            """);

        var instances = Rows(await AskAsync("rds_list_instances"));
        var clusters = Rows(await AskAsync("rds_list_clusters"));

        Assert.Equal(
        [
            "exposed: publicly accessible", "loose: no deletion protection",
            "scratch: publicly accessible, no deletion protection, no backups", "test: no deletion protection",
        ], instances.Concat(clusters).Where(d => d.TryGetProperty("risks", out _))
            .Select(d => $"{Id(d)}: {string.Join(", ", Texts(d.GetProperty("risks")))}").Order(StringComparer.Ordinal));
        Assert.Equal((4, 2), (instances.Count, clusters.Count));

        static string Cluster(string id, bool isProtected) => $"""
            <DBCluster><DBClusterIdentifier>{id}</DBClusterIdentifier><Engine>aurora-postgresql</Engine><EngineVersion>16.3</EngineVersion><Status>available</Status>
            <BackupRetentionPeriod>7</BackupRetentionPeriod><StorageEncrypted>true</StorageEncrypted><DeletionProtection>{(isProtected ? "true" : "false")}</DeletionProtection></DBCluster>
            """;
    }
}
