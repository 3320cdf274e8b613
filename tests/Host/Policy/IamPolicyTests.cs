using System.Text.Json.Nodes;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Policy;

public sealed class IamPolicyTests
{
    private static PluginCatalog Catalog(ToolKind mode) => BuiltHost.Catalog(mode);

    private static IEnumerable<string> Actions(JsonObject document) =>
        document["Statement"]!.AsArray().SelectMany(s => s!["Action"]!.AsArray()).Select(a => a!.GetValue<string>());

    [Theory]
    [InlineData(ToolKind.Read)]
    [InlineData(ToolKind.Write)]
    [InlineData(ToolKind.Destructive)]
    public void The_documents_hold_the_actions_of_the_enabled_tools_and_no_others_within_AWSs_size(ToolKind mode)
    {
        var tools = Catalog(mode).Offered;

        var documents = IamPolicy.Documents(tools, new());

        Assert.NotEmpty(tools);
        Assert.Equal(tools.SelectMany(t => t.Manifest.IamActions).Append("sts:GetCallerIdentity").Distinct().Order(StringComparer.Ordinal), documents.SelectMany(Actions).Distinct().Order(StringComparer.Ordinal));
        Assert.All(documents, d => Assert.InRange(d.ToJsonString().Length, 1, 6144));
    }

    [Fact]
    public void In_read_mode_every_action_only_reads()
    {
        var reads = AwsOperations.All.Where(o => o.IsRead).SelectMany(o => AwsOperations.ActionsFor(o.ServiceId, o.Operation)).ToHashSet();

        Assert.All(IamPolicy.Documents(Catalog(ToolKind.Read).Offered, new()).SelectMany(Actions), a => Assert.Contains(a, reads));
    }

    [Fact]
    public void A_session_policy_is_small_and_its_patterns_permit_nothing_but_reads()
    {
        var policy = IamPolicy.ForSession([.. Catalog(ToolKind.Read).Offered.Where(t => t.Module is "ec2" or "vpc")], new());
        var patterns = Actions(JsonNode.Parse(policy)!.AsObject()).ToList();

        Assert.Contains("ec2:Describe*", patterns);
        Assert.All(AwsOperations.All.Where(o => !o.IsRead), o => Assert.DoesNotContain(patterns, p => AwsOperations.ActionsFor(o.ServiceId, o.Operation).Any(a => Permits(p, a))));
    }

    [Fact]
    public void Pinned_regions_become_a_condition_where_a_service_has_regions()
    {
        var document = Assert.Single(IamPolicy.Documents([.. Catalog(ToolKind.Read).Offered.Where(t => t.Module is "ec2" or "account")], new() { Regions = ["eu-west-1"] }));

        Assert.Contains("\"aws:RequestedRegion\":[\"eu-west-1\"]", document.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(document["Statement"]!.AsArray().Where(s => s!["Condition"] is not null).SelectMany(s => s!["Action"]!.AsArray()), a => a!.GetValue<string>().StartsWith("sts:", StringComparison.Ordinal));
    }

    private static bool Permits(string pattern, string action) => pattern.EndsWith('*') ? action.StartsWith(pattern[..^1], StringComparison.Ordinal) : action == pattern;
}
