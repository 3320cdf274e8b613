using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class DeleteAliasTests : LambdaToolTest
{
    [Fact]
    public async Task The_plan_tells_who_loses_it()
    {
        Client.GetAliasAsync(default!, default)
            .ReturnsForAnyArgs(new GetAliasResponse { Name = "live", AliasArn = $"{Arn}:live", FunctionVersion = "4" });
        Policy(S3Statement);

        var plan = await PlanAsync(DeleteAlias.Tool, new { functionName = "orders", name = "live" });

        Assert.Equal($"alias {Arn}:live (version 4): deleted; whoever calls it gets an error", Lines(plan)[0]);
        Assert.StartsWith("permission s3: deleted; s3.amazonaws.com can no longer invoke it", Lines(plan)[1]);
        Assert.NotNull(plan.NoUndo);
        await Client.Received().GetPolicyAsync(Arg.Is<GetPolicyRequest>(r => r.Qualifier == "live"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_bare_alias_can_be_made_again()
    {
        Client.GetAliasAsync(default!, default)
            .ReturnsForAnyArgs(
                new GetAliasResponse
                {
                    Name = "live",
                    AliasArn = $"{Arn}:live",
                    FunctionVersion = "4",
                    RoutingConfig = MakeAlias("live", "4", "5", 0.1).RoutingConfig
                });

        var plan = await PlanAsync(DeleteAlias.Tool, new { functionName = "orders", name = "live" });

        Assert.Equal("""{"functionName":"orders","name":"live","version":"4","canaryVersion":"5","canaryPercent":10}""",
            plan.Undo!.Arguments.GetRawText());
    }
}
