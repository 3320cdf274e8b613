using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class CreateAliasTests : LambdaToolTest
{
    [Fact]
    public async Task A_canary_is_a_weight_of_a_second_version()
    {
        CreateAliasRequest? sent = null;
        Client.CreateAliasAsync(Arg.Do<CreateAliasRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(
                new CreateAliasResponse
                {
                    Name = "live",
                    AliasArn = $"{Arn}:live",
                    FunctionVersion = "4",
                    RoutingConfig = new() { AdditionalVersionWeights = new() { ["5"] = 0.1 } }
                });

        var result = await RunAsync(CreateAlias.Tool,
            new { functionName = "orders", name = "live", version = "4", canaryVersion = "5", canaryPercent = 10 });

        Assert.Equal(0.1, sent!.RoutingConfig.AdditionalVersionWeights["5"]);
        Assert.Equal(10, result.GetProperty("canaryPercent").GetDouble());
    }

    [Fact]
    public async Task The_plan_asks_for_the_version_and_refuses_half_a_canary()
    {
        await PlanAsync(CreateAlias.Tool, new { functionName = "orders", name = "live", version = "4" });

        await Client.Received().GetFunctionAsync(Arg.Is<GetFunctionRequest>(r => r.Qualifier == "4"), Arg.Any<CancellationToken>());
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateAlias.Tool, new { functionName = "orders", name = "live", version = "4", canaryVersion = "5" }));
    }

    [Fact]
    public async Task An_alias_of_that_name_and_a_canary_of_LATEST_are_obstacles()
    {
        Client.GetAliasAsync(default!, default)
            .ReturnsForAnyArgs(new GetAliasResponse { Name = "live", AliasArn = $"{Arn}:live", FunctionVersion = "3" });

        var plan = await PlanAsync(CreateAlias.Tool,
            new { functionName = "orders", name = "live", version = "4", canaryVersion = "$LATEST", canaryPercent = 5 });

        Assert.Equal(2, plan.Obstacles.Count);
    }

    [Theory]
    [InlineData("orders-function:live", "orders-function", "live")]
    [InlineData("arn:aws:lambda:eu-west-1:123456789012:function:my-function", "arn:aws:lambda:eu-west-1:123456789012:function:my-function",
        null)]
    [InlineData("123456789012:function:my-function:live", "123456789012:function:my-function", "live")]
    public void A_name_may_end_in_the_word_function(string given, string name, string? qualifier) =>
        Assert.Equal((name, qualifier), Functions.Split(given, null));
}
