using Amazon.Lambda.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Lambda;

public sealed class DeleteFunctionTests : LambdaToolTest
{
    [Fact]
    public async Task The_plan_tells_all_that_ends_with_it()
    {
        Alias("live", "4");
        EventSource();
        Policy(S3Statement);
        Client.Configure().ListVersionsByFunctionAsync(default!, default).ReturnsForAnyArgs(
            new ListVersionsByFunctionResponse { Versions = [new() { Version = "$LATEST" }, new() { Version = "3" }], NextMarker = "2" },
            new ListVersionsByFunctionResponse { Versions = [new() { Version = "4" }] });

        var plan = await PlanAsync(DeleteFunction.Tool, new { functionName = "orders" });

        Assert.EndsWith("with 2 published version(s).", plan.Summary);
        Assert.Equal(
            [
                "LOST for good: its code, settings and environment, unless you have them elsewhere.",
                "alias live (version 4) ends",
                "arn:aws:sqs:eu-west-1:123456789012:jobs is no longer read; its mapping m-1 stays, use lambda_delete_event_source",
                """s3.amazonaws.com can no longer invoke it (s3, {"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}})""",
                "Its log group and its role stay.",
            ], plan.Effects);
        Assert.DoesNotContain("hunter2", plan.Resources[0].State);
    }

    [Fact]
    public async Task A_version_that_an_alias_points_to_cannot_go()
    {
        Alias("live", "3", "4", 0.5);

        Assert.Contains("alias live", Assert.Single((await PlanAsync(DeleteFunction.Tool, new { functionName = "orders", version = "4" })).Effects));
    }

    [Fact]
    public async Task Only_the_version_is_deleted_when_one_is_named()
    {
        await RunAsync(DeleteFunction.Tool, new { functionName = "orders", version = "4" });

        await Client.Received().DeleteFunctionAsync(Arg.Is<DeleteFunctionRequest>(r => r.Qualifier == "4"), Arg.Any<CancellationToken>());
    }
}
