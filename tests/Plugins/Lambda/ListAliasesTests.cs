using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class ListAliasesTests : LambdaToolTest
{
    [Fact]
    public async Task The_canary_is_a_percentage()
    {
        Alias("live", "4", "5", 0.055);

        var row = (await RunAsync(ListAliases.Tool, new { functionName = "orders", version = "4" })).GetProperty("items")[0];

        Assert.Equal((5.5, "5"), (row.GetProperty("canaryPercent").GetDouble(), row.GetProperty("canaryVersion").GetString()));
        await Client.Received().ListAliasesAsync(Arg.Is<ListAliasesRequest>(r => r.FunctionVersion == "4"), Arg.Any<CancellationToken>());
    }
}
