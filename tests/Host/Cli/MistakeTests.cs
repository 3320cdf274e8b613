using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>What the host's own commands say to what cannot be meant.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("call", "missing: TOOL. The command is: infra call TOOL [ARGUMENTS] [options]")]
    [InlineData("approve", "missing: CODE. The command is: infra approve CODE")]
    [InlineData("test-connection --timeout soon", "--timeout is 'soon', which is no number. See 'infra test-connection --help'.")]
    [InlineData("watch --count x list ec2", "--count is 'x', which is no number. See 'infra watch --help'.")]
    [InlineData("journal --since", "--since needs a value. See 'infra journal --help'.")]
    [InlineData("policy --chek", "'infra policy' has no option --chek. Did you mean '--check'?")]
    [InlineData("tools --account prod",
        "There is no option --account. Accounts can be named where aws.accounts in plugins.json configures several (docs/accounts.md).")]
    [InlineData("plugins lis", "There is no 'infra plugins lis'. Did you mean 'list'? There is: list, verify, add, remove, sign.")]
    public void A_mistake_is_answered_in_a_line_and_in_no_words_of_a_parser(string typed, string said)
    {
        var words = typed.Split(' ');
        var parsed = CommandLine.Root().Parse(words, CommandLine.Parsing);
        var options = parsed.CommandResult.Command.Options.Select(o => o.Name).ToList();

        Assert.Equal(said, Assert.Throws<UsageException>(() => Mistakes.Check(parsed, $"infra {words[0]}", options)).Message);
    }

    [Theory]
    [InlineData("--json {\"limit\":1,\"limit\":2}", "--json gives 'limit' twice.")]
    [InlineData("--json {\"tags\":{\"a\":1,\"a\":2}}", "--json gives 'a' twice.")]
    [InlineData("--json {\"limit\":", "--json is not valid JSON: line 1, column 10.")]
    [InlineData("--tags {\"a\":\"1\",\"a\":\"2\"}", "--tags gives 'a' twice.")]
    [InlineData("--tags a=1,a=2", "--tags gives 'a' twice.")]
    [InlineData("--tag a=1 --tag a=2", "--tags gives 'a' twice.")]
    public void A_value_that_is_given_twice_is_refused_and_none_of_them_wins(string typed, string said)
    {
        var grammar = new Grammar(BuiltHost.Catalog(ToolKind.Destructive));
        var command = new ToolCommand(grammar.Resolve(["create", "ec2", "volume"]).Phrase);

        Assert.Equal(said, Assert.Throws<UsageException>(() => command.Read(typed.Split(' '))).Message);
    }

    [Fact]
    public void An_argument_of_call_is_given_once_and_is_no_option()
    {
        Assert.Equal("'--limit' is no option of infra call, which takes a tool's arguments as name=value: limit=…",
            Assert.Throws<Core.Settings.SettingsException>(() => CallCommand.Parse(["--limit", "5"], null)).Message);
        Assert.Contains("'state' is given twice",
            Assert.Throws<Core.Settings.SettingsException>(() => CallCommand.Parse(["state=running", "state=stopped"], null)).Message,
            StringComparison.Ordinal);
        Assert.Equal("The argument gives 'state' twice.",
            Assert.Throws<UsageException>(() => CallCommand.Parse(["""{"state":"a","state":"b"}"""], null)).Message);
    }

    // As a script passes a variable that it has not set.
    [Theory]
    [InlineData("plugins add ''", "FOLDER is empty. The command is: infra plugins add FOLDER [options]")]
    [InlineData("call ec2_list_instances ''", "ARGUMENTS is empty. The command is: infra call TOOL [ARGUMENTS] [options]")]
    [InlineData("approve ''", "CODE is empty. The command is: infra approve CODE")]
    public void An_argument_that_is_empty_is_named(string typed, string said)
    {
        var words = typed.Replace("''", "", StringComparison.Ordinal).Split(' ');

        Assert.Equal(said, Assert.Throws<UsageException>(() =>
            Mistakes.Check(CommandLine.Root().Parse(words, CommandLine.Parsing), $"infra {words[0]}", [])).Message);
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("--journal")]
    [InlineData("--modules")]
    [InlineData("--region")]
    public void A_switch_that_is_empty_is_named(string flag) => Assert.Equal($"{flag} is empty.",
        Assert.Throws<UsageException>(() => CommandLine.Split(["list", "ec2", flag, ""])).Message);

    [Fact]
    public void A_switch_without_a_value_is_named() => Assert.Equal("--region needs a value.",
        Assert.Throws<UsageException>(() => CommandLine.Split(["list", "ec2", "--region"])).Message);

    [Fact]
    public void A_file_that_is_not_there_is_named_and_a_word_is_no_file()
    {
        Assert.Equal("There is no file before.json.", Assert.Throws<UsageException>(() => Saved.IsFile("before.json")).Message);
        Assert.False(Saved.IsFile("list"));
    }

    [Fact]
    public void A_plan_is_wrapped_between_words_and_its_command_stays_in_one_piece()
    {
        var plan = new JsonObject
        {
            ["summary"] = "Delete the bucket artifacts.",
            ["changes"] = new JsonArray(new JsonObject { ["kind"] = "delete", ["resource"] = "bucket artifacts" }),
            ["warnings"] = new JsonArray("The name becomes free for anyone in AWS; what still uses it may then reach a stranger's bucket."),
            ["undo"] = JsonNode.Parse("""{"tool":"s3_create_bucket","arguments":{"bucket":"artifacts-of-the-team"}}"""),
        };
        using var narrow = new StringWriter { NewLine = "\n" };
        PlanView.Print(plan, narrow, new Screen(40, 24, HasColour: false));

        Assert.Equal(
            """
            Delete the bucket artifacts.
              - bucket artifacts: deleted
              ! The name becomes free for anyone
                in AWS; what still uses it may then
                reach a stranger's bucket.
              To take it back: infra call s3_create_bucket --json '{"bucket":"artifacts-of-the-team"}'

            """, narrow.ToString());
    }
}
