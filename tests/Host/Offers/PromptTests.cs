using System.Text.RegularExpressions;
using Infra.Core.Catalog;

namespace Infra.Core.Offers;

/// <summary>The prompts of the first-party modules, as callers get them.</summary>
public sealed partial class PromptTests
{
    private static readonly PluginCatalog Catalog = BuiltHost.Catalog(ToolKind.Destructive);

    public static TheoryData<string> Names => [.. Prompts.Of(Catalog).Select(p => p.Name)];

    private static Prompt Named(string name) => Prompts.Of(Catalog).Single(p => p.Name == name).Prompt;

    private static string Fill(PluginCatalog catalog, Prompt prompt, Dictionary<string, string> arguments) =>
        string.Join('\n', Prompts.Fill(catalog, prompt, arguments).OfType<TextContent>().Select(t => t.Text));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_names_only_tools_that_exist_and_leaves_nothing_to_be_filled_in(string name)
    {
        var prompt = Named(name);
        var known = Catalog.All.Select(t => t.Name).ToHashSet();
        foreach (var text in prompt.Content.OfType<TextContent>())
            Assert.All(ToolName().Matches(text.Text).Select(m => m.Value), t => Assert.Contains(t, known));
        var all = Fill(Catalog, prompt, prompt.Arguments.ToDictionary(a => a.Name, a => $"<{a.Name}>"));
        Assert.All(prompt.Arguments, a => Assert.Contains($"<{a.Name}>", all, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"\{[a-zA-Z]+\}",
            Fill(Catalog, prompt, prompt.Arguments.Where(a => a.Required).ToDictionary(a => a.Name, _ => "x")));
    }

    [Fact]
    public void A_caller_is_told_of_no_tool_that_its_grant_does_not_allow()
    {
        var narrow = Catalog.For(new("ci", [new(ToolKind.Read, ["account", "vpc", "ec2", "elb"])]));
        var text = Fill(narrow, Prompts.Of(narrow).Single(p => p.Name == "account_review_network").Prompt, new() { ["vpcId"] = "vpc-1" });

        Assert.Contains("vpc_get_security_group", text, StringComparison.Ordinal);
        Assert.Contains("vpc-1 only", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rds_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("region", text.Split("Find out")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_is_not_offered_when_most_of_what_it_needs_is_not() =>
        Assert.DoesNotContain("account_review_network", Prompts.Of(Catalog.For(new("ci", [new(ToolKind.Read, ["account"])])))
            .Select(p => p.Name));

    [Fact]
    public void A_missing_or_unknown_argument_is_named()
    {
        var prompt = Named("account_triage_service");

        Assert.Contains("'service'", Assert.Throws<ToolException>(() => Fill(Catalog, prompt, [])).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'service'?", Assert.Throws<ToolException>(() =>
            Fill(Catalog, prompt, new() { ["service"] = "web", ["servic"] = "x" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_given_is_put_in_once() => Assert.Contains("The service {since} is unhealthy",
        Fill(Catalog, Named("account_triage_service"), new() { ["service"] = "{since}", ["since"] = "now" }), StringComparison.Ordinal);

    [GeneratedRegex(@"(?<![\w{./:])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w}])")]
    private static partial Regex ToolName();
}
