using Amazon.Lambda.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Lambda;

public sealed class ListVersionsTests : LambdaToolTest
{
    [Fact]
    public async Task Versions_are_pages_of_at_most_50()
    {
        Client.Configure()
            .ListVersionsByFunctionAsync(Arg.Is<ListVersionsByFunctionRequest>(r => r.FunctionName == "orders" && r.MaxItems == 50),
                default)
            .Returns(new ListVersionsByFunctionResponse { Versions = [Orders.Configuration], NextMarker = "m" });

        var page = await RunAsync(ListVersions.Tool, new { functionName = "orders", limit = 100 });

        Assert.Equal(("$LATEST", "m"),
            (page.GetProperty("items")[0].GetProperty("version").GetString(), page.GetProperty("nextCursor").GetString()));
        Assert.DoesNotContain("hunter2", page.GetRawText());
    }
}
