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

        Assert.Contains("orders no longer reads arn:aws:sqs:eu-west-1:123456789012:jobs", plan.Changes[0].Note);
        Assert.DoesNotContain(plan.Changes, c => c.Kind is ChangeKind.Lose);
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task Tags_that_may_not_be_read_are_unknown_and_not_none() // ANS-R14, S3-C3
    {
        Client.GetEventSourceMappingAsync(default!, default)
            .ReturnsForAnyArgs(
                new GetEventSourceMappingResponse { UUID = "m-1", EventSourceMappingArn = "arn:m", StartingPosition = "LATEST" });
        Client.ListTagsAsync(default!, default).ReturnsForAnyArgs<ListTagsResponse>(_ => throw Denied());

        var plan = await PlanAsync(DeleteEventSource.Tool, new { id = "m-1" });

        Assert.Null(Assert.Single(plan.Resources).Tags);
        Assert.Equal(["The tags: not known (AccessDeniedException)."], plan.Unknown);
        Assert.Contains(plan.Changes, c => c.Kind is ChangeKind.Lose);
    }
}
