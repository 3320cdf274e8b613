using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

public sealed class ListParametersTests : AccountTest
{
    private DescribeParametersRequest? sent;

    [Theory]
    [InlineData("/shop/key", "Name Equals /shop/key")]
    [InlineData("/shop/*", "Name BeginsWith /shop/")]
    [InlineData("*key", "")]
    public async Task A_name_is_left_to_SSM_as_far_as_SSM_can_match_it(string name, string filter)
    {
        Answers(new ParameterMetadata { Name = "/shop/key", Type = "String" },
            new ParameterMetadata { Name = "/shop/key/old", Type = "String" });

        var page = await RunAsync(ListParameters.Tool, new { name });

        Assert.Equal(filter, string.Join(" ", sent!.ParameterFilters.Select(f => $"{f.Key} {f.Option} {f.Values.Single()}")));
        Assert.Equal(name == "/shop/*" ? 2 : 1, page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Filters_are_applied_by_SSM_within_its_page_size()
    {
        Answers([.. Enumerable.Range(0, 50).Select(n => new ParameterMetadata { Name = $"/shop/p{n}", Type = "String" })]);

        var page = await RunAsync(ListParameters.Tool,
            new { path = "/shop", type = "String", tags = new { team = "web", owner = "" }, limit = 50, cursor = "1" });

        Assert.Equal("Path=/shop Type=String tag:team=web tag:owner=",
            string.Join(" ", sent!.ParameterFilters.Select(f => $"{f.Key}={f.Values?.Single()}")));
        Assert.Equal((50, "1", "2"), (sent.MaxResults!.Value, sent.NextToken, page.GetProperty("nextCursor").GetString()));
    }

    // SSM may answer with few or none although more follow.
    [Fact]
    public async Task An_empty_page_is_not_the_end()
    {
        Ssm.DescribeParametersAsync(default!, default).ReturnsForAnyArgs(
            new DescribeParametersResponse { NextToken = "2" },
                new DescribeParametersResponse { Parameters = [new() { Name = "a", Type = "String" }] });

        Assert.Equal(1, (await RunAsync(ListParameters.Tool, new { })).GetProperty("items").GetArrayLength());
    }

    // S3-B5b: DescribeParameters knows the account's own parameters alone.
    [Fact]
    public async Task What_AWS_publishes_is_listed_by_its_path()
    {
        Ssm.GetParametersByPathAsync(Arg.Is<GetParametersByPathRequest>(r =>
            r.Path == "/aws/service/ami" && r.Recursive == true && r.MaxResults == 10), Arg.Any<CancellationToken>())
            .Returns(new GetParametersByPathResponse
            {
                Parameters = [new() { Name = "/aws/service/ami/x", Type = "String", Version = 7 },
                new() { Name = "/aws/service/ami/y", Type = "String" }]
            });

        var page = await RunAsync(ListParameters.Tool, new { path = "/aws/service/ami", name = "*/x" });

        Assert.Equal("""[{"name":"/aws/service/ami/x","type":"String","version":7}]""", page.GetProperty("items").GetRawText());
        await Ssm.DidNotReceiveWithAnyArgs().DescribeParametersAsync(default!, default);
    }

    // S3-B5b
    [Fact]
    public async Task Shared_ones_come_with_the_ARN_that_finds_them()
    {
        Answers(new ParameterMetadata { Name = "/other/key", Type = "String", ARN = "arn:aws:ssm:eu-west-1:2:parameter/other/key" });

        var page = await RunAsync(ListParameters.Tool, new { shared = true });

        Assert.True(sent!.Shared);
        Assert.Equal("arn:aws:ssm:eu-west-1:2:parameter/other/key", page.GetProperty("items")[0].GetProperty("arn").GetString());
    }

    private void Answers(params ParameterMetadata[] parameters) =>
        Ssm.DescribeParametersAsync(Arg.Do<DescribeParametersRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeParametersResponse
            {
                Parameters = [.. parameters],
                NextToken = parameters.Length >= 50 ? "2" : null
            });
}
