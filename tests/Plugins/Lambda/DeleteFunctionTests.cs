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
            $"LOST: function {Arn}: code, settings and environment; with its 2 published version(s)",
            "alias live (version 4): deleted",
            "event source mapping m-1: stays; arn:aws:sqs:eu-west-1:123456789012:jobs is no longer read through it; "
                + "lambda_delete_event_source deletes it",
            """permission s3: deleted; s3.amazonaws.com can no longer invoke it ({"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}})""",
            """permission s3 of live: deleted; s3.amazonaws.com can no longer invoke it ({"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}})""",
            "log group /aws/lambda/orders: stays",
            $"role {RoleArn}: stays",
            "This cannot be taken back: AWS keeps no copy of a deleted function.",
        ], Lines(plan));
        Assert.DoesNotContain("hunter2", plan.Resources[0].State);
    }

    [Fact]
    public async Task A_version_that_an_alias_points_to_cannot_go()
    {
        Alias("live", "3", "4", 0.5);

        Assert.Contains("Alias live points to it",
            Assert.Single((await PlanAsync(DeleteFunction.Tool, new { functionName = "orders", version = "4" })).Obstacles));
    }

    [Theory]
    [InlineData("""{"functionName":"orders","version":"4"}""")]
    [InlineData("""{"functionName":"orders:4"}""")]
    public async Task Only_the_version_is_deleted_when_one_is_named(string arguments) // S3-B14a
    {
        var input = System.Text.Json.JsonElement.Parse(arguments);
        Assert.StartsWith("Delete version 4 of orders", (await PlanAsync(DeleteFunction.Tool, input)).Summary);
        await RunAsync(DeleteFunction.Tool, input);

        await Client.Received()
            .DeleteFunctionAsync(Arg.Is<DeleteFunctionRequest>(r => r.FunctionName == "orders" && r.Qualifier == "4"),
                Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_newest_code_cannot_be_deleted_alone() =>
        Assert.Single((await PlanAsync(DeleteFunction.Tool, new { functionName = $"{Arn}:$LATEST" })).Obstacles);

    [Fact]
    public async Task What_could_not_be_read_is_unknown() // ANS-R14
    {
        Client.Configure().GetPolicyAsync(default!, default).ReturnsForAnyArgs<GetPolicyResponse>(_ => throw Denied());

        Assert.Equal(["Who may invoke it: not known (AccessDeniedException)."],
            (await PlanAsync(DeleteFunction.Tool, new { functionName = "orders" })).Unknown);
    }
}
