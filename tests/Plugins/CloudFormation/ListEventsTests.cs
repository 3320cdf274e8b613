using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ListEventsTests : CfnToolTest
{
    [Fact]
    public async Task Failures_are_looked_for_on_further_pages()
    {
        Client.DescribeStackEventsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeStackEventsResponse { StackEvents = [Cancelled], NextToken = "2" },
                new DescribeStackEventsResponse { StackEvents = [Failed] });

        var page = await RunAsync(ListEvents.Tool, new { stackName = "web", failedOnly = true });

        Assert.Equal("Db", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("resource").GetString());
    }

    [Fact]
    public async Task Reading_ends_at_events_that_are_older_than_asked_for()
    {
        Client.DescribeStackEventsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeStackEventsResponse { StackEvents = [Cancelled, Failed], NextToken = "2" });

        var page = await RunAsync(ListEvents.Tool, new { stackName = "web", since = "2026-02-02T00:00:03Z" });

        Assert.Equal("Bucket", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("resource").GetString());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }
}
