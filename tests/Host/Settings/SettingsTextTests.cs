using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Core.Settings;

/// <summary>Changes to the text of a plugins.json, of which everything else must stay.</summary>
public sealed class SettingsTextTests
{
    private const string Entry = """{ "path": "plugins/New" }""";

    private const string Commented = """
        {
          // The team's account.
          "aws": { "region": "eu-west-1" }, /* "plugins": [] */
          "plugins": [
            // First.
            { "path": "plugins/A", "settings": { "plugins": ["x", "}"] } }, // after A
            {
              "path": "plugins/B", // where B is
              "enabled": false // off
            } // after B
          ],
          "mode": "read", // not more
        }
        """;

    private static readonly string One = new('1', 64);
    private static readonly string Two = new('2', 64);

    public static TheoryData<string, string> Added => new()
    {
        { """{ "plugins": [] }""", """{ "plugins": [ { "path": "plugins/New" } ] }""" },
        { """{"plugins":[{"path":"a"}]}""", """{"plugins":[{"path":"a"}, { "path": "plugins/New" } ]}""" },
        { "{\n  \"plugins\": [\n  ]\n}", "{\n  \"plugins\": [\n    { \"path\": \"plugins/New\" }\n  ]\n}" },
        {
            "{\n\t\"plugins\": [\n\t\t{ \"path\": \"a\" }, // why\n\t]\n}",
            "{\n\t\"plugins\": [\n\t\t{ \"path\": \"a\" }, // why\n\t\t{ \"path\": \"plugins/New\" }\n\t]\n}"
        },
        {
            "{\r\n  \"plugins\": [\r\n    { \"path\": \"a\" } /* a, b */ // why\r\n  ]\r\n}",
            "{\r\n  \"plugins\": [\r\n    { \"path\": \"a\" }, /* a, b */ // why\r\n    { \"path\": \"plugins/New\" }\r\n  ]\r\n}"
        },
    };

    [Theory]
    [MemberData(nameof(Added))]
    public void An_entry_is_added_at_the_end_in_the_style_of_the_file(string before, string after)
    {
        var text = new SettingsText(before);

        text.Add(Entry);

        Assert.Equal(after, text.ToString());
    }

    [Fact]
    public void Comments_and_all_else_stay_when_entries_come_and_go()
    {
        var text = new SettingsText(Commented);

        text.Add(Entry);
        Assert.Contains("    } // after B\n    { \"path\": \"plugins/New\" }\n  ],",
            text.ToString().Replace("},", "}", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["plugins/A", "plugins/B", "plugins/New"], Paths(text));
        text.Remove(2);
        Assert.Equal(["plugins/A", "plugins/B"], Paths(text));
        Assert.Equal(Comments(Commented), Comments(text.ToString()));
    }

    [Fact]
    public void A_file_with_a_mark_and_an_empty_list_in_one_line_is_changed_as_others_are()
    {
        var text = new SettingsText("\uFEFF{\n  \"plugins\": []\n}\n");

        text.Add(Entry);

        Assert.Equal("\uFEFF{\n  \"plugins\": [\n    { \"path\": \"plugins/New\" }\n  ]\n}\n", text.ToString());
    }

    [Theory]
    [InlineData(0, "plugins/B")]
    [InlineData(1, "plugins/A")]
    public void An_entry_is_taken_out_with_its_comma_and_nothing_else(int index, string left)
    {
        var text = new SettingsText(Commented);

        text.Remove(index);

        Assert.Equal([left], Paths(text));
        foreach (var outside in new[]
            { "// The team's account.", "/* \"plugins\": [] */", "// First.", "// after A", "// after B", "// not more" })
            Assert.Contains(outside, text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_an_entry_is_added_replaced_and_taken_out()
    {
        var text = new SettingsText(Commented);

        text.Set(0, "files", $"\"{One}\"");
        text.Set(1, "files", $"\"{One}\"");
        text.Set(1, "files", $"\"{Two}\"");
        text.Set(1, "enabled", null);

        Assert.Equal($$"""{"path":"plugins/A","settings":{"plugins":["x","}"]},"files":"{{One}}"}""", Plugin(text, 0));
        Assert.Equal($$"""{"path":"plugins/B","files":"{{Two}}"}""", Plugin(text, 1));
        Assert.Equal(Comments(Commented), Comments(text.ToString()));
        text.Set(0, "path", "\"ü\"");
        Assert.Contains("{ \"path\": \"ü\",", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_no_server_would_take_is_not_written()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{ "plugins": [] }""");
        var text = new SettingsText(File.ReadAllText(file));

        text.Add("""{ "pth": "plugins/New" }""");

        Assert.Contains("pth", Assert.Throws<SettingsException>(() => text.Save(file)).Message, StringComparison.Ordinal);
        Assert.Equal("""{ "plugins": [] }""", File.ReadAllText(file));
        File.Delete(file);
    }

    private static JsonArray Read(SettingsText text) =>
        SettingsReader.Check("plugins.json", Encoding.UTF8.GetBytes(text.ToString()))["plugins"]!.AsArray();

    private static IEnumerable<string> Paths(SettingsText text) => Read(text).Select(p => p!["path"]!.GetValue<string>());

    private static string Plugin(SettingsText text, int index)
    {
        var json = JsonNode.Parse(text.ToString(), documentOptions: new()
        {
            CommentHandling = System.Text.Json.JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        });
        return json!["plugins"]![index]!.ToJsonString();
    }

    private static IEnumerable<string> Comments(string text) =>
        from line in text.Split('\n')
        let at = line.IndexOf("//", StringComparison.Ordinal)
        where at >= 0
        select line[at..];
}
