using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class ListFunctionsTests : LambdaToolTest
{
    [Fact]
    public async Task Names_and_runtimes_are_looked_for_on_all_pages()
    {
        Client.ListFunctionsAsync(Arg.Is<ListFunctionsRequest>(r => r.MaxItems == 50 && r.Marker == "m"), default)
            .Returns(new ListFunctionsResponse
            {
                Functions =
            [
                Orders.Configuration,
                new() { FunctionName = "orders-image", PackageType = PackageType.Image },
                new() { FunctionName = "mail", Runtime = Runtime.Python313 },
            ],
                NextMarker = "more",
            });
        Client.ListFunctionsAsync(Arg.Is<ListFunctionsRequest>(r => r.Marker == "more"), default).Returns(new ListFunctionsResponse());

        var page = await RunAsync(ListFunctions.Tool, new { name = "ORDER?", runtime = "python3.13", limit = 500, cursor = "m" });

        var row = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(("orders", "2026-03-01T04:05:06Z"), (row.GetProperty("name").GetString(), row.GetProperty("modifiedAt").GetString()));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task No_functions_are_a_complete_page()
    {
        Client.ListFunctionsAsync(default(ListFunctionsRequest)!, default)
            .ReturnsForAnyArgs(new ListFunctionsResponse { Functions = null });

        Assert.True((await RunAsync(ListFunctions.Tool, new { })).GetProperty("complete").GetBoolean());
    }
}
