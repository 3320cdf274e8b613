using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class PresignUrlTests : S3ToolTest
{
    [Theory]
    [InlineData("get", "https://s3.eu-west-1.amazonaws.com", HttpVerb.GET, Protocol.HTTPS)]
    [InlineData("put", "http://localhost:5000", HttpVerb.PUT, Protocol.HTTP)]
    public async Task The_link_is_for_one_act_and_has_the_scheme_of_the_endpoint(string method, string endpoint, HttpVerb verb,
        Protocol protocol)
    {
        HasObject(9);
        GetPreSignedUrlRequest? sent = null;
        Client.Config.ServiceURL.Returns(endpoint);
        Client.GetPreSignedURLAsync(Arg.Do<GetPreSignedUrlRequest>(r => sent = r)).ReturnsForAnyArgs("https://signed");

        var result = await RunAsync(PresignUrl.Tool, new { bucket = "web", key = "a", method, minutes = 10 });

        Assert.Equal((verb, protocol), (sent!.Verb, sent.Protocol));
        Assert.InRange(sent.Expires!.Value, Time.GetUtcNow().UtcDateTime.AddMinutes(9), Time.GetUtcNow().UtcDateTime.AddMinutes(11));
        Assert.Equal("https://signed", result.GetProperty("url").GetString());
    }

    [Fact]
    public void It_is_secret() => Assert.True(PresignUrl.Tool.Bind(_ => Client).Secret);

    [Fact]
    public async Task A_download_of_what_does_not_exist_is_not_planned() =>
        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PresignUrl.Tool, new { bucket = "web", key = "a" }))).Code);

    [Fact]
    public async Task The_plan_of_an_upload_tells_what_it_replaces()
    {
        HasObject(9);

        Assert.StartsWith("An upload replaces s3://web/a",
            Assert.Single((await PlanAsync(PresignUrl.Tool, new { bucket = "web", key = "a", method = "put" })).Warnings),
            StringComparison.Ordinal);
    }
}
