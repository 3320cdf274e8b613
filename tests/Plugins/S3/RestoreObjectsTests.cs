using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class RestoreObjectsTests : S3ToolTest
{
    [Fact]
    public async Task Days_and_tier_are_sent_for_each_key()
    {
        Archived("GLACIER");
        List<RestoreObjectRequest> sent = [];
        Client.RestoreObjectAsync(Arg.Do<RestoreObjectRequest>(sent.Add), default).ReturnsForAnyArgs(new RestoreObjectResponse());

        var result = await RunAsync(RestoreObjects.Tool, new { bucket = "web", keys = new[] { "a", "b", "a" }, days = 3, tier = "Bulk" });

        Assert.Equal([("a", 3, GlacierJobTier.Bulk), ("b", 3, GlacierJobTier.Bulk)], sent.Select(r => (r.Key, r.Days, r.RetrievalTier)));
        Assert.Equal(["s3://web/a", "s3://web/b"], result.GetProperty("requested").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task What_Intelligent_Tiering_archived_takes_no_days()
    {
        Archived("INTELLIGENT_TIERING", "ARCHIVE_ACCESS");
        RestoreObjectRequest? sent = null;
        Client.RestoreObjectAsync(Arg.Do<RestoreObjectRequest>(r => sent = r), default).ReturnsForAnyArgs(new RestoreObjectResponse());

        await RunAsync(RestoreObjects.Tool, new { bucket = "web", keys = new[] { "a" } });

        Assert.Null(sent!.Days);
    }

    [Theory]
    [InlineData("STANDARD", "Standard", "is not archived (STANDARD)")]
    [InlineData("DEEP_ARCHIVE", "Expedited", "has no Expedited tier")]
    public async Task The_plan_knows_what_S3_would_refuse(string storageClass, string tier, string why)
    {
        Archived(storageClass);

        var plan = await PlanAsync(RestoreObjects.Tool, new { bucket = "web", keys = new[] { "a" }, tier });

        Assert.Contains(why, Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_says_how_long_it_takes_and_that_it_costs()
    {
        Archived("DEEP_ARCHIVE");

        var plan = await PlanAsync(RestoreObjects.Tool, new { bucket = "web", keys = new[] { "a" } });

        Assert.Equal("within 12 hours", Assert.Single(plan.Changes).Note);
        Assert.Equal(["Retrieval and the copy's storage are billed, by size and tier."], plan.Warnings);
    }

    private void Archived(string storageClass, string? status = null)
    {
        var head = new GetObjectMetadataResponse { ETag = "\"e\"", StorageClass = storageClass, ArchiveStatus = status };
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default).ReturnsForAnyArgs(head);
    }
}
