using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

public sealed class GrammarTests
{
    private static readonly Grammar Grammar = new(BuiltHost.Catalog(ToolKind.Destructive));

    [Fact]
    public void Every_tool_has_a_command_of_its_own_and_is_found_by_it()
    {
        Assert.Equal(Grammar.Phrases.Count, Grammar.Phrases.Select(p => p.Text).Distinct().Count());
        Assert.All(Grammar.Phrases, p =>
        {
            Assert.Same(p.Tool, Grammar.Resolve(p.Text.Split(' ')).Phrase.Tool);
            Assert.Same(p.Tool, Grammar.Resolve(p.Whole.Split(' ')).Phrase.Tool);
            Assert.Same(p.Tool, Grammar.Resolve([.. p.Whole.Replace('-', '_').Split(' '), "--output", "json"]).Phrase.Tool);
        });
    }

    [Fact]
    public void Every_argument_of_a_tool_is_an_option_and_no_two_are_called_the_same()
    {
        Assert.All(Grammar.Phrases.Select(p => new ToolCommand(p)), command =>
        {
            var arguments = command.Phrase.Tool.InputSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name)
                .Where(n => n is not "confirm");
            Assert.Equal(arguments.Order(StringComparer.Ordinal), command.Options.Select(o => o.Name).Order(StringComparer.Ordinal));
            var typed = command.Options.Select(o => o.Typed).Concat(command.Common.SelectMany(o => o.Aliases.Append(o.Name))).ToList();
            Assert.Equal(typed.Count, typed.Distinct().Count());
        });
    }

    [Fact]
    public void Help_for_a_verb_of_a_service_that_needs_a_noun_lists_its_nouns()
    {
        var help = HelpText.Of(Grammar, ["create", "ec2"]);

        Assert.Contains("create ec2 volume", help, StringComparison.Ordinal);
        Assert.Contains("create ec2 key-pair", help, StringComparison.Ordinal);
        Assert.DoesNotContain("create vpc", help, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => HelpText.Of(Grammar, ["creat", "ec2"]));
    }

    [Fact]
    public void The_example_of_every_help_text_is_a_command_that_can_be_read_and_its_values_are_valid()
    {
        Assert.All(Grammar.Phrases.Select(p => new ToolCommand(p)), command =>
        {
            var help = HelpText.Of(command, Grammar);
            Assert.DoesNotContain("\r", help, StringComparison.Ordinal);
            Assert.Contains(command.Phrase.Tool.Name, help, StringComparison.Ordinal);
            var words = Split(HelpText.Example(command));
            Assert.Equal("infra", words[0]);
            var (phrase, rest) = Grammar.Resolve([.. words.Skip(1)]);
            Assert.Same(command.Phrase.Tool, phrase.Tool);
            // A file that an example names is not there.
            rest = [.. rest.Select(w => !w.StartsWith('@') ? w : w.EndsWith(".json", StringComparison.Ordinal) ? "{}" : "ssh-rsa A")];
            var arguments = new ToolCommand(phrase).Read(rest).Arguments;
            Assert.Empty(command.Missing(arguments));
            var (_, faults) = SchemaCheck.Object(phrase.Tool.InputSchema, JsonElement.Parse(arguments.ToJsonString()), "argument");
            Assert.True(faults.Count == 0, $"{string.Join(' ', words)}: {string.Join(' ', faults)} (give the property an [Example])");
        });
    }

    [Theory]
    [InlineData(ToolKind.Read)]
    [InlineData(ToolKind.Destructive)]
    public void Help_says_once_what_kind_of_tool_it_is_for(ToolKind mode)
    {
        var grammar = new Grammar(BuiltHost.Catalog(mode));
        Assert.All(grammar.Phrases, p =>
        {
            var help = HelpText.Of(new ToolCommand(p), grammar);
            Assert.Equal(2, help.Split($"{p.Tool.Name} is a ").Length);
            Assert.Equal(p.Tool.Kind > mode, help.Contains($"runs in {mode.ToString().ToLowerInvariant()} mode", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("create vpc", "infra create vpc 10.20.0.0/16")]
    [InlineData("get ec2", "infra get ec2 i-0a1b2c3d4e5f67890")]
    [InlineData("get rds", "infra get rds my-instance")]
    [InlineData("get iam role", "infra get iam my-role")]
    [InlineData("create s3", "infra create s3 my-bucket")]
    [InlineData("import ec2", "infra import ec2 my-key --public-key @id_ed25519.pub")]
    [InlineData("list account parameter-values", "infra list account parameter-values /shop")]
    [InlineData("create ec2 volume", "infra create ec2 volume eu-west-1a")]
    [InlineData("get route53 zone", "infra get route53 Z0123456789ABCDEFGHI")]
    [InlineData("update iam trust-policy", "infra update iam trust-policy my-role --trust-policy-document @trust-policy.json")]
    [InlineData("create lambda", "infra create lambda my-function --role-arn arn:aws:iam::123456789012:role/my-role")]
    [InlineData("copy ec2 snapshot", "infra copy ec2 snapshot snap-0a1b2c3d4e5f67890 --source-region eu-west-1")]
    public void An_example_has_values_of_the_form_that_AWS_has(string typed, string example) =>
        Assert.Equal(example, HelpText.Example(new(Grammar.Resolve(typed.Split(' ')).Phrase)));

    [Theory]
    [InlineData("list ec2", "ec2_list_instances")]
    [InlineData("list ec2 instance", "ec2_list_instances")]
    [InlineData("list ec2 volumes", "ec2_list_volumes")]
    [InlineData("get rds mydb", "rds_get_instance")]
    [InlineData("get iam user bob", "iam_get_user")]
    [InlineData("stop ec2 instances i-1 i-2", "ec2_stop_instances")]
    [InlineData("create s3 artifacts", "s3_create_bucket")]
    [InlineData("create vpc", "vpc_create_vpc")]
    [InlineData("allocate ec2", "ec2_allocate_address")]
    [InlineData("terminate ec2 i-1", "ec2_terminate_instances")]
    [InlineData("list vpc security_groups", "vpc_list_security_groups")]
    [InlineData("account whoami", "account_whoami")]
    [InlineData("lambda invoke resize", "lambda_invoke")]
    public void What_people_type_finds_the_tool(string typed, string tool) =>
        Assert.Equal(tool, Grammar.Resolve(typed.Split(' ')).Phrase.Tool.Name);

    [Theory]
    [InlineData("listt ec2", "Did you mean 'infra list ec2'?")]
    [InlineData("list ec22", "Did you mean 'ec2'?")]
    [InlineData("list ec2 volumez", "Did you mean 'volumes'?")]
    [InlineData("list volumes", "infra list ec2 volumes")]
    [InlineData("list", "infra list account|ec2")]
    [InlineData("list account", "regions|zones")]
    [InlineData("list --state running", "Say what to list")]
    [InlineData("ec2 list", "The verb comes first: infra list ec2")]
    [InlineData("ec2 describe-volumes", "The verb comes first: infra list ec2 volumes")]
    [InlineData("describe-volumes", "infra list ec2 volumes")]
    [InlineData("ec2_list_volumes", "infra list ec2 volumes")]
    [InlineData("delete ec2", "infra delete ec2 volume|")]
    [InlineData("whoami", "infra account whoami")]
    [InlineData("stop s3", "s3 has nothing to stop")]
    [InlineData("doktor", "There is no command 'doktor'")]
    [InlineData("serv", "Did you mean 'serve'?")]
    [InlineData("--nonsense list ec2", "come first, and --nonsense behind them: infra list ec2 --nonsense")]
    [InlineData("--nonsense", "come first, and --nonsense behind them: infra VERB SERVICE [NOUN] --nonsense")]
    public void What_is_no_command_is_answered_in_two_lines_at_most(string typed, string expected)
    {
        var said = Assert.Throws<UsageException>(() => Grammar.Resolve(typed.Split(' '))).Message;

        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.True(said.Split('\n').Length <= 2, said);
    }

    [Theory]
    [InlineData("list ec2 --stat running", "Did you mean '--state'?")]
    [InlineData("get ec2 i-1 i-2", "'i-2' is one word too many")]
    [InlineData("get ec2 --wat", "'infra get ec2' has no option --wat")]
    [InlineData("list ec2 --filters Name=x", "Each filter is an option of its own")]
    [InlineData("create s3 x --cli-input-json file://x", "--json @file")]
    [InlineData("list ec2 --tags Key=team,Value=web", "--tags takes key=value: write team=web")]
    [InlineData("list ec2 --tag Value=web,Key=team", "write team=web, or JSON")]
    [InlineData("put cloudwatch alarm a --dimensions Name=InstanceId,Value=i-1", "--dimensions takes key=value: write InstanceId=i-1")]
    [InlineData("list ec2 --output tabel", "Did you mean 'table'?")]
    [InlineData("list ec2 --json {", "--json is not valid JSON")]
    [InlineData("put iam inline-policy x --policy-document @nowhere.json", "the file nowhere.json cannot be read")]
    public void A_wrong_option_is_answered_with_the_right_one(string typed, string expected)
    {
        var (phrase, rest) = Grammar.Resolve(typed.Split(' '));

        var said = Assert.Throws<UsageException>(() => new ToolCommand(phrase).Read(rest)).Message;

        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.True(said.Split('\n').Length <= 2, said);
    }

    [Theory]
    [InlineData("stop ec2 i-1 i-2 --dry-run", """{"instanceIds":["i-1","i-2"],"dryRun":true}""")]
    [InlineData("stop ec2 --instance-id i-1 --instance-ids i-2,i-3", """{"instanceIds":["i-1","i-2","i-3"]}""")]
    [InlineData("list ec2 --tag team=web --tags env=a=b,owner=me --limit 7", """{"tags":{"team":"web","env":"a=b","owner":"me"},"limit":"7"}""")]
    [InlineData("list ec2 --tags {\"Key\":\"a\",\"Value\":\"b\"} --limit 7", """{"tags":{"Key":"a","Value":"b"},"limit":"7"}""")]
    [InlineData("list ec2 --tags Key=a,Value=b,Name=c --limit 7", """{"tags":{"Key":"a","Value":"b","Name":"c"},"limit":"7"}""")]
    [InlineData("list ec2 --public --limit 1", """{"public":true,"limit":"1"}""")]
    [InlineData("list ec2 --public false --limit 1", """{"public":false,"limit":"1"}""")]
    [InlineData("list ec2 --no-public --limit 1", """{"public":false,"limit":"1"}""")]
    [InlineData("list ec2", """{"limit":50}""")]
    [InlineData("list ec2 --all", """{"limit":500}""")]
    [InlineData("list account regions --tool-all --limit 2", """{"all":true,"limit":"2"}""")]
    [InlineData("lambda invoke f --payload {\"a\":1}", """{"functionName":"f","payload":{"a":1}}""")]
    [InlineData("put cloudwatch metric-data a/b --data [{\"name\":\"x\"}]", """{"namespace":"a/b","data":[{"name":"x"}]}""")]
    [InlineData("get s3 object b --key @@home", """{"bucket":"b","key":"@home"}""")]
    [InlineData("create s3 b --json {\"tags\":{\"a\":\"1\"},\"bucket\":\"c\"}", """{"tags":{"a":"1"},"bucket":"b"}""")]
    public void Options_become_the_arguments_of_the_tool(string typed, string expected)
    {
        var (phrase, rest) = Grammar.Resolve(typed.Split(' '));

        var (arguments, _, _, _) = new ToolCommand(phrase).Read(rest);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), arguments), arguments.ToJsonString());
    }

    [Fact]
    public void Switches_of_the_host_may_stand_anywhere_and_are_not_taken_out_of_what_follows_a_double_dash()
    {
        var (flags, words) = CommandLine.Split(["--region", "eu-west-1", "get", "ec2", "--read-only", "i-1", "--profile=dev", "--",
            "--mode"]);

        Assert.Equal(["get", "ec2", "i-1", "--", "--mode"], words);
        Assert.Equal(("eu-west-1", "true", "dev", null),
            (flags[Switches.Region], flags[Switches.ReadOnly], flags[Switches.Profile], flags[Switches.Mode]));
    }

    // As a shell does it, for what our own examples write.
    private static List<string> Split(string line)
    {
        List<string> words = [];
        var (word, quoted, begun) = (new System.Text.StringBuilder(), false, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] is '\'') (quoted, begun) = (!quoted, true);
            else if (!quoted && line[i] is '\\') word.Append(line[++i]);
            else if (line[i] is ' ' && !quoted)
            {
                if (word.Length > 0 || begun) words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else word.Append(line[i]);
        }

        if (word.Length > 0 || begun) words.Add(word.ToString());
        return words;
    }
}
