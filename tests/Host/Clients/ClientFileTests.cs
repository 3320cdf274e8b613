using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using Infra.Core.Settings;
using Infra.Host.Clients;

namespace Infra.Core.Clients;

/// <summary>The settings of each client, in the form that its documentation shows: source and day stand in docs/install.md.</summary>
public sealed partial class ClientFileTests
{
    public static TheoryData<string> Clients => [.. AssistantClient.All("home").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Clients))]
    public void The_entry_is_added_and_nothing_else_changes(string name)
    {
        var (client, text) = (Client(name), Documented(name));

        var changed = ClientFile.With(client, text, "aws", Entry(client));

        Assert.Equal(Entry(client).Trim(), Normal(client, ClientFile.Entry(client, changed, "aws")!));
        Assert.Equal(text, ClientFile.With(client, changed, "aws", null), Same(client));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void The_entry_has_no_key_that_the_client_does_not_document(string name)
    {
        var (client, text) = (Client(name), Documented(name));
        var known = client.IsToml
            ? text.Split('\n').Where(l => l.Contains(" = ", StringComparison.Ordinal)).Select(Key).ToList()
            : [.. JsonNode.Parse(text)![client.Root]!["notes"]!.AsObject().Select(p => p.Key)];

        var entry = new ServerEntry("infra", ["serve"], client.Approval is PreApproval.Entry ? ["ec2_list_instances"] : null);
        var keys = client.IsToml
            ? entry.ToToml().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Key)
            : entry.ToJson(client.Typed).Select(p => p.Key);

        Assert.Empty(keys.Except(known));

        // Of a table below the entry, or of a key with dots.
        static string Key(string line) => line.Split(" = ")[0].Split('.')[^1];
    }

    [Fact]
    public void Codex_is_told_of_each_tool_in_the_table_of_the_server_and_all_of_it_goes_again()
    {
        var (client, text) = (Client("codex"), Documented("codex"));

        var changed = ClientFile.With(client, text, "aws", new ServerEntry("infra", ["serve"], ["ec2_list_instances"]).ToToml());

        Assert.EndsWith("[mcp_servers.aws]\ncommand = \"infra\"\nargs = [\"serve\"]\n"
            + "tools.ec2_list_instances.approval_mode = \"approve\"\n", changed, StringComparison.Ordinal);
        // As Codex writes it when its user lets a tool pass for good.
        changed += "\n[mcp_servers.aws.tools.ec2_get_instance]\napproval_mode = \"approve\"\n";
        Assert.Equal(text, ClientFile.With(client, changed, "aws", null));
    }

    [Fact]
    public void The_links_that_install_have_the_entry_that_is_written()
    {
        var links = InstallLink().Matches(File.ReadAllText(Path.Combine(Docs.Markdown.Root, "docs/install.md")))
            .Select(m => new Uri(m.Value)).ToList();
        Assert.Equal(["insiders.vscode.dev", "cursor.com"], links.Select(l => l.Host));
        string Parameter(Uri link, string name) => HttpUtility.ParseQueryString(link.Query)[name]!;
        var entry = new ServerEntry("infra", ["serve"]);

        var inner = Parameter(links[0], "url");
        Assert.StartsWith("vscode:mcp/install?", inner, StringComparison.Ordinal);
        var code = JsonNode.Parse(Uri.UnescapeDataString(inner[(inner.IndexOf('?') + 1)..]))!.AsObject();
        Assert.Equal("aws", code["name"]!.GetValue<string>());
        code.Remove("name");
        Assert.True(JsonNode.DeepEquals(entry.ToJson(typed: true), code));
        Assert.Equal("aws", Parameter(links[1], "name"));
        var cursor = JsonNode.Parse(Convert.FromBase64String(Parameter(links[1], "config")));
        Assert.True(JsonNode.DeepEquals(entry.ToJson(typed: false), cursor));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void An_entry_that_is_there_is_replaced_in_its_place(string name)
    {
        var (client, text) = (Client(name), Documented(name));
        var first = ClientFile.With(client, text, "aws", Entry(client));

        Assert.Equal(first, ClientFile.With(client, first, "aws", Entry(client)));
        var other = ClientFile.With(client, first, "notes", Entry(client));
        Assert.Equal(Entry(client).Trim(), Normal(client, ClientFile.Entry(client, other, "notes")!));
        Assert.DoesNotContain("NOTES_HOME", other.Replace("notes_home", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void A_client_without_a_file_gets_one(string name) =>
        Assert.Equal(Entry(Client(name)).Trim(),
            Normal(Client(name), ClientFile.Entry(Client(name), ClientFile.With(Client(name), null, "aws", Entry(Client(name))), "aws")!));

    [Theory]
    [InlineData("{ \"mcpServers\": {} // mine\n}", "comments")]
    [InlineData("{ \"mcpServers\": {}, }", "comments")]
    [InlineData("{ \"mcpServers\": { \"x\": \"// no comment\" } /* one */ }", "comments")]
    [InlineData("{ \"mcpServers\": ", "not JSON")]
    [InlineData("{ \"mcpServers\": {} } }", "not JSON")]
    [InlineData("{ \"mcpServers\": { \"aws\": {}, \"aws\": {} } }", "twice")]
    [InlineData("{ \"mcpServers\": \"x\" }", "no object")]
    [InlineData("{ \"mcpServers\": {}, \"mcpServers\": {} }", "twice")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("{ \"mcpServers\": [] }", "no object")]
    public void A_file_that_would_lose_something_is_left_alone(string text, string why)
    {
        var e = Assert.Throws<SettingsException>(() => ClientFile.With(Client("cursor"), text, "aws", Entry(Client("cursor"))));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Contains("--print", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mcp_servers = { }\n", "'mcp_servers'")]
    [InlineData("mcp_servers.aws.command = \"x\"\n", "'mcp_servers.aws.command'")]
    [InlineData("[mcp_servers]\naws = { command = \"x\" }\n", "'mcp_servers.aws'")]
    [InlineData("[mcp_servers]\n\"aws\".command = \"x\"\n", "'mcp_servers.aws.command'")]
    [InlineData("[[mcp_servers]]\nx = 1\n", "'mcp_servers'")]
    [InlineData("model = \n", "line 1")]
    public void A_table_that_is_written_in_another_way_is_left_alone(string text, string why)
    {
        var e = Assert.Throws<SettingsException>(() => ClientFile.With(Client("codex"), text, "aws", Entry(Client("codex"))));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_around_a_table_stays_as_it_is_written()
    {
        const string before = "# 🙂 mine\r\ntext = \"\"\"\r\n[mcp_servers.aws]\r\n\"\"\"\r\n\r\n";
        const string aws = "[mcp_servers.\"aws\"] # old\r\ncommand = \"x\"\r\nargs = [\r\n  [\"a\"]\r\n]\r\n";
        const string env = "\r\n[mcp_servers.aws.env]\r\nA = \"1\"\r\n";
        const string after = "\r\n# My profiles.\r\n[[profiles]]\r\nx = 1 # one\r\n";

        var changed = ClientFile.With(Client("codex"), before + aws + env + after, "aws", "command = \"infra\"\n");

        Assert.Equal(before + "[mcp_servers.aws]\r\ncommand = \"infra\"\r\n" + after, changed);
        Assert.Equal(before[..^2] + after, ClientFile.With(Client("codex"), changed, "aws", null));
        Assert.Equal("command = \"x\"\nargs = [\n  [\"a\"]\n]\n\n[mcp_servers.aws.env]\nA = \"1\"\n",
            ClientFile.Entry(Client("codex"), before + aws + env + after, "aws"));
    }

    [Fact]
    public void What_others_have_written_keeps_its_form()
    {
        const string text = """
            {
                "mcpServers": {
                    "notes": { "command": "npx", "args": ["-y", "a\u002fb"], "n": 1.50, "u": "\u00e9" }
                },
                "theme"  :  "dark"
            }
            """;

        Assert.Equal(text.Replace("""
             "u": "\u00e9" }
            """, """
             "u": "\u00e9" },
                    "aws": {
                        "command": "infra",
                        "args": [
                            "serve"
                        ]
                    }
            """, StringComparison.Ordinal), ClientFile.With(Client("cursor"), text, "aws", """{"command":"infra","args":["serve"]}"""));
    }

    [Theory]
    [InlineData("{ \"mcpServers\": null }", "{ \"mcpServers\": { \"aws\": { \"command\": \"infra\" } } }")]
    [InlineData("{}", "{\n  \"mcpServers\": {\n    \"aws\": {\n      \"command\": \"infra\"\n    }\n  }\n}\n")]
    [InlineData("{\"a\":1}\n", "{\"a\":1, \"mcpServers\": { \"aws\": { \"command\": \"infra\" } } }\n")]
    [InlineData("", "{\n  \"mcpServers\": {\n    \"aws\": {\n      \"command\": \"infra\"\n    }\n  }\n}\n")]
    [InlineData("{\n\t\"mcpServers\": {}\n}", "{\n\t\"mcpServers\": {\n\t\t\"aws\": {\n\t\t\t\"command\": \"infra\"\n\t\t}\n\t}\n}")]
    public void A_file_goes_on_in_its_own_style(string before, string after) =>
        Assert.Equal(after, ClientFile.With(Client("cursor"), before, "aws", """{"command":"infra"}"""));

    [Theory]
    [InlineData("vscode", "servers")]
    [InlineData("gemini", "mcpServers")]
    public void Comments_stay_where_the_client_reads_them(string name, string servers)
    {
        var text = $$"""
            // Mine.
            {
              "{{servers}}": { // all
                "notes": { "command": "notes" }, /* "aws": {} */
                // not now: "old": {},
              }, // end
              "inputs": [],
            }
            """;

        var changed = ClientFile.With(Client(name), text, "aws", """{"command":"infra"}""");

        Assert.Equal("""{"command":"infra"}""", Normal(Client(name), ClientFile.Entry(Client(name), changed, "aws")!));
        Assert.Equal(text, changed.Replace("""

                "aws": {
                  "command": "infra"
                }
            """, "", StringComparison.Ordinal));
        // The comma that was last is not known from the one that was needed.
        Assert.Equal(text.Replace("}, /*", "} /*", StringComparison.Ordinal), ClientFile.With(Client(name), changed, "aws", null));
    }

    [Fact]
    public void Line_ends_indent_and_byte_order_mark_stay()
    {
        var text = "\uFEFF{\r\n    \"mcpServers\": {\r\n        \"a\": {}\r\n    }\r\n}\r\n";

        var changed = ClientFile.With(Client("cursor"), text, "aws", Entry(Client("cursor")));

        Assert.StartsWith("\uFEFF{\r\n    \"mcpServers\": {\r\n        \"a\": {},\r\n        \"aws\": {", changed,
            StringComparison.Ordinal);
        Assert.Equal(text, ClientFile.With(Client("cursor"), changed, "aws", null));
    }

    [Fact]
    public void Permissions_are_added_beside_those_of_others_and_taken_out_again()
    {
        const string text = """{ "permissions": { "allow": ["Bash(ls:*)", "mcp__aws__gone"], "deny": ["WebFetch"] } }""";

        var changed = ClientFile.WithPermissions("settings.json", text, "mcp__aws__", ["ec2_list_instances"]);

        var permissions = JsonNode.Parse(changed)!["permissions"]!;
        Assert.Equal("""["Bash(ls:*)","mcp__aws__ec2_list_instances"]""", permissions["allow"]!.ToJsonString());
        Assert.Equal("""["WebFetch"]""", permissions["deny"]!.ToJsonString());
        Assert.Equal("""["Bash(ls:*)"]""",
            JsonNode.Parse(ClientFile.WithPermissions("settings.json", changed, "mcp__aws__",
                []))!["permissions"]!["allow"]!.ToJsonString());
    }

    private static AssistantClient Client(string name) => AssistantClient.All("home").Single(c => c.Name == name);

    private static string Entry(AssistantClient client)
    {
        var entry = new ServerEntry(@"C:\Program Files\infra\infra.exe", ["serve", "--profile", "ann & co"]);
        return client.IsToml ? entry.ToToml() : entry.ToJson(client.Typed).ToJsonString(ClientFile.Text);
    }

    private static string Normal(AssistantClient client, string entry) =>
        client.IsToml ? entry.Trim() : JsonNode.Parse(entry)!.ToJsonString(ClientFile.Text);

    private static EqualityComparer<string> Same(AssistantClient client) =>
        EqualityComparer<string>.Create((a, b) => client.IsToml ? a == b : JsonNode.DeepEquals(JsonNode.Parse(a!), JsonNode.Parse(b!)));

    private static string Documented(string name, [CallerFilePath] string path = "") =>
        File.ReadAllText(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(path)!, "documented"), $"{name}.*").Single());

    [GeneratedRegex(@"https://[^)\s]+install[^)\s]+(?=\))")]
    private static partial Regex InstallLink();
}
