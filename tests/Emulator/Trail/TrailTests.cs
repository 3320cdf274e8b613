using System.Text.Json;

namespace Infra.Emulator.Trail;

public sealed class TrailTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_trail_is_listed_with_what_it_leaves_out()
    {
        const string arn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/main";
        // No tool makes trails.
        Wire.Answer("DescribeTrails", $$"""
            {"trailList":[{"Name":"main","TrailARN":"{{arn}}","HomeRegion":"us-east-1","S3BucketName":"logs","IsMultiRegionTrail":true,
             "IncludeGlobalServiceEvents":true,"LogFileValidationEnabled":false}]}
            """);
        Wire.Answer("GetTrailStatus", """{"IsLogging":true}""");
        Wire.Answer("GetEventSelectors", $$"""
            {"TrailARN":"{{arn}}","EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true,
             "ExcludeManagementEventSources":["kms.amazonaws.com"],"DataResources":[]}]}
            """);

        var page = await CallAsync("trail_list_trails");

        Assert.Equal(["no validation: that a file was changed later is not seen", "nothing of kms.amazonaws.com"],
            page.GetProperty("items")[0].GetProperty("gaps").EnumerateArray().Select(g => g.GetString()));
        Assert.Contains("No trail records data events", page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_request_carries_the_id_that_the_journal_has_for_its_call()
    {
        await CallAsync("s3_create_bucket", new { bucket = "marked" });
        await CallAsync("ec2_list_volumes");
        await CallAsync("logs_list_groups");

        Assert.Equal(3, Wire.Seen.Select(Mark).Distinct().Count());
        var calls = Server.ReadJournal().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))
            .Where(e => e.TryGetProperty("call", out _)).Select(e => $"infra/{e.GetProperty("call")}").ToHashSet();
        Assert.All(Wire.Seen, r => Assert.Contains(Mark(r), calls));
    }

    private static string Mark(WireRequest request) =>
        request.UserAgent.Split(' ').Single(p => p.StartsWith("infra/", StringComparison.Ordinal));
}
