namespace AcmeNamespace;

public sealed class GetGreetingTests : ToolTest
{
    [Fact]
    public async Task Somebody_is_greeted()
    {
        var result = await RunAsync(GetGreeting.Create("Good morning"), new { name = "Ada" });

        Assert.Equal("Good morning, Ada!", result.GetProperty("greeting").GetString());
    }
}
