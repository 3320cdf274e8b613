using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class DeleteEventSourceTests : LambdaToolTest
{
    [Fact]
    public async Task The_plan_reads_its_tags_and_tells_what_it_joins()
    {
        Client.GetEventSourceMappingAsync(default!, default).ReturnsForAnyArgs(new GetEventSourceMappingResponse
        {
            UUID = "m-1",
            FunctionArn = Arn,
            EventSourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs",
            State = "Enabled",
            BatchSize = 10,
            EventSourceMappingArn = "arn:m",
        });
        Client.ListTagsAsync(default!, default).ReturnsForAnyArgs(new ListTagsResponse { Tags = new() { ["team"] = "shop" } });

        var plan = await PlanAsync(DeleteEventSource.Tool, new { id = "m-1" });

        Assert.StartsWith("arn:aws:sqs:eu-west-1:123456789012:jobs is no longer read by orders", plan.Effects[0]);
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }
}
