using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class RuntimesTests : LambdaToolTest
{
    [Fact]
    public async Task Functions_whose_runtime_ends_soon_or_has_ended_are_chosen_and_images_are_not()
    {
        var now = Time.GetUtcNow().UtcDateTime;
        Client.ListFunctionsAsync(default(ListFunctionsRequest)!, default).ReturnsForAnyArgs(new ListFunctionsResponse
        {
            Functions = [
                new() { FunctionName = "old", Runtime = "python3.7" }, new() { FunctionName = "image", PackageType = PackageType.Image },
                new() { FunctionName = "unknown", Runtime = "python9.9" }, new() { FunctionName = "new", Runtime = "python3.13" }],
        });

        var within = (int)(Runtimes.End("python3.13")!.Value - now).TotalDays;
        var soon = await RunAsync(ListFunctions.Tool, new { endsWithinDays = Math.Max(0, within - 1) });
        var later = await RunAsync(ListFunctions.Tool, new { endsWithinDays = within + 2 });

        Assert.Equal(["old"], Names(soon));
        Assert.Equal(["old", "new"], Names(later));
        Assert.Contains("forecast", soon.GetProperty("note").GetString(), StringComparison.Ordinal);

        static IEnumerable<string> Names(System.Text.Json.JsonElement page) =>
            page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("name").GetString()!);
    }

    [Fact]
    public void Every_runtime_that_Lambda_runs_outside_the_edge_has_its_end()
    {
        var known = typeof(Runtime).GetFields().Where(f => f.FieldType == typeof(Runtime)).Select(f => ((Runtime)f.GetValue(null)!).Value);

        Assert.Equal(["ruby4.0"], known.Where(r => !r.EndsWith("-edge", StringComparison.Ordinal) && Runtimes.End(r) is null));
    }
}
