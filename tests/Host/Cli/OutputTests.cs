using System.Text.Json.Nodes;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli;

public sealed class OutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Columns = ["id", "name", "state", "note", "subnetId", "launchedAt"];

    private static readonly IReadOnlyList<JsonObject> Rows =
    [
        Object(
            """
            {"id":"i-00000000000000001","name":"web","state":"running",
            "note":"a long text that nobody needs to read to its very end","subnetId":"subnet-00000000000000001","launchedAt":"2026-03-01T09:00:00Z"}
            """),
        Object(
            """
            {"id":"i-00000000000000002","name":"名前","state":"stopped",
            "note":"tab\there \u001b[31mred","subnetId":"subnet-00000000000000002","launchedAt":"2026-02-27T12:00:00Z"}
            """),
    ];

    [Theory]
    [InlineData(200)]
    [InlineData(120)]
    [InlineData(80)]
    [InlineData(40)]
    public void A_table_fits_its_width_keeps_ids_whole_and_says_what_it_leaves_out(int width)
    {
        var (text, table) = Table(new(width, 24, HasColour: false));

        Assert.All(text.Split('\n'), line =>
            Assert.True(new Spectre.Console.Rendering.Segment(line).CellCount() <= width, $"{width}: {line}"));
        Assert.Contains("i-00000000000000001", text, StringComparison.Ordinal);
        Assert.DoesNotContain("subnet-0000…", text, StringComparison.Ordinal);
        var shown = text.Split('\n')[0];
        Assert.All(Columns, c =>
            Assert.True(shown.Contains(c, StringComparison.Ordinal) || table.Missing!.Contains(c, StringComparison.Ordinal), c));
        Assert.Equal(width >= 200, table.Missing is null);
    }

    [Fact]
    public void A_table_tells_ages_and_shows_nothing_that_a_terminal_would_act_upon()
    {
        var (text, _) = Table(new(200, 24, HasColour: false));

        Assert.Contains("3 h ago", text, StringComparison.Ordinal);
        Assert.Contains("2 d ago", text, StringComparison.Ordinal);
        Assert.Contains(@"tab\there \x1b[31mred", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
    }

    [Fact]
    public void States_are_coloured_where_there_are_colours()
    {
        var (text, _) = Table(new(200, 24, HasColour: true));

        Assert.Matches("\u001b\\[[0-9;]*mrunning", text);
        Assert.Equal(Spectre.Console.Color.Red, StateColour.Of("UPDATE_ROLLBACK_COMPLETE"));
        Assert.Equal(Spectre.Console.Color.Grey, StateColour.Of("stopped"));
        Assert.Equal(Spectre.Console.Color.Yellow, StateColour.Of("modifying"));
        Assert.Null(StateColour.Of("m6i"));
    }

    [Fact]
    public void Later_pages_have_the_columns_of_the_first_and_no_second_header()
    {
        var text = new StringWriter { NewLine = "\n" };
        var table = new TableOutput(text, new(200, 24, false), Now);
        table.Rows([Rows[0]], Columns);
        table.Rows([Rows[1]], Columns);

        var lines = text.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal(lines[0].IndexOf("state", StringComparison.Ordinal), lines[1].IndexOf("running", StringComparison.Ordinal));
    }

    [Fact]
    public void One_thing_is_told_property_by_property_with_its_lists_below()
    {
        var text = new StringWriter { NewLine = "\n" };
        new TableOutput(text, new(80, 24, false), Now).Value(Object(
            """{"id":"i-1","tags":{"a":"1"},"volumes":[{"id":"vol-1","sizeGib":8},{"id":"vol-2","sizeGib":20}]}"""));

        Assert.Equal("id    i-1\ntags  a=1\nvolumes (2)\n  id     sizeGib\n  vol-1  8\n  vol-2  20\n", text.ToString());
    }

    [Fact]
    public void Json_of_many_pages_is_one_document()
    {
        var text = new StringWriter();
        var json = new JsonOutput(text);
        json.Rows([Rows[0]], Columns);
        json.Rows([Rows[1]], Columns);
        json.End(Object("""{"complete":true,"missing":[]}"""));

        var read = JsonNode.Parse(text.ToString())!;
        Assert.True(JsonNode.DeepEquals(Rows[1], read["items"]![1]));
        Assert.True(read["complete"]!.GetValue<bool>());
    }

    [Fact]
    public void Yaml_says_the_same_as_the_json()
    {
        var rows = new[] { Object(
            """{"a":"true","b":true,"c":"0123","d":12.5,"e":null,"f":"10.0.0.1","g":["x","- y"],"h":{},"i":"two\nlines","j":"2026-01-01T00:00:00Z","k":": #","l":""}""") };
        var text = new StringWriter();
        var yaml = new YamlOutput(text);
        yaml.Rows(rows, []);
        yaml.End(Object("""{"complete":true}"""));

        var read = (Dictionary<object, object?>)new YamlDotNet.Serialization.DeserializerBuilder()
            .WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(text.ToString())!;
        var row = (Dictionary<object, object?>)((List<object?>)read["items"]!)[0]!;
        Assert.Equal(("true", true, "0123", null, "10.0.0.1"), (row["a"], row["b"], row["c"], row["e"], row["f"]));
        Assert.Equal(["x", "- y"], (List<object?>)row["g"]!);
        Assert.Equal(("two\nlines", "2026-01-01T00:00:00Z", ": #", ""), (row["i"], row["j"], row["k"], row["l"]));
        Assert.Equal("12.5", Convert.ToString(row["d"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(true, read["complete"]);
    }

    [Theory]
    [InlineData("tab\there")]
    [InlineData("\u001b[31mred")]
    [InlineData("left\u202eright")]
    [InlineData("two\r\nlines\u0085x")]
    [InlineData("👩‍👩‍👧 in a family")]
    [InlineData("back\\slash \"quoted\"\u009b")]
    [InlineData("  indented\n lines\n\n")]
    [InlineData("a very long text with a \t tab that goes on and on, well over the width at which some writers of YAML fold their lines")]
    public void Yaml_gives_every_text_back_and_shows_nothing_hidden(string value)
    {
        var text = new StringWriter { NewLine = "\n" };
        var yaml = new YamlOutput(text);
        yaml.Rows([new() { [value] = value }], []);
        yaml.End([]);

        Assert.Equal(Core.Answers.Visible.Lines(text.ToString()), text.ToString());
        var read = (Dictionary<object, object?>)new YamlDotNet.Serialization.DeserializerBuilder().Build().Deserialize(text.ToString())!;
        var row = Assert.Single((Dictionary<object, object?>)((List<object?>)read["items"]!)[0]!);
        Assert.Equal((value, value), (row.Key, row.Value));
    }

    [Fact]
    public void A_tab_in_a_field_of_csv_stays_one()
    {
        var csv = new StringWriter { NewLine = "\n" };
        new LinesOutput(csv, OutputFormat.Csv).Rows([new() { ["id"] = "a\tb\u001b" }], ["id"]);
        Assert.Equal("id\n\"a\tb\\x1b\"\n", csv.ToString());
    }

    [Fact]
    public void Csv_quotes_what_has_to_be_and_text_has_a_row_a_line()
    {
        var rows = new[] { Object("""{"id":"a,b","name":"say \"hi\"","list":["x","y"]}""") };
        var (csv, plain) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        new LinesOutput(csv, OutputFormat.Csv).Rows(rows, ["id", "name", "list"]);
        new LinesOutput(plain, OutputFormat.Text).Rows(rows, ["id", "name", "list"]);

        Assert.Equal("id,name,list\n\"a,b\",\"say \"\"hi\"\"\",\"x, y\"\n", csv.ToString());
        Assert.Equal("a,b\tsay \"hi\"\tx, y\n", plain.ToString());
    }

    [Theory]
    [InlineData("""{"id":"vol-1","size":8}""", "id,size\nvol-1,8\n", "vol-1\n", "id\tvol-1\nsize\t8\n")]
    [InlineData("""[{"id":"a"},{"id":"b"}]""", "id\na\nb\n", "a\nb\n", "a\nb\n")]
    [InlineData("""["x",["y",1],null]""", "x\ny\n1\n\n", "x\ny\n1\n\n", "x\ny\n1\n\n")]
    [InlineData("12", "12\n", "12\n", "12\n")]
    public void What_is_no_list_of_rows_has_lines_too(string json, string csv, string ids, string text)
    {
        foreach (var (format, expected) in new[] { (OutputFormat.Csv, csv), (OutputFormat.Ids, ids), (OutputFormat.Text, text) })
        {
            var written = new StringWriter { NewLine = "\n" };
            new LinesOutput(written, format).Value(JsonNode.Parse(json));
            Assert.Equal(expected, written.ToString());
        }
    }

    [Fact]
    public void A_query_is_jmespath_and_leaves_times_as_they_are()
    {
        var answer = new JsonObject { ["items"] = new JsonArray([.. Rows.Select(r => r.DeepClone())]) };

        Assert.Equal("""["2026-03-01T09:00:00Z"]""", Query.Of(answer, "items[?state=='running'].launchedAt")!.ToJsonString());
        Assert.Contains("--query 'items['", Assert.Throws<UsageException>(() => Query.Of(answer, "items[")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_the_host_come_first_and_wrong_ones_are_named()
    {
        var rows = new[] { Object("""{"account":"1","region":"eu-west-1","id":"x","extra":1}""") };
        var known = Row.Columns(["id", "name"], rows);

        Assert.Equal(["account", "region", "id", "name", "extra"], known);
        Assert.Equal(["name", "id"], Row.Chosen(["Name", "ID"], known));
        Assert.Contains("Did you mean 'region'?", Assert.Throws<UsageException>(() => Row.Chosen(["regio"], known)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_sorted_as_numbers_where_they_are_numbers_and_what_is_missing_comes_last()
    {
        var rows = new[] { Object("""{"n":10}"""), Object("{}"), Object("""{"n":9}""") };

        Assert.Equal(["9", "10", null], Row.Sorted(rows, "n", ["n"]).Select(r => r["n"]?.ToJsonString()));
        Assert.Equal(["10", "9", null], Row.Sorted(rows, "-n", ["n"]).Select(r => r["n"]?.ToJsonString()));
    }

    // Rows of the host's own, as those of infra tools --tokens, are no text that was parsed.
    [Fact]
    public void Numbers_of_any_kind_are_sorted_as_numbers_and_stand_before_words()
    {
        JsonNode[] values = ["a", 10, 9L, JsonNode.Parse("1e1")!, 0.5, true, "1"];
        JsonObject[] rows = [.. values.Select(v => new JsonObject { ["n"] = v })];

        Assert.Equal(["0.5", "9", "10", "1e1", "\"1\"", "\"a\"", "true"],
            Row.Sorted(rows, "n", ["n"]).Select(r => r["n"]!.ToJsonString()));
    }

    [Theory]
    [InlineData(ToolKind.Write, """{"resources":[{"id":"i-1","state":""}]}""", "yes")]
    [InlineData(ToolKind.Destructive, """{"resources":[{"id":"i-1","name":"web","state":""}]}""", "web")]
    [InlineData(ToolKind.Destructive, """{"resources":[{"id":"arn:aws:iam::1:role/ops/admin","state":""}]}""", "admin")]
    [InlineData(ToolKind.Destructive, """{"resources":[{"id":"i-1","state":""},{"id":"i-2","state":""}]}""", "2")]
    public void What_destroys_is_agreed_to_by_the_name_of_what_goes(ToolKind kind, string plan, string word)
    {
        var (words, what) = Agreement.Expected(Object(plan), kind);

        Assert.Equal(word, words[0]);
        Assert.Contains(word, what, StringComparison.Ordinal);
        Assert.Equal(kind is ToolKind.Write, words.Contains("y"));
    }

    private static (string Text, TableOutput Table) Table(Screen screen)
    {
        var text = new StringWriter { NewLine = "\n" };
        var table = new TableOutput(text, screen, Now);
        table.Rows(Rows, Columns);
        return (text.ToString().TrimEnd('\n'), table);
    }

    private static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();
}
