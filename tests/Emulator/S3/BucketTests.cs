namespace Infra.Emulator.S3;

public sealed class BucketTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Policy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::web-site/*"}]}
        """;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CallAsync("s3_create_bucket", new { bucket = "web-site", versioning = true, tags = new { team = "web" } });
    }

    [Fact]
    public async Task A_new_bucket_is_versioned_encrypted_closed_and_tagged()
    {
        Wire.Answer("policyStatus", """<Error><Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message></Error>""",
            404);

        var bucket = await CallAsync("s3_get_bucket", new { bucket = "web-site" });

        Assert.Equal("us-east-1", bucket.GetProperty("region").GetString());
        Assert.Equal("Enabled", bucket.GetProperty("versioning").GetString());
        Assert.Equal("AES256", bucket.GetProperty("encryption").GetString());
        Assert.All(bucket.GetProperty("blockPublicAccess").EnumerateObject(), p => Assert.True(p.Value.GetBoolean(), p.Name));
        Assert.Equal("BucketOwnerEnforced", bucket.GetProperty("ownership").GetString());
        Assert.Equal("web", bucket.GetProperty("tags").GetProperty("team").GetString());
        Assert.False(bucket.TryGetProperty("policy", out _));
        Assert.False(bucket.TryGetProperty("lifecycle", out _));
        Assert.False(bucket.TryGetProperty("denied", out _));
    }

    [Fact]
    public async Task A_bucket_of_another_region_is_made_there_and_listed_with_it()
    {
        await CallAsync("s3_create_bucket", new { bucket = "far-away", region = "eu-central-1" });
        // ANS-R15: the README's region.
        await CallAsync("s3_create_bucket", new { bucket = "dublin", region = "eu-west-1" });

        var page = await CallAsync("s3_list_buckets", new { prefix = "far" });
        var bucket = await CallAsync("s3_get_bucket", new { bucket = "far-away", region = "eu-central-1" });

        Assert.Equal("far-away", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("eu-central-1", bucket.GetProperty("region").GetString());
        Assert.Equal("Conflict", (await FailAsync("s3_create_bucket", new { bucket = "dublin", region = "eu-west-1" })).GetProperty("code")
            .GetString());
    }

    [Fact]
    public async Task Settings_are_changed_and_read_back()
    {
        await CallAsync("s3_set_versioning", new { bucket = "web-site", enabled = false });
        await CallAsync("s3_set_encryption", new { bucket = "web-site", algorithm = "aws:kms", kmsKeyId = "alias/web" });
        await CallAsync("s3_tag_bucket", new { bucket = "web-site", tags = new { env = "dev" }, removeKeys = new[] { "team" } });
        await ConfirmAsync("s3_set_lifecycle", new
        {
            bucket = "web-site",
            rules = new[] { new { id = "old", prefix = "logs/", expireDays = 90, transitionDays = 30, transitionClass = "GLACIER",
                noncurrentExpireDays = 7, abortMultipartDays = 3 } },
        });

        var bucket = await CallAsync("s3_get_bucket", new { bucket = "web-site" });

        Assert.Equal("Suspended", bucket.GetProperty("versioning").GetString());
        Assert.Equal("aws:kms with key alias/web, bucket key", bucket.GetProperty("encryption").GetString());
        Assert.Equal("""{"env":"dev"}""", bucket.GetProperty("tags").GetRawText());
        Assert.Equal(
            "old (prefix logs/): to GLACIER after 30 days; expire after 90 days; "
                + "delete old versions after 7 days; abort unfinished uploads after 3 days",
            bucket.GetProperty("lifecycle")[0].GetString());

        await ConfirmAsync("s3_set_lifecycle", new { bucket = "web-site", removeIds = new[] { "old" } });
        Assert.False((await CallAsync("s3_get_bucket", new { bucket = "web-site" })).TryGetProperty("lifecycle", out _));
    }

    [Fact]
    public async Task A_public_policy_is_loud_from_its_plan_to_its_end()
    {
        Wire.Answer("policyStatus",
            """<PolicyStatus xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsPublic>TRUE</IsPublic></PolicyStatus>""");

        var opened = await CallAsync("s3_block_public_access",
            new { bucket = "web-site", blockPublicPolicy = false, restrictPublicBuckets = false });
        var plan = await PlanAsync("s3_set_bucket_policy", new { bucket = "web-site", policyDocument = Policy });
        await CallAsync("s3_set_bucket_policy", new { bucket = "web-site", policyDocument = Policy });
        var bucket = await CallAsync("s3_get_bucket", new { bucket = "web-site" });
        var closing = await PlanAsync("s3_block_public_access", new { bucket = "web-site" });
        var gone = await ConfirmAsync("s3_delete_bucket_policy", new { bucket = "web-site" });

        Assert.StartsWith("WARNING", opened.GetProperty("warning").GetString(), StringComparison.Ordinal);
        Assert.Contains("Everybody gets s3:GetObject on arn:aws:s3:::web-site/*.", Texts(plan, "warnings"));
        Assert.True(bucket.GetProperty("policyIsPublic").GetBoolean());
        Assert.Equal("*", bucket.GetProperty("policy").GetProperty("Statement")[0].GetProperty("Principal").GetString());
        Assert.Contains(closing.GetProperty("changes").EnumerateArray(),
            c => c.GetProperty("resource")
                .GetString() == "the access of everybody by the bucket policy: s3:GetObject on arn:aws:s3:::web-site/*");
        Assert.Contains("s3:GetObject", gone.GetProperty("deletedPolicy").GetString(), StringComparison.Ordinal);
        Assert.Equal("NotFound", (await FailAsync("s3_delete_bucket_policy", new { bucket = "web-site" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_bucket_with_old_versions_is_deleted_only_by_choice()
    {
        await CallAsync("s3_put_object", new { bucket = "web-site", key = "a", content = "1" });
        await CallAsync("s3_put_object", new { bucket = "web-site", key = "a", content = "2", overwrite = true });
        await ConfirmAsync("s3_delete_objects", new { bucket = "web-site", keys = new[] { "a" } });

        var refused = await FailAsync("s3_delete_bucket", new { bucket = "web-site" });
        var gone = await ConfirmAsync("s3_delete_bucket", new { bucket = "web-site", empty = true });

        Assert.Contains("The bucket web-site is not empty: it holds 0 object(s), 2 older version(s) and 1 delete marker(s), 2 bytes, the "
            + "newest of 20", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(gone.TryGetProperty("versionsDeleted", out var count), gone.ToString());
        Assert.Equal(3, count.GetInt32());
        Assert.Equal("NotFound", (await FailAsync("s3_get_bucket", new { bucket = "web-site" })).GetProperty("code").GetString());
    }

    private static IEnumerable<string?> Texts(System.Text.Json.JsonElement plan, string part) =>
        plan.GetProperty(part).EnumerateArray().Select(e => e.GetString());
}
