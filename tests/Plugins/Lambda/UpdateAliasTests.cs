using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class UpdateAliasTests : LambdaToolTest
{
    private UpdateAliasRequest? sent;

    public UpdateAliasTests()
    {
        var now = MakeAlias("live", "4", "5", 0.1);
        Client.GetAliasAsync(default!, default)
            .ReturnsForAnyArgs(
                new GetAliasResponse
                {
                    Name = now.Name,
                    AliasArn = now.AliasArn,
                    FunctionVersion = now.FunctionVersion,
                    RoutingConfig = now.RoutingConfig
                });
        Client.UpdateAliasAsync(Arg.Do<UpdateAliasRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateAliasResponse { Name = "live", AliasArn = now.AliasArn, FunctionVersion = "5" });
    }

    [Fact]
    public async Task Promoting_the_canary_ends_it()
    {
        var plan = await PlanAsync(UpdateAlias.Tool, new { functionName = "orders", name = "live", version = "5", canaryPercent = 0 });
        await RunAsync(UpdateAlias.Tool, new { functionName = "orders", name = "live", version = "5", canaryPercent = 0 });

        Assert.Equal("alias live: points to: version 4, 10 % version 5 -> version 5; for its callers at once", Lines(plan)[0]);
        Assert.Equal("""{"functionName":"orders","name":"live","version":"4","canaryVersion":"5","canaryPercent":10}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.Empty(sent!.RoutingConfig.AdditionalVersionWeights);
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task What_is_not_named_stays()
    {
        await RunAsync(UpdateAlias.Tool, new { functionName = "orders", name = "live", version = "5" });

        Assert.Null(sent!.RoutingConfig);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateAlias.Tool, new { functionName = "orders", name = "live" }));
    }

    [Fact]
    public async Task What_is_so_already_is_not_sent()
    {
        await RunAsync(UpdateAlias.Tool, new { functionName = "orders", name = "live", version = "4" });

        Assert.Null(sent);
    }
}
