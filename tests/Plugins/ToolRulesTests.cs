using System.Text.Json;
using System.Text.RegularExpressions;
using Infra.Manifest;

namespace Infra.Plugins;

/// <summary>
/// The rules of <see cref="HouseRules"/>, on all tools; and each rule on tools that break it, so that it is known to see.
/// </summary>
public sealed partial class ToolRulesTests
{
    private static readonly Lazy<IReadOnlyList<ToolManifest>> Tools =
        new(() => [.. AllTools.Items.Select(t => ToolManifest.Of(t.Module, t.Tool))]);

    private static readonly ToolManifest List = new(
        "ec2_list_things", "List things", "Lists things. For one in full, use ec2_get_thing.", ToolKind.Read, false, false, false,
        ["ec2:DescribeThings"], ["Which things are there?"],
        Schema("""
            {"type":"object","properties":{"limit":{"type":"integer","description":"Most items.","default":50},"cursor":{"type":"string","description":"Last nextCursor."}}}
            """),
        Schema("""
            {"type":"object","properties":{"items":{"type":"array","items":{"type":"string"}},"complete":{"type":"boolean"},"nextCursor":{"type":"string"}}}
            """));

    private static readonly ToolManifest Get = List with
    {
        Name = "ec2_get_thing",
        Description = "One thing in full. For all, use ec2_list_things.",
        InputSchema = Schema("""
            {"type":"object","properties":{"thingId":{"type":"string","description":"Thing id."}},"required":["thingId"]}
            """),
    };

    private static readonly ToolManifest Create = Get with
    {
        Name = "ec2_create_thing",
        Description = "Creates a thing.",
        Kind = ToolKind.Write,
        HasPlan = true,
        Examples = ["Make a thing.", """{"thingId":"t-1","rules":[{"days":1}]}"""],
        InputSchema = Schema("""
            {"type":"object","required":["thingId"],"properties":{
              "thingId":{"type":"string","description":"Thing id."},
              "rules":{"type":"array","description":"Rules.","items":{"type":"object","properties":{"days":{"type":"integer","description":"Until deleted."}}}},
              "wait":{"type":"boolean","description":"Until available, max 5 min."}}}
            """),
    };

    // Keys of AWS's configuration files, which look like names of tools.
    private static readonly string[] AwsSettings =
    [
        "s3_use_arn_region", "s3_disable_multiregion_access_points", "s3_disable_express_session_auth", "s3_us_east_1_regional_endpoint",
    ];

    private static readonly ToolManifest[] Good = [List, Get, Create];

    private static readonly Dictionary<string, ToolManifest[]> Broken = new()
    {
        ["names are unique and at most 32 characters long"] =
            [List with { Name = "ec2_list_things_that_have_a_long_name" }, List with { Name = "ec2_get_thing" }],
        ["a name is module, verb and noun, the verb from a closed set and of the right kind"] =
            [Get with { Name = "ec2_describe_thing" }, Get with { Name = "ec2_get" }, Get with { Name = "ec2_delete_thing" },
                Create with { Kind = ToolKind.Destructive }],
        ["every argument is described, nested ones too, in a sentence"] =
            [WithoutDescription("Thing id."), WithoutDescription("Until deleted."),
                Create with { InputSchema = Replaced(Create, "Thing id.", "thing id") }],
        ["a description is one or two short sentences"] =
            [Create with { Description = "creates a thing" }, Create with { Description = $"Creates {new string('x', 200)}." }],
        ["a list and a get tell which other tool to use instead or next"] =
            [List with { Description = "Lists things." }, Get with { Description = "One thing; see ec2_get_thing and ec2_list_stuff." }],
        ["tools named in descriptions exist"] =
            [Create with { Description = "Creates a thing. Then use ec2_attach_thing." },
            Create with { InputSchema = Replaced(Create, "Rules.", "Of ec2_list_rules.") }],
        ["a list says Lists and a delete says Deletes, and no other tool does"] =
            [List with { Description = "Shows things." }, Create with { Description = "Lists a thing." },
            Create with { Description = "Removes a thing." }],
        ["both schemas are objects, without alternatives, references and several types"] =
        [
            Create with { InputSchema = Schema("""{"type":"array"}""") }, Create with { OutputSchema = Schema("{}") },
            Create with { InputSchema = Schema("""{"type":"object","oneOf":[]}""") },
            Create with { OutputSchema = Schema("""{"type":"object","properties":{"a":{"type":"array","items":{"$ref":"#"}}}}""") },
            Create with { InputSchema = Schema("""{"type":"object","properties":{"a":{"type":["string","null"]}}}""") },
        ],
        ["every argument has a type, and a required one has no default"] =
        [
            Create with { InputSchema =
                Schema("""{"type":"object","properties":{"a":{"type":"integer","default":0,"description":"A."}},"required":["a"]}""") },
            Create with { InputSchema = Schema("""{"type":"object","properties":{"a":{"description":"A."}}}""") },
        ],
        ["a bound stands at a value of the type that it bounds, so that it is checked"] =
        [
            Create with { InputSchema = Replaced(Create, "\"boolean\"", "\"boolean\",\"maxLength\":3") },
            Create with { InputSchema = Replaced(Create, "\"array\"", "\"array\",\"pattern\":\"a\"") },
            Create with
            {
                OutputSchema = Schema("""
                    {"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":"string","minimum":1}}}}
                    """),
            },
            Create with { OutputSchema = Schema("""{"type":"object","properties":{"a":{"type":"object","maxItems":50}}}""") },
        ],
        ["a list pages: limit and cursor in, items, complete and nextCursor out"] =
            [List with { InputSchema = Get.InputSchema }, List with { OutputSchema = Get.InputSchema }],
        ["what writes or deletes has a plan"] = [Create with { HasPlan = false }],
        ["what writes declares IAM actions, and a read without any is of the server itself"] =
            [Create with { IamActions = [] }, Get with { IamActions = [] }, Get with { IamActions = ["ec2:A", "ec2:A"] }],
        ["there are examples, and those in JSON fit the schema"] =
            [Get with { Examples = [] }, Create with { Examples = ["{\"thingId\":7}"] }, Create with { Examples = ["{\"thingId\":"] }],
        ["the same argument has the same words in every tool"] =
        [
            Create with { InputSchema = Replaced(Create, "Thing id.", "Id of the thing.") },
        ],
        ["the same thing has the same name in every tool"] =
            [Create with { Description = "Creates a disk." },
            Create with { InputSchema = Replaced(Create, "Rules.", "Rules of the firewall.") }],
    };

    public static TheoryData<string> Rules => [.. HouseRules.All.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void All_tools_keep_to(string rule)
    {
        Assert.True(Tools.Value.Count > 200);
        var broken = HouseRules.All[rule](Tools.Value).ToList();
        Assert.True(broken.Count == 0, $"{broken.Count} do not:\n{string.Join("\n", broken)}");
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_tool_is_seen_that_breaks(string rule)
    {
        Assert.Empty(HouseRules.All[rule](Good));
        Assert.All(Broken[rule], tool =>
            Assert.NotEmpty(HouseRules.All[rule](
            [.. Good.Where(g => g.Name != tool.Name || rule.StartsWith("names", StringComparison.Ordinal)), tool])));
    }

    [Fact]
    public void Tools_named_in_hints_and_other_texts_exist()
    {
        var names = Tools.Value.Select(t => t.Name).ToHashSet();
        var root = Path.GetFullPath(Path.Combine(AllTools.SourceFolder(), "../.."));
        var wrong =
            from file in new[] { "Plugins",
                "Host" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(root, f), "*.cs", SearchOption.AllDirectories))
            from text in Literal().Matches(File.ReadAllText(file))
            from name in ToolRules.Named(Tools.Value, text.Value)
            where !names.Contains(name) && !AwsSettings.Contains(name)
            select $"{Path.GetRelativePath(root, file)}: {name}";
        Assert.Empty(wrong);
        Assert.Equal(["ec2_list_stuff"],
            ToolRules.Named(Tools.Value, "Look with ec2_list_stuff, not lambda_function.lambda_handler or a_b."));
    }

    [Fact]
    public void What_must_be_given_has_no_default_and_what_may_be_left_out_has_one()
    {
        var tool = new Tool<Needs, Needs>
        {
            Name = "count_things",
            Description = "Counts.",
            Kind = ToolKind.Read,
            Run = (_, _, _) => Task.FromResult(new Needs { Count = 1, All = true })
        };
        Assert.Equal(
            """{"type":"object","properties":{"count":{"type":"integer"},"all":{"type":"boolean"},"least":{"type":"integer","default":3}},"required":["count","all"]}""",
            JsonSerializer.Serialize(tool.InputSchema));
    }

    private static JsonElement Schema(string json) => JsonElement.Parse(json);

    private static JsonElement Replaced(ToolManifest tool, string text, string by) =>
        Schema(tool.InputSchema.GetRawText().Replace(text, by, StringComparison.Ordinal));

    private static ToolManifest WithoutDescription(string text) =>
        Create with { InputSchema = Replaced(Create, $",\"description\":\"{text}\"", "") };

    private sealed record Needs
    {
        public required int Count { get; init; }

        public required bool All { get; init; }

        public int Least { get; init; } = 3;
    }

    [GeneratedRegex("\"(?:[^\"\\\\\n]|\\\\.)*\"")]
    private static partial Regex Literal();
}
