using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;

namespace Infra.Core.Calls.Steps;

/// <summary>One answer from several targets, where a question over regions had cost a call for each (ANS-R25).</summary>
[Collection(nameof(RunOverTargetsTests))]
public sealed class RunOverTargetsTests : IDisposable
{
    private readonly List<(string Region, string? Cursor)> asked = [];
    private readonly string? keyBefore = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID");
    private HeldRows held = new(TimeProvider.System);

    public RunOverTargetsTests()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "testing");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "testing");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", keyBefore);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", keyBefore);
    }

    // Three rows in each region, two a page.
    private Page<object> Rows(string region, string? cursor)
    {
        lock (asked) asked.Add((region, cursor));
        return cursor is null ? new([new { id = $"{region}-1" }, new { id = $"{region}-2" }], "more") : new([new { id = $"{region}-3" }]);
    }

    private async Task<JsonObject> AskAsync(Func<string, string?, object> tool, string[] regions, int? limit = null, string? cursor = null,
        bool page = true, string region = "all", Action<IReadOnlyList<JsonObject>>? rows = null)
    {
        var fake = new RegionTool(tool, page)
        {
            Name = "list_things",
            Description = "Lists.",
            Kind = ToolKind.Read,
            IamActions = ["t:List"]
        };
        var arguments = new JsonObject { ["region"] = region };
        if (limit is not null) arguments["limit"] = limit;
        var call = TestCall.Of(fake, arguments.ToJsonString(), caller: new("client 1") { Rows = rows });
        call.Over = TargetPlace.Read(cursor, call.Tool.Name);
        call.Place = call.Over?.At ?? Place.Read(cursor, call.Tool.Name);
        call.Targets = [.. regions.Select(r => new AwsTarget(Region: r))];
        call.Limit = limit;
        if (page) call.CheckCursor();
        var credentials = new Credentials();
        var step = new RunOverTargets(new(), held,
            c => new(c, credentials, (_, t) => new() { Target = t }, (e, _, _) => Task.FromResult(e), TimeProvider.System), (_, h) => h);
        return (await step.RunAsync(call, default))!.Json;
    }

    private static string Ids(JsonObject page) => string.Join(' ', page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()));

    [Fact]
    public async Task Rows_come_in_the_order_of_targets_and_say_where_they_are()
    {
        var page = await AskAsync(Rows, ["a-1", "b-1"]);

        Assert.Equal("a-1-1 a-1-2 a-1-3 b-1-1 b-1-2 b-1-3", Ids(page));
        Assert.Equal("""{"region":"a-1","id":"a-1-1"}""", page["items"]![0]!.ToJsonString());
        Assert.True(page["complete"]!.GetValue<bool>());
        Assert.False(page.ContainsKey("missing"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_cursor_goes_through_all_targets_and_survives_a_restart(bool restarted)
    {
        List<string> ids = [];
        string? cursor = null;
        do
        {
            var page = await AskAsync(Rows, ["a-1", "b-1", "c-1"], limit: 2, cursor: cursor);
            ids.Add(Ids(page));
            cursor = page["nextCursor"]?.GetValue<string>();
            Assert.Equal(cursor is null, page["complete"]!.GetValue<bool>());
            if (restarted) held = new(TimeProvider.System);
        }
        while (cursor is not null && ids.Count < 20);

        Assert.Equal("a-1-1 a-1-2 a-1-3 b-1-1 b-1-2 b-1-3 c-1-1 c-1-2 c-1-3", string.Join(' ', ids));
    }

    [Fact]
    public async Task A_cursor_of_another_query_is_refused()
    {
        var cursor = (await AskAsync(Rows, ["a-1", "b-1"], limit: 1))["nextCursor"]!.GetValue<string>();

        var wrong = await Assert.ThrowsAsync<ToolException>(() => AskAsync(Rows, ["a-1", "b-1"], limit: 1, cursor: cursor, region: "a-*"));

        Assert.Equal(ToolErrorCode.InvalidInput, wrong.Code);
        Assert.Contains("another query", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"/b-1\"", "\"b-1\"")]
    [InlineData("\"/b-1\"", "null")]
    [InlineData(",1,", ",-1,")]
    [InlineData(",{}]", ",{\"x\":\"1\"}]")]
    public async Task A_cursor_that_was_altered_is_refused(string part, string by)
    {
        var cursor = (await AskAsync(Rows, ["a-1", "b-1"], limit: 4))["nextCursor"]!.GetValue<string>();
        var text = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor));
        Assert.Contains(part, text, StringComparison.Ordinal);
        var altered = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(
            text.Replace(part, by, StringComparison.Ordinal)));

        var wrong = await Assert.ThrowsAsync<ToolException>(() => AskAsync(Rows, ["a-1", "b-1"], limit: 4, cursor: altered));

        Assert.Equal(ToolErrorCode.InvalidInput, wrong.Code);
    }

    [Fact]
    public async Task A_target_that_fails_is_missing_and_spoils_nothing_and_the_last_page_still_says_so()
    {
        object Tool(string region, string? cursor) => region is "b-1" or "c-1"
            ? throw new ToolException(ToolErrorCode.AccessDenied, $"Not in {region}.", "Ask.") { AwsErrorCode = "UnauthorizedOperation" }
            : Rows(region, cursor);

        var first = await AskAsync(Tool, ["a-1", "b-1", "c-1", "d-1"], limit: 4);
        var last = await AskAsync(Tool, ["a-1", "b-1", "c-1", "d-1"], limit: 4, cursor: first["nextCursor"]!.GetValue<string>());

        Assert.Equal("a-1-1 a-1-2 a-1-3 d-1-1", Ids(first));
        Assert.Equal("""
            [{"code":"AccessDenied","awsErrorCode":"UnauthorizedOperation","reason":"Not in b-1.","hint":"Ask.","targets":["b-1","c-1"]}]
            """, first["missing"]!.ToJsonString());
        Assert.Equal("d-1-2 d-1-3", Ids(last));
        Assert.False(last["complete"]!.GetValue<bool>());
        Assert.Contains("2 target(s)", last["missing"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_everywhere_for_one_reason_is_that_error()
    {
        var failure = await Assert.ThrowsAsync<ToolException>(() =>
            AskAsync((_, _) => throw new ToolException(ToolErrorCode.CredentialsExpired, "Old.", "Sign in."), ["a-1", "b-1"]));

        Assert.Equal((ToolErrorCode.CredentialsExpired, "Old. (So in all 2 targets.)", "Sign in."),
            (failure.Code, failure.Message, failure.Hint));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reason_that_names_its_region_is_one_reason_in_all_of_them(bool page)
    {
        object Unknown(string region, string? cursor) => region == "c-1" ? page ? Rows(region, cursor) : new { id = "c" }
            : throw new ToolException(ToolErrorCode.CredentialsExpired, "Not valid.", $"Sign in. Or check that {region} is enabled.")
            {
                AwsErrorCode = "AuthFailure"
            };

        var missing = Assert.Single((await AskAsync(Unknown, ["a-1", "b-1", "c-1"], page: page))["missing"]!.AsArray())!;
        Assert.Equal("Sign in. Or check that the region is enabled.", missing["hint"]!.GetValue<string>());
        Assert.Equal("""["a-1","b-1"]""", missing["targets"]!.ToJsonString());

        var one = Assert.Single((await AskAsync(Unknown, ["a-1", "c-1"], page: page))["missing"]!.AsArray())!;
        Assert.Equal("Sign in. Or check that a-1 is enabled.", one["hint"]!.GetValue<string>());

        var all = await Assert.ThrowsAsync<ToolException>(() => AskAsync(Unknown, ["a-1", "b-1"], page: page));
        Assert.Equal((ToolErrorCode.CredentialsExpired, "AuthFailure", "Sign in. Or check that the region is enabled."),
            (all.Code, all.AwsErrorCode, all.Hint));
    }

    [Fact]
    public async Task A_thing_that_is_in_one_place_is_found_there_and_not_missed_elsewhere()
    {
        object Tool(string region, string? cursor) => region is "b-1" ? new { id = "x" } : throw ToolException.NotFound("The thing");

        var answer = await AskAsync(Tool, ["a-1", "b-1"], page: false);
        var nowhere = await Assert.ThrowsAsync<ToolException>(() =>
            AskAsync((_, _) => throw ToolException.NotFound("The thing"), ["a-1", "b-1"], page: false));

        Assert.Equal("""{"items":[{"region":"b-1","id":"x"}],"complete":true}""", answer.ToJsonString());
        Assert.Equal(ToolErrorCode.NotFound, nowhere.Code);
    }

    [Fact]
    public async Task What_expires_on_the_way_is_asked_again_once()
    {
        var times = new ConcurrentDictionary<string, int>();
        object Tool(string region, string? cursor) => times.AddOrUpdate(region, 1, (_, n) => n + 1) == 1
            ? throw new ToolException(ToolErrorCode.CredentialsExpired, "Old.") : new Page<object>([new { id = region }]);

        Assert.Equal("a-1 b-1", Ids(await AskAsync(Tool, ["a-1", "b-1"])));
        Assert.Equal([2, 2], times.Values);
    }

    [Fact]
    public async Task A_caller_that_takes_all_rows_gets_them_in_order_and_an_answer_without_them()
    {
        List<string> rows = [];

        var page = await AskAsync(Rows, [.. Enumerable.Range(10, 90).Select(n => $"r-{n}")],
            rows: page => rows.AddRange(page.Select(r => r["id"]!.GetValue<string>())));

        Assert.Equal(270, rows.Count);
        Assert.Equal(rows.Order(StringComparer.Ordinal), rows);
        Assert.Equal("""{"items":[],"complete":true}""", page.ToJsonString());
    }

    [Fact]
    public async Task A_full_page_leaves_the_rest_unread_and_the_next_one_reads_nothing_twice()
    {
        var regions = Enumerable.Range(100, 300).Select(n => $"r-{n}").ToArray();

        var first = await AskAsync(Rows, regions, limit: 5);
        var before = asked.Count;
        var second = await AskAsync(Rows, regions, limit: 3, cursor: first["nextCursor"]!.GetValue<string>());

        Assert.InRange(before, 3, 70);
        Assert.Equal("r-101-3 r-102-1 r-102-2", Ids(second));
        Assert.Equal(asked.Distinct().Count(), asked.Count);
        Assert.Contains("with the page before", second["note"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private sealed class RegionTool(Func<string, string?, object> run, bool page) : Tool
    {
        public override JsonElement InputSchema { get; } =
            JsonElement.Parse("""{"type":"object","properties":{"limit":{"type":"integer"},"cursor":{"type":"string"}}}""");

        public override JsonElement OutputSchema { get; } = JsonElement.Parse(
            page ? """{"type":"object","properties":{"items":{"type":"array","items":{}},"complete":{"type":"boolean"},"nextCursor":{"type":"string"}}}""" : """{"type":"object"}""");

        public override Task<ToolResult> RunAsync(JsonElement arguments, ToolContext context, CancellationToken cancellation) =>
            Task.FromResult(new ToolResult(
            JsonSerializer.SerializeToElement(
                run(context.Target.Region!, arguments.TryGetProperty("cursor", out var cursor) ? cursor.GetString() : null), Options)));

        private static readonly JsonSerializerOptions Options =
            new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
    }
}
