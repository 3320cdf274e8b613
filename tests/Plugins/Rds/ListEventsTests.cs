using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListEventsTests : RdsToolTest
{
    private readonly List<DescribeEventsRequest> sent = [];

    public ListEventsTests() =>
        Client.DescribeEventsAsync(Arg.Do<DescribeEventsRequest>(sent.Add), default).ReturnsForAnyArgs(new DescribeEventsResponse
        {
            Events = [new() { SourceIdentifier = "orders", SourceType = SourceType.DbInstance, Message = "Finished DB Instance backup" }],
        });

    [Fact]
    public async Task An_id_alone_is_that_of_an_instance_and_hours_are_minutes()
    {
        await RunAsync(ListEvents.Tool, new { sourceId = "orders", hours = 2, categories = new[] { "backup" } });

        Assert.Equal(("db-instance", 120, "backup"),
            (sent.Single().SourceType.Value, sent.Single().Duration!.Value, sent.Single().EventCategories.Single()));
    }

    [Fact]
    public async Task Without_an_id_events_of_all_kinds_are_asked_for()
    {
        var page = await RunAsync(ListEvents.Tool, new { });

        Assert.Null(sent.Single().SourceType);
        Assert.Null(sent.Single().EventCategories);
        Assert.Equal("db-instance", page.GetProperty("items")[0].GetProperty("sourceType").GetString());
    }
}
