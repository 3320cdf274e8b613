using Infra.Core.Catalog;

namespace Infra.Core.Offers;

/// <summary>What can be read as a resource follows from the tools.</summary>
public sealed class ResourceTests
{
    private static readonly PluginCatalog Catalog = BuiltHost.Catalog();
    private static readonly IReadOnlyList<ToolResource> Offered = ToolResource.Of(Catalog);

    [Theory]
    [InlineData("ec2_get_instance", "aws://{account}/{region}/ec2/instances/{instanceId}")]
    [InlineData("vpc_get_security_group", "aws://{account}/{region}/vpc/security-groups/{groupId}{?ruleOffset}")]
    [InlineData("iam_get_role", "aws://{account}/global/iam/roles/{roleName}")]
    [InlineData("cfn_get_template", "aws://{account}/{region}/cfn/template/{stackName}{?changeSetName,stage,offset,length}")]
    [InlineData("s3_get_object", "aws://{account}/{region}/s3/objects/{bucket}/{key}{?versionId,offset,maxBytes,acl,requesterPays}")]
    public void A_get_tool_has_an_address_that_follows_from_its_name(string tool, string template) =>
        Assert.Equal(template, Offered.Single(r => r.Tool.Name == tool).Template.Text);

    [Fact]
    public void Every_get_tool_that_names_what_it_gets_is_one_and_no_tool_that_writes_or_tells_secrets()
    {
        var expected = Catalog.Offered.Where(t => t.Name[(t.Module.Length + 1)..].StartsWith("get_", StringComparison.Ordinal)
            && t.Manifest.InputSchema.TryGetProperty("required", out _)).Select(t => t.Name);
        Assert.Equal(expected, Offered.Select(r => r.Tool.Name));
        Assert.All(ToolResource.Of(BuiltHost.Catalog(ToolKind.Destructive)), r =>
            Assert.True(r.Tool is { Kind: ToolKind.Read, Manifest.Secret: false, Manifest.Job: false }, r.Tool.Name));
    }

    [Fact]
    public void No_two_have_one_address() => Assert.Equal(Offered.Count, Offered.Select(r => r.Template.Text.Split("{?")[0]
        .Split('/').Aggregate("", (all, part) => $"{all}/{(part.StartsWith('{') ? "{}" : part)}")).Distinct().Count());

    [Theory]
    [InlineData("aws://default/eu-west-1/ec2/instances/i-1", "ec2_get_instance", "instanceId", "i-1")]
    [InlineData("aws://default/eu-west-1/s3/objects/logs/a/b%20c.txt", "s3_get_object", "key", "a/b c.txt")]
    [InlineData("aws://default/eu-west-1/s3/objects/logs/a?offset=10", "s3_get_object", "offset", "10")]
    [InlineData("aws://default/global/iam/policies/arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess", "iam_get_policy", "policyArn",
        "arn:aws:iam::aws:policy/ReadOnlyAccess")]
    public void A_URI_is_read_by_the_tool_whose_template_it_fits(string uri, string tool, string variable, string value)
    {
        var found = Resources.Find(Offered, uri);

        Assert.Equal(tool, found?.Resource.Tool.Name);
        Assert.Equal(value, found?.Values[variable]);
        Assert.Equal(uri.Contains("/a/b", StringComparison.Ordinal) ? uri.Replace("a/b", "a%2Fb", StringComparison.Ordinal) : uri,
            found?.Resource.Template.Fill(found.Value.Values.ToDictionary()));
    }

    [Theory]
    [InlineData("aws://default/eu-west-1/ec2/instances/")]
    [InlineData("aws://default/ec2/instances/i-1")]
    [InlineData("aws:///eu-west-1/ec2/instances/i-1")]
    [InlineData("aws://default/eu-west-1/ec2/instances/i-1?confirm=x")]
    [InlineData("aws://default/eu-west-1/ec2/nothing/i-1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void What_fits_none_is_none(string uri) => Assert.Null(Resources.Find(Offered, uri));

    [Fact]
    public void A_caller_sees_the_resources_of_the_tools_that_its_grant_allows() =>
        Assert.Equal(["ec2"], ToolResource.Of(Catalog.For(new("ci", [new(ToolKind.Read, ["ec2"])]))).Select(r => r.Tool.Module).Distinct());

    [Fact]
    public void A_value_of_another_type_is_named()
    {
        var (resource, values) = Resources.Find(Offered, "aws://default/eu-west-1/s3/objects/logs/a?offset=ten")!.Value;

        Assert.Contains("'offset'", Assert.Throws<ToolException>(() => resource.Arguments(values)).Message, StringComparison.Ordinal);
    }
}
