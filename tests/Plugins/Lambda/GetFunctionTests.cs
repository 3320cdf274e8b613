using Amazon.Lambda;
using Amazon.Lambda.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Lambda;

public sealed class GetFunctionTests : LambdaToolTest
{
    [Fact]
    public async Task Neither_values_of_the_environment_nor_the_link_to_the_code_are_told()
    {
        var result = await RunAsync(GetFunction.Tool, new { functionName = "orders" });

        Assert.Equal(["DB_PASSWORD", "LOG_LEVEL"], result.GetProperty("environmentNames").EnumerateArray().Select(n => n.GetString()!));
        Assert.DoesNotContain("hunter2", result.GetRawText());
        Assert.DoesNotContain("info-level-value", result.GetRawText());
        Assert.DoesNotContain("deadbeef", result.GetRawText());
    }

    [Fact]
    public async Task What_hangs_on_it_is_in_the_same_answer()
    {
        Alias("live", "4", "5", 0.1);
        EventSource();
        Policy(S3Statement);
        Client.Configure().GetFunctionUrlConfigAsync(default!, default)
            .ReturnsForAnyArgs(
                new GetFunctionUrlConfigResponse { FunctionUrl = "https://x.lambda-url.on.aws/", AuthType = FunctionUrlAuthType.NONE });
        Client.Configure().GetFunctionEventInvokeConfigAsync(default!, default)
            .ReturnsForAnyArgs(new GetFunctionEventInvokeConfigResponse { MaximumRetryAttempts = 1 });
        Orders.Concurrency = new() { ReservedConcurrentExecutions = 5 };

        var result = await RunAsync(GetFunction.Tool, new { functionName = "orders" });

        Assert.Equal(("5", 10),
            (result.GetProperty("aliases")[0].GetProperty("canaryVersion").GetString(),
                result.GetProperty("aliases")[0].GetProperty("canaryPercent").GetDouble()));
        Assert.Equal("orders", result.GetProperty("eventSources")[0].GetProperty("function").GetString());
        Assert.Equal("s3.amazonaws.com", result.GetProperty("policy")[0].GetProperty("principal").GetString());
        Assert.Equal(("NONE", 1, 5),
            (result.GetProperty("url").GetProperty("authType").GetString(),
                result.GetProperty("async").GetProperty("maxRetries").GetInt32(), result.GetProperty("reservedConcurrency").GetInt32()));
    }

    [Fact]
    public async Task A_version_is_not_asked_for_an_address_which_Lambda_would_refuse()
    {
        await RunAsync(GetFunction.Tool, new { functionName = "orders", qualifier = "3" });

        await Client.DidNotReceiveWithAnyArgs().GetFunctionUrlConfigAsync(default!, default);
    }

    [Fact]
    public async Task A_qualifier_goes_with_all_that_an_alias_has_of_its_own()
    {
        await RunAsync(GetFunction.Tool, new { functionName = "orders", qualifier = "live" });

        await Client.Received().GetFunctionAsync(Arg.Is<GetFunctionRequest>(r => r.Qualifier == "live"), Arg.Any<CancellationToken>());
        await Client.Received().GetPolicyAsync(Arg.Is<GetPolicyRequest>(r => r.Qualifier == "live"), Arg.Any<CancellationToken>());
        await Client.Received()
            .ListEventSourceMappingsAsync(Arg.Is<ListEventSourceMappingsRequest>(r => r.FunctionName == "orders:live"),
                Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_log_group_is_told_set_or_not() // ANS-R23
    {
        Assert.Equal("/aws/lambda/orders",
            (await RunAsync(GetFunction.Tool, new { functionName = "orders" })).GetProperty("logGroup").GetString());
        Orders.Configuration.LoggingConfig = new() { LogGroup = "/shop/orders" };
        Assert.Equal("/shop/orders",
            (await RunAsync(GetFunction.Tool, new { functionName = "orders" })).GetProperty("logGroup").GetString());
    }

    [Fact]
    public async Task Tags_and_environment_that_AWS_does_not_tell_are_not_told_as_none() // S3-C3, S3-C4
    {
        Orders.TagsError = new() { ErrorCode = "AccessDeniedException", Message = "no lambda:ListTags" };
        Orders.Configuration.Environment = new() { Error = new() { ErrorCode = "AccessDeniedException", Message = "KMS says no" } };

        var result = await RunAsync(GetFunction.Tool, new { functionName = "orders" });

        Assert.False(result.TryGetProperty("tags", out _));
        Assert.Equal(
            "The tags: not known (AccessDeniedException: no lambda:ListTags). The environment: not known (AccessDeniedException: KMS "
                + "says no).",
            result.GetProperty("note").GetString());
    }

    [Fact]
    public async Task One_read_that_is_denied_fails_nothing() // ANS-R14, S3-B3
    {
        Client.Configure()
            .ListEventSourceMappingsAsync(default!, default).ReturnsForAnyArgs<ListEventSourceMappingsResponse>(_ => throw Denied());
        Client.Configure()
            .GetFunctionUrlConfigAsync(default!, default).ReturnsForAnyArgs<GetFunctionUrlConfigResponse>(_ => throw Denied());

        var result = await RunAsync(GetFunction.Tool, new { functionName = "orders" });

        Assert.Contains("The event sources: not known (AccessDeniedException).", result.GetProperty("note").GetString());
    }

    [Fact]
    public async Task Long_inner_lists_are_folded_and_say_which_tool_shows_all() // ANS-R3
    {
        Client.Configure().ListAliasesAsync(default!, default)
            .ReturnsForAnyArgs(new ListAliasesResponse { Aliases = [.. Enumerable.Range(0, 30).Select(i => MakeAlias($"a{i}", "1"))] });

        var result = await RunAsync(GetFunction.Tool, new { functionName = "orders" });

        Assert.Equal((20, "20 of 30 aliases; lambda_list_aliases shows all."),
            (result.GetProperty("aliases").GetArrayLength(), result.GetProperty("note").GetString()));
    }

    [Theory]
    [InlineData("arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders:$LATEST", "$LATEST", null)]
    [InlineData("123456789012:function:orders:live", "live", "live")]
    [InlineData("orders:$LATEST.PUBLISHED", "$LATEST.PUBLISHED", "$LATEST.PUBLISHED")]
    public async Task A_qualifier_may_stand_at_the_end_of_the_name(string functionName, string qualifier, string? of) // S3-B14a
    {
        await RunAsync(GetFunction.Tool, new { functionName });

        await Client.Received()
            .GetFunctionAsync(Arg.Is<GetFunctionRequest>(r => r.Qualifier == qualifier && r.FunctionName.EndsWith("orders")),
                Arg.Any<CancellationToken>());
        await Client.Received().GetPolicyAsync(Arg.Is<GetPolicyRequest>(r => r.Qualifier == of), Arg.Any<CancellationToken>());
    }
}
