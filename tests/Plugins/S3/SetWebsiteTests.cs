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
    public async Task Routing_rules_are_set_and_the_way_back_has_those_of_before()
    {
        Client.GetBucketWebsiteAsync(default(GetBucketWebsiteRequest)!, default).ReturnsForAnyArgs(new GetBucketWebsiteResponse
        {
            WebsiteConfiguration = new()
            {
                IndexDocumentSuffix = "index.html",
                RoutingRules = [new() { Condition = new() { KeyPrefixEquals = "docs/" },
                    Redirect = new() { ReplaceKeyPrefixWith = "documents/", HttpRedirectCode = "302" } }],
            },
        });
        PutBucketWebsiteRequest? sent = null;
        Client.PutBucketWebsiteAsync(Arg.Do<PutBucketWebsiteRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketWebsiteResponse());
        var arguments = new { bucket = "web", routes = new[] { new { error = 404, host = "old.example", protocol = "https" } } };

        var plan = await PlanAsync(SetWebsite.Tool, arguments);
        await RunAsync(SetWebsite.Tool, arguments);

        var rule = Assert.Single(sent!.WebsiteConfiguration.RoutingRules);
        Assert.Equal(("404", "old.example", "https"),
            (rule.Condition.HttpErrorCodeReturnedEquals, rule.Redirect.HostName, rule.Redirect.Protocol));
        Assert.Contains(plan.Changes, c => c.Kind is ChangeKind.Create
            && c.Resource == "routing rule all keys with 404 to https://old.example/…");
        Assert.Contains(plan.Changes, c => c.Kind is ChangeKind.Lose && c.Resource == "the routing rule docs/ to /documents/… (302)");
        Assert.Equal(302, plan.Undo!.Arguments.GetProperty("routes")[0].GetProperty("code").GetInt32());
        await RunAsync(SetWebsite.Tool, plan.Undo.Arguments);
        Assert.Equal("documents/", Assert.Single(sent.WebsiteConfiguration.RoutingRules).Redirect.ReplaceKeyPrefixWith);
    }

    [Theory]
    [InlineData("""{"bucket":"web","routes":[{"prefix":"a/"}]}""")]
    [InlineData("""{"bucket":"web","routes":[{"newKey":"a","newPrefix":"b"}]}""")]
    public async Task A_routing_rule_sends_to_one_place(string arguments) => await Assert.ThrowsAsync<ToolException>(() =>
        PlanAsync(SetWebsite.Tool, System.Text.Json.JsonElement.Parse(arguments)));

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
