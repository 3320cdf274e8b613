using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Journal;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;

namespace Infra.Core.Calls.Steps;

/// <summary>The small steps, each alone.</summary>
public sealed class StepTests
{
    private static readonly PinSettings Tagged = new(OnlyTagged: new Dictionary<string, string> { ["owner"] = "infra" });

    private readonly HeldRows held = new(TimeProvider.System);

    private static ResolveTargets Resolve(HostSettings settings)
    {
        var credentials = new Credentials();
        return new(settings, new(settings, new(settings.Aws, (_, _, _) => throw new InvalidOperationException()),
            new(credentials, TimeProvider.System)), credentials, (_, t) => new() { Target = t });
    }

    private static async Task<Answer?> Run(ICallStep step, Call call) => await step.RunAsync(call, CancellationToken.None);

    private static Call Planned(params PlannedResource[] resources)
    {
        var call = TestCall.Of(TestCall.Tool());
        call.Plan = new("Do.") { Resources = resources };
        return call;
    }

    [Fact]
    public async Task Targets_come_from_the_call_before_the_configuration()
    {
        var call = TestCall.Of(TestCall.Tool(), """{"region":"us-west-2"}""");

        await Run(Resolve(new() { Aws = new("dev", "eu-west-1") }), call);

        Assert.Equal(new("dev", "us-west-2"), Assert.Single(call.Targets));
        Assert.Equal(call.Targets[0], call.Context.Target);
    }

    [Theory]
    [InlineData("dev", null, false, "Pass account: dev.")]
    [InlineData("dev,other", null, false, "Pass account: dev.")]
    [InlineData("more", null, true, "Pass profile: more.")]
    [InlineData("lost", null, true, "aws.profiles or aws.accounts")]
    [InlineData("", null, true, "Ask whoever gave it")]
    [InlineData("dev", "dev", false, null)]
    public async Task A_grant_that_names_profiles_tells_what_can_be_passed(string granted, string? account, bool plain, string? hint)
    {
        var accounts = plain ? null : new Dictionary<string, AccountSettings> { ["dev"] = new(Profile: "d"), ["prod"] = new(Profile: "p") };
        var step = new CheckGrant(new("d", Profiles: ["more"], Accounts: accounts), TimeProvider.System);
        var grant = new Grant("ann", [new(ToolKind.Destructive, Profiles: granted.Split(',', StringSplitOptions.RemoveEmptyEntries))]);
        var call = TestCall.Of(TestCall.Tool(), caller: new("client 1") { Grant = grant });
        call.Targets = [new("d", "eu-west-1") { Account = account }];

        if (hint is null) Assert.Null(await Run(step, call));
        else Assert.Contains(hint, (await Assert.ThrowsAsync<ToolException>(() => Run(step, call))).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_is_not_pinned_is_refused_and_the_only_pinned_one_is_taken()
    {
        var step = Resolve(new() { Pins = new(Regions: ["eu-west-1"]) });

        var refused = await Assert.ThrowsAsync<ToolException>(() => Run(step, TestCall.Of(TestCall.Tool(), """{"region":"us-west-2"}""")));

        Assert.Equal(ToolErrorCode.Refused, refused.Code);
    }

    [Theory]
    [InlineData("eu-*")]
    [InlineData("all")]
    [InlineData("eu-west-1,eu-west-2")]
    public async Task What_writes_takes_exactly_one_region(string regions)
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            Run(Resolve(new()), TestCall.Of(TestCall.Tool(), $$"""{"region":"{{regions}}"}""")));

        Assert.Equal(ToolErrorCode.InvalidInput, refused.Code);
        Assert.Contains("exactly one region", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_goes_to_each_region_that_is_named_and_pinned_in_the_order_of_their_names()
    {
        var call = TestCall.Of(TestCall.Tool(ToolKind.Read), """{"region":"us-west-2, eu-*"}""");

        await Run(Resolve(new() { Pins = new(Regions: ["us-west-2", "eu-west-2", "eu-west-1"]) }), call);

        Assert.Equal(["eu-west-1", "eu-west-2", "us-west-2"], call.Targets.Select(t => t.Region));
    }

    [Theory]
    [InlineData("us-*", "Pinned: eu-west-1.")]
    [InlineData("eu_west_1", "a region name such as eu-west-1")]
    public async Task A_region_that_means_nothing_names_what_exists(string region, string said)
    {
        var wrong = await Assert.ThrowsAsync<ToolException>(() =>
            Run(Resolve(new() { Pins = new(Regions: ["eu-west-1"]) }),
                TestCall.Of(TestCall.Tool(ToolKind.Read), $$"""{"region":"{{region}}"}""")));

        Assert.Equal(ToolErrorCode.InvalidInput, wrong.Code);
        Assert.Contains(said, $"{wrong.Message} {wrong.Hint}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_global_tool_takes_no_region_and_is_held_to_none()
    {
        var call = TestCall.Of(TestCall.Tool(global: true));

        await Run(Resolve(new() { Aws = new(Region: "eu-west-1"), Pins = new(Regions: ["eu-west-1"]) }), call);

        Assert.DoesNotContain("region", call.Tool.InputSchema.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("us-east-1", call.Context.Target.Region);
    }

    [Fact]
    public async Task Only_resources_with_the_demanded_tags_are_touched()
    {
        var mine = new PlannedResource("i-1", "running") { Tags = new Dictionary<string, string> { ["owner"] = "infra" } };

        Assert.Null(await Run(new CheckTags(Tagged), Planned(mine)));
        Assert.Contains("i-2", (await Assert.ThrowsAsync<ToolException>(() =>
            Run(new CheckTags(Tagged), Planned(mine, new("i-2", "running"))))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot tell", (await Assert.ThrowsAsync<ToolException>(() => Run(new CheckTags(Tagged), Planned()))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_created_gets_the_demanded_tags()
    {
        var call = TestCall.Of(TestCall.Tool(input: """{"tags":{"type":"object"}}"""), """{"tags":{"a":"b"}}""");
        var wrong = TestCall.Of(TestCall.Tool(input: """{"tags":{"type":"object"}}"""), """{"tags":{"owner":"me"}}""");

        await Run(new AddRequiredTags(Tagged), call);

        Assert.Equal("""{"a":"b","owner":"infra"}""", call.Arguments["tags"]!.ToJsonString());
        await Assert.ThrowsAsync<ToolException>(() => Run(new AddRequiredTags(Tagged), wrong));
    }

    // ANS-R13: a plan that says that AWS will refuse hands out no code.
    [Fact]
    public async Task What_AWS_would_refuse_is_refused_before_anybody_is_asked()
    {
        var call = Planned();
        call.Plan = call.Plan with { Obstacles = ["Termination protection is on."] };

        var refused = await Assert.ThrowsAsync<ToolException>(() => Run(new RefuseObstacles(), call));

        Assert.Equal(ToolErrorCode.Conflict, refused.Code);
        Assert.Contains("Termination protection", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_without_a_plan_of_its_own_says_so()
    {
        var call = TestCall.Of(TestCall.Tool(ToolKind.Write), """{"id":"a"}""");

        await Run(new MakePlan(TimeProvider.System), call);

        Assert.Contains("""{"id":"a"}""", call.Plan.Summary, StringComparison.Ordinal);
        Assert.Single(call.Plan.Unknown);
    }

    [Fact]
    public async Task Nothing_begins_without_the_journal()
    {
        var file = Path.GetTempFileName();
        using var journal = new JournalWriter(new(Path.Combine(file, "journal")), TimeProvider.System);
        var call = Planned();

        var refused = await Assert.ThrowsAsync<ToolException>(() => Run(new BeginJournal(journal), call));

        Assert.Equal(ToolErrorCode.Refused, refused.Code);
        Assert.False(call.Record.Acted);
        File.Delete(file);
    }

    [Fact]
    public async Task A_budget_counts_writes_alone()
    {
        var step = new SpendBudget(new(new(Deletions: 1), TimeProvider.System, new MemoryState(TimeProvider.System)));

        await Run(step, TestCall.Of(TestCall.Tool(ToolKind.Read)));
        await Run(step, TestCall.Of(TestCall.Tool()));

        await Assert.ThrowsAsync<ToolException>(() => Run(step, TestCall.Of(TestCall.Tool())));
    }

    [Fact]
    public async Task Empty_pages_with_more_behind_them_are_passed_over()
    {
        var pages = 0;
        var call = TestCall.Of(TestCall.Tool(ToolKind.Read, () => ++pages < 4
            ? new() { ["items"] = new JsonArray(), ["complete"] = false, ["nextCursor"] = $"p{pages}" }
            : new() { ["items"] = new JsonArray("row"), ["complete"] = true }, page: true));

        await Run(new Run(TimeProvider.System, held, new()), call);

        Assert.Equal(4, pages);
        Assert.Equal("p3", call.Place.Cursor);
        Assert.Single(call.Result["items"]!.AsArray());
    }

    // AWS cuts its pages as it likes, and in another way when it is asked again.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(40)]
    public async Task Short_pages_are_filled_up_and_no_row_is_lost_or_repeated(int limit)
    {
        var random = new Random(limit);
        for (var round = 0; round < 20; round++)
        {
            var (seen, shortPages, asked) = (new List<int>(), 0, (string?)null);
            string? cursor = null;
            do
            {
                Call call = null!;
                call = TestCall.Of(TestCall.Tool(ToolKind.Read, () =>
                {
                    var from = int.Parse(call.Arguments["cursor"]?.GetValue<string>() ?? "0",
                        System.Globalization.CultureInfo.InvariantCulture);
                    var to = Math.Min(60, from + random.Next(0, 9));
                    var page = new JsonObject
                    {
                        ["items"] =
                        new JsonArray([.. Enumerable.Range(from, to - from).Select(i => JsonValue.Create(i))])
                    };
                    if (to < 60) page["nextCursor"] = to.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    return page;
                }, page: true, input: """{"limit":{"type":"integer"},"cursor":{"type":"string"}}"""), $$"""{"limit":{{limit}}}""");
                call.Place = Place.Read(cursor, "t_delete_thing");
                if (call.Place.Cursor is not null) call.Arguments["cursor"] = call.Place.Cursor;
                // What was held is forgotten half of the time.
                await Run(new Run(TimeProvider.System, random.Next(2) == 0 ? held : new(TimeProvider.System), new()), call);
                var page = (await Run(new AnswerResult(new(), held), call))!.Json;
                var rows = page["items"]!.AsArray().Select(i => i!.GetValue<int>()).ToList();
                seen.AddRange(rows);
                cursor = page["nextCursor"]?.GetValue<string>();
                if (cursor is not null && rows.Count < limit) shortPages++;
                Assert.NotEqual(asked, cursor ?? "");
                asked = cursor;
            }
            while (cursor is not null);

            Assert.Equal(Enumerable.Range(0, 60), seen);
            if (limit < 10) Assert.Equal(0, shortPages);
        }
    }

    [Fact]
    public async Task Rows_that_were_read_are_given_though_the_page_behind_them_fails()
    {
        var asked = 0;
        var call = TestCall.Of(TestCall.Tool(ToolKind.Read, () => asked++ == 0
            ? new() { ["items"] = new JsonArray("row"), ["nextCursor"] = "p1" }
            : throw new ToolException(ToolErrorCode.Throttled, "Slow down."), page: true));

        await Run(new Run(TimeProvider.System, held, new()), call);
        var page = (await Run(new AnswerResult(new(), held), call))!.Json;

        Assert.Equal(("row", "p1"),
            (page["items"]![0]!.GetValue<string>(), Place.Read(page["nextCursor"]!.GetValue<string>(), "t_delete_thing").Cursor));
    }

    [Fact]
    public async Task What_was_done_is_remembered_when_the_tool_fails_later()
    {
        Call? call = null;
        call = TestCall.Of(TestCall.Tool(run: () =>
        {
            call!.Context.Done("created vol-1", "vol-1");
            throw ToolException.Conflict("No.");
        }));

        await Assert.ThrowsAsync<ToolException>(() => Run(new Run(TimeProvider.System, held, new()), call));

        var error = Answer.Error(ToolException.Conflict("No."), call.Steps).Json["error"]!;
        Assert.Equal("""["created vol-1"]""", error["done"]!.ToJsonString());
        Assert.Equal("""["vol-1"]""", error["created"]!.ToJsonString());
    }

    // ANS-R1: a cursor of 40 characters was taken for a secret.
    [Fact]
    public async Task The_cursor_that_the_host_makes_is_never_taken_for_a_secret()
    {
        for (var length = 20; length < 60; length++)
        {
            var call = TestCall.Of(TestCall.Tool(ToolKind.Read, page: true, input: """{"limit":{"type":"integer"}}"""), """{"limit":1}""");
            call.Result = new() { ["items"] = new JsonArray(1, 2), ["nextCursor"] = new string('a', length) + "B9" };

            var answer = await Run(new AnswerResult(new(), held), call);

            var place = Place.Read(answer!.Json["nextCursor"]!.GetValue<string>(), "t_delete_thing");
            Assert.Equal(1, place.Skip);
        }
    }

    // ANS-R4
    [Fact]
    public async Task A_list_that_AWS_does_not_page_is_read_once_for_all_pages_that_follow_each_other()
    {
        var (runs, seen) = (0, new List<int>());
        string? cursor = null;
        do
        {
            var call = TestCall.Of(TestCall.Tool(ToolKind.Read, () =>
            {
                runs++;
                return new() { ["items"] = new JsonArray([.. Enumerable.Range(0, 25).Select(i => JsonValue.Create(i))]) };
            }, page: true, input: """{"limit":{"type":"integer"},"cursor":{"type":"string"}}"""), """{"limit":10}""");
            call.Place = Place.Read(cursor, "t_delete_thing");
            await Run(new Run(TimeProvider.System, held, new()), call);
            var page = (await Run(new AnswerResult(new(), held), call))!.Json;
            seen.AddRange(page["items"]!.AsArray().Select(i => i!.GetValue<int>()));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25), seen);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_secret_leaves_no_tool_that_is_not_marked_so()
    {
        var call = TestCall.Of(TestCall.Tool(ToolKind.Read));
        call.Result = new() { ["password"] = "made up" };

        var answer = await Run(new AnswerResult(new(), held), call);

        Assert.Equal(Redactor.Mark, answer!.Json["password"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_secret_leaves_by_no_content_beside_the_result()
    {
        var call = TestCall.Of(TestCall.Tool(ToolKind.Read));
        (call.Result, call.Content) = ([],
        [
            new TextContent("db_password=hunter2"), new ResourceContent("x://a", "db_password: hunter2", "text/plain"),
            new ResourceLinkContent("https://a:hunter2@b.example/c", "c") { Description = "Password=hunter2;" }, new TextContent("plain"),
        ]);

        var answer = await Run(new AnswerResult(new(), held), call);

        Assert.All(answer!.Content, c => Assert.DoesNotContain("hunter2", c.ToString(), StringComparison.Ordinal));
        Assert.Equal(new TextContent("plain"), answer.Content[3]);
        Assert.Equal(4, answer.Json["redacted"]!.GetValue<int>());
    }

    [Fact]
    public void A_plan_names_no_way_back_that_is_not_offered()
    {
        var call = Planned();
        call.Plan = call.Plan with { Undo = new("t_make_thing", default) };

        var json = new Planned(new(), (_, _) => false).Answer(call).Json["plan"]!;

        Assert.Null(json["undo"]);
        Assert.Contains("not enabled", json["noUndo"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
