using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;

namespace Infra.Core.Calls.Steps;

public sealed class ConfirmTests
{
    private const string Input =
        """{"ids":{"type":"array"},"force":{"type":"boolean"},"wait":{"type":"boolean","x-outside-plan":true}}""";

    private static readonly MemoryState State = new(TimeProvider.System);
    private readonly Confirmations confirmations = new(TimeSpan.FromMinutes(10), TimeProvider.System, State, new(State));
    private readonly Planned planned = new(new(), (_, _) => true);

    private async Task<Answer?> Step(Call call, bool person = false) =>
        await new Confirm(new(Person: person), confirmations, planned).RunAsync(call, CancellationToken.None);

    private static Call Planning(string arguments, ToolPlan? plan = null, Caller? caller = null, AwsTarget? target = null,
        string account = "111122223333")
    {
        var call = TestCall.Of(TestCall.Tool(input: Input), arguments, caller: caller, target: target);
        call.Plan = plan ?? Plan();
        call.Record.Identity = new(account, "arn");
        return call;
    }

    private static ToolPlan Plan(string state = "running, volumes vol-a, vol-b", string tag = "dev", params string[] order) =>
        new("Delete 1 thing.")
        {
            Changes = [.. (order.Length == 0 ? ["vol-a", "vol-b"] : order)
            .Select(v => new PlanChange(ChangeKind.Delete, v) { Note = "groups sg-1, sg-2" })],
            Resources = [new("i-1", state) { Tags = new Dictionary<string, string> { ["env"] = tag, ["team"] = "a" } }],
        };

    private async Task<string> CodeOf(Call call) => (await Step(call))!.Json["confirm"]!.GetValue<string>();

    [Fact]
    public async Task Without_a_code_the_plan_is_told_and_a_code_is_given()
    {
        var answer = await Step(Planning("""{"ids":["a"]}"""));

        Assert.Equal("Delete 1 thing.", answer!.Json["plan"]!["summary"]!.GetValue<string>());
        Assert.Contains(answer.Json["confirm"]!.GetValue<string>(), answer.Json["next"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    // house.md: reordered keys and defaults spelled out made another act; waiting is none.
    [Theory]
    [InlineData("""{"force":true,"ids":["a","b"],"confirm":"CODE"}""")]
    [InlineData("""{"confirm":"CODE","ids":["a","b"],"force":true,"wait":true}""")]
    public async Task A_code_fits_however_the_same_act_is_written(string again)
    {
        var code = await CodeOf(Planning("""{"ids":["a","b"],"force":true}"""));

        Assert.Null(await Step(Planning(again.Replace("CODE", code, StringComparison.Ordinal))));
    }

    // EC2-H10: AWS lists things in another order each time.
    [Fact]
    public async Task A_code_fits_when_AWS_lists_the_same_things_in_another_order()
    {
        var code = await CodeOf(Planning("""{"ids":["a"]}"""));
        var shuffled = Plan("running, volumes vol-b, vol-a",
            order: ["vol-b", "vol-a"]) with
        { Unknown = ["The policies: not known (Throttling)."] };
        shuffled = shuffled with { Changes = [.. shuffled.Changes.Select(c => c with { Note = "groups sg-2, sg-1" })] };

        Assert.Null(await Step(Planning($$"""{"ids":["a"],"confirm":"{{code}}"}""", shuffled)));
    }

    // In a line of text a name and its value look like any words; the answer to the client had no secret, and the question did.
    [Fact]
    public async Task A_person_is_asked_about_a_plan_without_its_secrets()
    {
        var plan = new ToolPlan("Change db-1.")
        {
            Changes =
            [
                new(ChangeKind.Change, "db-1") { Property = "master password", From = "hunter2", To = "hunter2" },
                new(ChangeKind.Change, "db-1") { Property = "class", From = "small", To = "large" },
            ],
            Undo = new("t_change", System.Text.Json.JsonElement.Parse("""{"id":"db-1","masterPassword":"hunter2"}""")),
        };
        var caller = new Caller("client 1") { CanAsk = true };
        var code = await CodeOf(Planning("{}", plan, caller));

        var question = (await Step(Planning($$"""{"confirm":"{{code}}"}""", plan, caller)))!.Person!.Question;

        Assert.DoesNotContain("hunter2", question, StringComparison.Ordinal);
        Assert.Contains("small -> large", question, StringComparison.Ordinal);
        var waiting = await new Approvals(State).FindAsync(code, CancellationToken.None);
        Assert.DoesNotContain("hunter2", waiting!.Plan, StringComparison.Ordinal);
    }

    [Fact] // SAF-M1
    public async Task A_name_adds_no_line_to_the_plan_that_a_person_is_asked_about()
    {
        var plan = new ToolPlan("Delete vol-1 (scratch\r\n- Nothing changes.).")
        {
            Changes = [new(ChangeKind.Delete, "vol-1 (scratch\n- vol-000: stays\u202e)")],
            Resources = [new("vol-1", "available\n- more") { Name = "a\nb" }],
        };
        var caller = new Caller("client 1") { CanAsk = true };
        var code = await CodeOf(Planning("{}", plan, caller));

        var question = (await Step(Planning($$"""{"confirm":"{{code}}"}""", plan, caller)))!.Person!.Question;

        Assert.Equal(3, question.Split('\n').Length);
        Assert.Contains(@"vol-1 (scratch\n- vol-000: stays\u202e): deleted", question, StringComparison.Ordinal);
        Assert.Equal(3, (await new Approvals(State).FindAsync(code, CancellationToken.None))!.Plan.Split('\n').Length);
    }

    [Fact]
    public async Task Who_has_which_state_is_not_a_matter_of_order()
    {
        var code = await CodeOf(Planning("""{"ids":["a"]}""", Plan("i-1 running, i-2 stopped")));

        Assert.NotNull(await Step(Planning($$"""{"ids":["a"],"confirm":"{{code}}"}""", Plan("i-1 stopped, i-2 running"))));
    }

    [Fact]
    public async Task A_code_dies_with_the_arguments_the_world_the_tags_the_account_the_target_and_the_client()
    {
        var plan = """{"ids":["a"]}""";
        (string What, Func<string, Call> Again)[] others =
        [
            ("arguments", c => Planning($$"""{"ids":["b"],"confirm":"{{c}}"}""")),
            ("the state", c => Planning($$"""{"ids":["a"],"confirm":"{{c}}"}""", Plan("stopped, volumes vol-a, vol-b"))),
            ("a tag, SAF-L11", c => Planning($$"""{"ids":["a"],"confirm":"{{c}}"}""", Plan(tag: "prod"))),
            ("what is deleted", c => Planning($$"""{"ids":["a"],"confirm":"{{c}}"}""", Plan(order: ["vol-a", "vol-b", "vol-c"]))),
            ("the account", c => Planning($$"""{"ids":["a"],"confirm":"{{c}}"}""", account: "444455556666")),
            ("the region", c => Planning($$"""{"ids":["a"],"confirm":"{{c}}"}""", target: new(Region: "us-east-1"))),
            ("the client", c => Planning($$"""{"ids":["a"],"confirm":"{{c}}"}""", caller: new("client 2"))),
        ];
        foreach (var (what, again) in others)
        {
            var answer = await Step(again(await CodeOf(Planning(plan))));

            Assert.True(answer?.Json["next"]?.GetValue<string>().Contains("another plan", StringComparison.Ordinal), what);
        }
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var code = await CodeOf(Planning("""{"ids":["a"]}"""));
        var again = $$"""{"ids":["a"],"confirm":"{{code}}"}""";

        Assert.Null(await Step(Planning(again)));
        Assert.NotNull(await Step(Planning(again)));
    }

    [Fact]
    public async Task A_client_that_can_ask_has_a_person_asked_and_a_no_ends_it()
    {
        var asking = new Caller("client 1") { CanAsk = true };
        var code = await CodeOf(Planning("""{"ids":["a"]}""", caller: asking));
        var again = $$"""{"ids":["a"],"confirm":"{{code}}"}""";

        var pause = await Step(Planning(again, caller: asking));
        Assert.Contains("Delete 1 thing.", pause!.Person!.Question, StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            Step(Planning(again, caller: asking with { Agreed = false, Code = code })));
        Assert.Equal(ToolErrorCode.Refused, refused.Code);
        Assert.NotNull(await Step(Planning(again, caller: asking with { Agreed = true, Code = code })));
    }

    [Fact]
    public async Task A_person_that_is_required_is_sent_for_where_the_client_cannot_ask()
    {
        var code = await CodeOf(Planning("""{"ids":["a"]}"""));

        var answer = await Step(Planning($$"""{"ids":["a"],"confirm":"{{code}}"}"""), person: true);

        Assert.Contains($"infra approve {code}", answer!.Json["next"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_write_that_asks_for_a_person_needs_a_code_unless_nobody_is_to_be_asked(bool? setting, bool needed)
    {
        var call = TestCall.Of(TestCall.Tool(ToolKind.Write, person: true),
            settings: new HostSettings { Confirm = new(ConfirmFor.Destructive, setting) });
        call.Plan = Plan();

        Assert.Equal(needed, await Step(call) is not null);
    }

    [Fact]
    public async Task Reads_and_tools_that_need_none_are_not_asked()
    {
        var call = TestCall.Of(TestCall.Tool(ToolKind.Write), settings: new HostSettings { Confirm = new(ConfirmFor.Destructive) });
        call.Plan = Plan();

        Assert.Null(await Step(call));
    }
}
