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
        Client.Configure().GetFunctionUrlConfigAsync(default!, default).ReturnsForAnyArgs(new GetFunctionUrlConfigResponse { FunctionUrl = "https://x.lambda-url.on.aws/", AuthType = FunctionUrlAuthType.NONE });
        Client.Configure().GetFunctionEventInvokeConfigAsync(default!, default).ReturnsForAnyArgs(new GetFunctionEventInvokeConfigResponse { MaximumRetryAttempts = 1 });
        Orders.Concurrency = new() { ReservedConcurrentExecutions = 5 };

        var result = await RunAsync(GetFunction.Tool, new { functionName = "orders" });

        Assert.Equal(("5", 10), (result.GetProperty("aliases")[0].GetProperty("canaryVersion").GetString(), result.GetProperty("aliases")[0].GetProperty("canaryPercent").GetDouble()));
        Assert.Equal("orders", result.GetProperty("eventSources")[0].GetProperty("function").GetString());
        Assert.Equal("s3.amazonaws.com", result.GetProperty("policy")[0].GetProperty("principal").GetString());
        Assert.Equal(("NONE", 1, 5), (result.GetProperty("url").GetProperty("authType").GetString(), result.GetProperty("async").GetProperty("maxRetries").GetInt32(), result.GetProperty("reservedConcurrency").GetInt32()));
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
        await Client.Received().ListEventSourceMappingsAsync(Arg.Is<ListEventSourceMappingsRequest>(r => r.FunctionName == "orders:live"), Arg.Any<CancellationToken>());
    }
}
