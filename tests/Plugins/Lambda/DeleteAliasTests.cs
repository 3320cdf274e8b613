using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class DeleteAliasTests : LambdaToolTest
{
    [Fact]
    public async Task The_plan_tells_who_loses_it()
    {
        Client.GetAliasAsync(default!, default).ReturnsForAnyArgs(new GetAliasResponse { Name = "live", AliasArn = $"{Arn}:live", FunctionVersion = "4" });
        Policy(S3Statement);

        var plan = await PlanAsync(DeleteAlias.Tool, new { functionName = "orders", name = "live" });

        Assert.Equal([$"{Arn}:live (version 4) ends: who calls it gets an error", "s3.amazonaws.com can no longer invoke it (s3)"], plan.Effects);
        await Client.Received().GetPolicyAsync(Arg.Is<GetPolicyRequest>(r => r.Qualifier == "live"), Arg.Any<CancellationToken>());
    }
}
