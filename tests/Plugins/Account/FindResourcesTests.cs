using System.Text.Json;
using Amazon.ResourceGroupsTaggingAPI;
using Amazon.ResourceGroupsTaggingAPI.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Account;

public sealed class FindResourcesTests : AccountTest
{
    private readonly ToolHost host;
    private readonly ToolContext context;

    public FindResourcesTests() => (host, context) = Server(
        new ModuleStatus("account", ToolKind.Read, true,
            [Offered("account_find_resources", ToolKind.Read, [], "tags", "name", "limit", "cursor")]),
        new ModuleStatus("ec2", ToolKind.Read, true,
        [
            Offered("ec2_list_instances", ToolKind.Read, [], "tags", "name", "limit", "cursor"),
                Offered("ec2_list_images", ToolKind.Read, [], "name"),
            Offered("ec2_run_instances", ToolKind.Write, [], "tags", "name"),
        ]),
        new ModuleStatus("rds", ToolKind.Read, true, [Offered("rds_list_instances", ToolKind.Read, [], "tags", "limit", "cursor")]));

    [Fact]
    public async Task By_tags_it_asks_the_list_tools_that_take_tags_and_names_the_others()
    {
        JsonElement? sent = null;
        host.CallAsync("ec2_list_instances", Arg.Do<JsonElement>(a => sent = a), context, Arg.Any<CancellationToken>())
            .Returns(Page("""[{"id":"i-1","name":"web"},{"id":"i-2"}]"""));
        host.CallAsync("rds_list_instances", Arg.Any<JsonElement>(), context, Arg.Any<CancellationToken>())
            .Returns(Page("""[{"id":"db","arn":"arn:aws:rds:eu-west-1:1:db:db"}]"""));

        var page = await RunAsync(FindResources.Tool, new { tags = new { team = "web" } }, context);

        Assert.Equal(
        [
            """{"tool":"ec2_list_instances","id":"i-1","name":"web"}""", """{"tool":"ec2_list_instances","id":"i-2"}""",
            """{"tool":"rds_list_instances","id":"db","arn":"arn:aws:rds:eu-west-1:1:db:db"}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
        Assert.StartsWith("AWS's index of tags lacks", page.GetProperty("note").GetString());
        Assert.Equal("""{"limit":200,"tags":{"team":"web"}}""", sent!.Value.GetRawText());
    }

    [Fact]
    public async Task By_tags_the_index_adds_what_no_list_tool_knows()
    {
        host.CallAsync("ec2_list_instances", Arg.Any<JsonElement>(), context, Arg.Any<CancellationToken>())
            .Returns(Page("""[{"id":"i-1"}]"""));
        host.CallAsync("rds_list_instances", Arg.Any<JsonElement>(), context, Arg.Any<CancellationToken>())
            .Returns(Page("""[{"id":"orders"}]"""));
        Tagging.GetResourcesAsync(Arg.Is<GetResourcesRequest>(r => r.TagFilters[0].Key == "team" && r.TagFilters[0].Values == null),
            Arg.Any<CancellationToken>()).Returns(
            new GetResourcesResponse
            {
                ResourceTagMappingList = [new() { ResourceARN = "arn:aws:ec2:eu-west-1:1:instance/i-1" },
                new() { ResourceARN = "arn:aws:rds:eu-west-1:1:db:orders" }],
                PaginationToken = "2"
            },
            new GetResourcesResponse
            {
                ResourceTagMappingList = [new() { ResourceARN = "arn:aws:lambda:eu-west-1:1:function:orders" },
                new() { ResourceARN = "arn:aws:s3:::logs" }],
                PaginationToken = ""
            });

        var page = await RunAsync(FindResources.Tool, new { tags = new { team = "" } }, context);

        Assert.Equal(
        [
            """{"tool":"ec2_list_instances","id":"i-1"}""", """{"tool":"rds_list_instances","id":"orders"}""",
            """{"id":"orders","arn":"arn:aws:lambda:eu-west-1:1:function:orders"}""", """{"id":"logs","arn":"arn:aws:s3:::logs"}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
    }

    [Fact]
    public async Task Without_the_index_the_list_tools_are_asked_and_it_is_told()
    {
        Tagging.GetResourcesAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetResourcesResponse>(new AmazonResourceGroupsTaggingAPIException("Not for you.")));
        host.CallAsync(default!, default, default!, default).ReturnsForAnyArgs(Page("""[{"id":"i-1"}]"""));

        var page = await RunAsync(FindResources.Tool, new { tags = new { team = "web" } }, context);

        Assert.Equal(2, page.GetProperty("items").GetArrayLength());
        Assert.StartsWith("AWS's index of tags could not be asked: Not for you. Cannot be searched so: ec2_list_images.",
            page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_fails_is_named_and_does_not_hide_the_others()
    {
        host.CallAsync("ec2_list_images", Arg.Any<JsonElement>(), context, Arg.Any<CancellationToken>())
            .ThrowsAsync(new ToolException(ToolErrorCode.AccessDenied, "Not for you."));
        host.CallAsync("ec2_list_instances", Arg.Any<JsonElement>(), context, Arg.Any<CancellationToken>())
            .Returns(Page("""[{"arn":"arn:x","name":"web"}]"""));

        var page = await RunAsync(FindResources.Tool, new { name = "web" }, context);

        Assert.Equal("""[{"tool":"ec2_list_instances","id":"arn:x","name":"web"}]""", page.GetProperty("items").GetRawText());
        Assert.Contains("ec2_list_images could not be asked: Not for you.", page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    // Modules are not named anywhere: what a tool takes and needs says whether and how it is asked.
    [Fact]
    public async Task A_list_that_takes_no_name_is_read_and_its_names_are_compared_here()
    {
        var (server, where) = Server(new ModuleStatus("acme", ToolKind.Read, true,
        [
            Offered("acme_list_things", ToolKind.Read, ["acme:ListThings"], "limit", "cursor"),
            Offered("acme_list_events", ToolKind.Read, ["acme:ListEvents"], "limit", "cursor"),
            Offered("acme_list_parts", ToolKind.Read, ["acme:ListParts"], "thingId", "name") with { Required = ["thingId"] },
        ]));
        JsonElement? sent = null;
        server.CallAsync("acme_list_things", Arg.Do<JsonElement>(a => sent = a), where, Arg.Any<CancellationToken>()).Returns(Page(
            """[{"id":"t-1","name":"web-1"},{"id":"web-2"},{"arn":"arn:aws:acme:eu-west-1:1:thing/web-3"},{"id":"t-4","name":"db"}]"""));

        var page = await RunAsync(FindResources.Tool, new { name = "web-*" }, where);

        Assert.Equal(["t-1", "web-2", "arn:aws:acme:eu-west-1:1:thing/web-3"],
            page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
        Assert.Equal("""{"limit":200}""", sent!.Value.GetRawText());
        Assert.Equal("Cannot be searched so: acme_list_parts.", page.GetProperty("note").GetString());
        await server.DidNotReceive().CallAsync("acme_list_events", Arg.Any<JsonElement>(), where, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Further_pages_are_read_up_to_a_bound_which_is_told()
    {
        host.CallAsync("rds_list_instances", Arg.Any<JsonElement>(), context, Arg.Any<CancellationToken>()).Returns(Page("[]"));
        host.CallAsync("ec2_list_instances", Arg.Any<JsonElement>(), context, Arg.Any<CancellationToken>())
            .Returns(Page("""[{"id":"i-1"}]""", "more"));

        var page = await RunAsync(FindResources.Tool, new { tags = new { team = "" } }, context);

        Assert.Equal(5, page.GetProperty("items").GetArrayLength());
        Assert.Contains("ec2_list_instances has more.", page.GetProperty("note").GetString(), StringComparison.Ordinal);
        await host.Received(4)
            .CallAsync("ec2_list_instances", Arg.Is<JsonElement>(a => a.GetRawText().Contains("\"cursor\":\"more\"")), context,
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Something_to_search_for_is_needed() =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(FindResources.Tool, new { }, context))).Code);

    // S3-C8, PUB-12: only the index of the partition's global region knows the resources of global services.
    [Fact]
    public async Task The_index_of_the_global_region_is_asked_for_global_services_too()
    {
        host.CallAsync(default!, default, default!, default).ReturnsForAnyArgs(Page("[]"));
        var global = Substitute.For<IAmazonResourceGroupsTaggingAPI>();
        Tagging.GetResourcesAsync(default!, default).ReturnsForAnyArgs(Index("arn:aws:dynamodb:eu-west-1:1:table/orders"));
        global.GetResourcesAsync(default!, default)
            .ReturnsForAnyArgs(Index("arn:aws:route53:::hostedzone/Z1", "arn:aws:cloudfront::1:distribution/E1",
            "arn:aws:sqs:us-east-1:1:other", "arn:aws:s3:::elsewhere"));
        string? asked = null;

        var page = await FindAsync(context, region => { asked = region; return global; });

        Assert.Equal("us-east-1", asked);
        Assert.Equal(["orders", "Z1", "E1"], page.Items.Select(r => r.Id));
        Assert.Equal("AWS's index of tags lacks IAM roles, users and groups.", page.Note);
    }

    [Theory]
    [InlineData("cn-north-1", "cn-northwest-1")]
    [InlineData("us-gov-east-1", "us-gov-west-1")]
    [InlineData("eu-central-2", "us-east-1")]
    [InlineData("us-east-1", null)]
    public async Task Each_partition_has_a_global_region_of_its_own(string region, string? expected)
    {
        host.CallAsync(default!, default, default!, default).ReturnsForAnyArgs(Page("[]"));
        string? asked = null;

        await FindAsync(In(new("dev", region)), r => { asked = r; return Tagging; });

        Assert.Equal(expected, asked);
    }

    [Fact]
    public async Task A_call_over_several_regions_asks_for_global_services_once()
    {
        host.CallAsync(default!, default, default!, default).ReturnsForAnyArgs(Page("[]"));
        List<string> asked = [];
        AwsTarget[] targets = [new("dev", "eu-west-1"), new("dev", "eu-central-1")];

        foreach (var target in targets) await FindAsync(In(target, targets), r => { asked.Add(r); return Tagging; });

        Assert.Equal(["us-east-1"], asked);
    }

    // A pin of regions may forbid it, and the rest is still an answer.
    [Fact]
    public async Task A_global_index_that_cannot_be_asked_is_told()
    {
        host.CallAsync(default!, default, default!, default).ReturnsForAnyArgs(Page("[]"));
        Tagging.GetResourcesAsync(default!, default).ReturnsForAnyArgs(Index("arn:aws:dynamodb:eu-west-1:1:table/orders"));

        var page = await FindAsync(context, _ =>
            throw new ToolException(ToolErrorCode.Refused, "The region us-east-1 is not allowed here."));

        Assert.Equal("orders", Assert.Single(page.Items).Id);
        Assert.Contains("The index of us-east-1, which has Route 53, CloudFront and other global services, could not be asked: The "
            + "region us-east-1 is not allowed here.", page.Note, StringComparison.Ordinal);
    }

    private Task<Page<FindResources.Row>> FindAsync(ToolContext where, Func<string, IAmazonResourceGroupsTaggingAPI> elsewhere) =>
        FindResources.RunAsync(Client with { TaggingIn = elsewhere }, new() { Tags = new Dictionary<string, string> { ["team"] = "web" } },
            where, CancellationToken.None);

    private ToolContext In(AwsTarget target, params AwsTarget[] all) =>
        new() { Host = host, Target = target, Targets = all.Length == 0 ? [target] : all };

    private static GetResourcesResponse Index(params string[] arns) =>
        new() { ResourceTagMappingList = [.. arns.Select(a => new ResourceTagMapping { ResourceARN = a })] };

    private static JsonElement Page(string items, string? cursor = null) =>
        JsonElement.Parse(cursor is null
            ? $$"""{"items":{{items}},"complete":true}""" : $$"""{"items":{{items}},"complete":false,"nextCursor":"{{cursor}}"}""");
}
