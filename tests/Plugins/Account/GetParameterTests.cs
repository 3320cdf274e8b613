using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

public sealed class GetParameterTests : ParametersTest
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "plain")]
    public async Task A_SecureString_is_told_only_when_asked_for(bool decrypt, string? value)
    {
        Ssm.GetParameterAsync(Arg.Any<GetParameterRequest>(), default).ReturnsForAnyArgs(call => new GetParameterResponse
        {
            Parameter = new()
            {
                Name = "/shop/key",
                ARN = "arn:p",
                Type = "SecureString",
                Version = 2,
                Value = call.Arg<GetParameterRequest>().WithDecryption == true ? "plain" : "cipher"
            },
        });

        var result = await RunAsync(GetParameter.Tool, new { name = "/shop/key", version = 2, decrypt });

        Assert.Equal(value, result.TryGetProperty("value", out var told) ? told.GetString() : null);
        Assert.DoesNotContain("cipher", result.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("""{"team":"web"}""", result.GetProperty("tags").GetRawText());
        await Ssm.Received().GetParameterAsync(Arg.Is<GetParameterRequest>(r => r.Name == "/shop/key:2"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public void It_is_marked_as_a_secret() => Assert.True(GetParameter.Tool.Bind(_ => Client).Secret);

    // S3-B5a: AWS refuses the question for tags of a parameter that the account does not own.
    [Theory]
    [InlineData("InvalidResourceId")]
    [InlineData("ValidationException")]
    public async Task A_parameter_without_tags_that_may_be_read_is_answered(string error)
    {
        Answers("/shop/key");
        Ssm.ListTagsForResourceAsync(default!, default)
            .ReturnsForAnyArgs<ListTagsForResourceResponse>(_ =>
                throw new AmazonSimpleSystemsManagementException("no")
                {
                    ErrorCode = error,
                    StatusCode = System.Net.HttpStatusCode.BadRequest
                });

        var result = await RunAsync(GetParameter.Tool, new { name = "/shop/key" });

        Assert.Equal("plain", result.GetProperty("value").GetString());
        Assert.False(result.TryGetProperty("tags", out _));
    }

    // S3-B5a, S3-B5b
    [Theory]
    [InlineData("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")]
    [InlineData("arn:aws:ssm:eu-west-1:210987654321:parameter/shop/key")]
    [InlineData("arn:aws-us-gov:ssm:us-gov-west-1:210987654321:parameter/shop/key:prod")]
    public async Task What_belongs_to_others_is_read_without_asking_for_more(string name)
    {
        Answers(name);

        var result = await RunAsync(GetParameter.Tool, new { name });

        Assert.Equal("plain", result.GetProperty("value").GetString());
        await Ssm.DidNotReceiveWithAnyArgs().ListTagsForResourceAsync(default!, default);
        await Ssm.DidNotReceiveWithAnyArgs().DescribeParametersAsync(default!, default);
    }

    // S3-B5b
    [Fact]
    public async Task A_label_selects_a_version_and_is_no_part_of_the_name()
    {
        Answers("/shop/key:prod");

        var result = await RunAsync(GetParameter.Tool, new { name = "/shop/key:prod" });

        Assert.Equal("web", result.GetProperty("tags").GetProperty("team").GetString());
        await Ssm.Received()
            .ListTagsForResourceAsync(Arg.Is<ListTagsForResourceRequest>(r => r.ResourceId == "/shop/key"), Arg.Any<CancellationToken>());
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetParameter.Tool, new { name = "/shop/key:prod", version = 2 }));
    }

    // ANS-R14
    [Fact]
    public async Task What_may_not_be_read_is_a_note()
    {
        Answers("/shop/key");
        Ssm.DescribeParametersAsync(default!, default).ReturnsForAnyArgs<DescribeParametersResponse>(
            _ => throw new AmazonSimpleSystemsManagementException("no")
            {
                ErrorCode = "AccessDeniedException",
                StatusCode = System.Net.HttpStatusCode.BadRequest
            });

        var result = await RunAsync(GetParameter.Tool, new { name = "/shop/key" });

        Assert.Equal("Description, key and tier: not known (AccessDeniedException).", result.GetProperty("note").GetString());
    }

    private void Answers(string name) =>
        Ssm.GetParameterAsync(Arg.Is<GetParameterRequest>(r => r.Name == name), Arg.Any<CancellationToken>())
        .Returns(new GetParameterResponse
        {
            Parameter = new()
            {
                Name = "/shop/key",
                ARN = "arn:p",
                Type = "String",
                Version = 2,
                Value = "plain"
            }
        });
}
