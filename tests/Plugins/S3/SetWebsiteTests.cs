using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetWebsiteTests : S3ToolTest
{
    [Fact]
    public async Task What_is_left_out_stays_routing_rules_too()
    {
        Client.GetBucketWebsiteAsync(default(GetBucketWebsiteRequest)!, default).ReturnsForAnyArgs(new GetBucketWebsiteResponse
        {
            WebsiteConfiguration = new() { IndexDocumentSuffix = "home.html", ErrorDocument = "e.html", RoutingRules = [new()] },
        });
        PutBucketWebsiteRequest? sent = null;
        Client.PutBucketWebsiteAsync(Arg.Do<PutBucketWebsiteRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketWebsiteResponse());

        var result = await RunAsync(SetWebsite.Tool, new { bucket = "web", errorPage = "404.html" });

        Assert.Equal("home.html, errors 404.html, 1 routing rules", result.GetProperty("website").GetString());
        Assert.Single(sent!.WebsiteConfiguration.RoutingRules);
    }

    [Fact]
    public async Task The_plan_says_that_a_closed_bucket_answers_403()
    {
        var plan = await PlanAsync(SetWebsite.Tool, new { bucket = "web" });

        Assert.Contains("answers 403", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.True(plan.Undo!.Arguments.GetProperty("off").GetBoolean());
    }

    [Fact]
    public async Task An_open_one_is_no_cause_for_a_warning()
    {
        HasPolicy(PublicPolicy);

        Assert.Empty((await PlanAsync(SetWebsite.Tool, new { bucket = "web" })).Warnings);
    }

    [Theory]
    [InlineData("""{"bucket":"web","off":true,"index":"a"}""")]
    [InlineData("""{"bucket":"web","redirectHost":"b.example","errorPage":"a"}""")]
    [InlineData("""{"bucket":"web","redirectProtocol":"https"}""")]
    public async Task What_contradicts_itself_is_refused(string arguments)
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(SetWebsite.Tool, System.Text.Json.JsonElement.Parse(arguments)));

        Assert.Equal(ToolErrorCode.InvalidInput, refused.Code);
    }
}
