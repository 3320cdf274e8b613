using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class UpdateCodeTests : LambdaToolTest
{
    [Fact]
    public async Task The_plan_tells_old_and_new_and_who_gets_it()
    {
        Alias("beta", "$LATEST");

        var plan = await PlanAsync(UpdateCode.Tool,
            new { functionName = "orders", s3Bucket = "builds", s3Key = "orders.zip", architecture = "arm64" });

        Assert.Equal(
        [
            "orders: code: 400 bytes, SHA-256 old-hash -> s3://builds/orders.zip; for callers of $LATEST, beta at once; those of "
                + "versions keep theirs",
            "orders: architecture: x86_64 -> arm64",
            "WARNING: The code that is there now is lost unless a version of it is published.",
        ], Lines(plan));
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task Inline_code_takes_the_file_name_from_the_function_and_waiting_looks_until_it_is_done()
    {
        UpdateFunctionCodeRequest? sent = null;
        Client.UpdateFunctionCodeAsync(Arg.Do<UpdateFunctionCodeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(
                new UpdateFunctionCodeResponse
                {
                    FunctionName = "orders",
                    FunctionArn = Arn,
                    Version = "7",
                    LastUpdateStatus = LastUpdateStatus.InProgress,
                    CodeSha256 = "new"
                });

        var result = await RunAsync(UpdateCode.Tool,
            new { functionName = "orders", source = "def lambda_handler(e, c): return 2", publish = true, wait = true });

        Assert.True(sent!.Publish);
        Assert.NotNull(sent.ZipFile);
        Assert.Equal(("7", "Successful", "new"),
            (result.GetProperty("version").GetString(), result.GetProperty("updateStatus").GetString(),
                result.GetProperty("codeSha256").GetString()));
    }

    [Fact]
    public async Task The_architecture_stays_when_none_is_named_and_a_version_cannot_be_changed()
    {
        Orders.Configuration.Architectures = ["arm64"];
        UpdateFunctionCodeRequest? sent = null;
        Client.UpdateFunctionCodeAsync(Arg.Do<UpdateFunctionCodeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateFunctionCodeResponse { FunctionName = "orders", FunctionArn = Arn, Version = "$LATEST" });

        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(UpdateCode.Tool, new { functionName = "orders:3", s3Bucket = "builds", s3Key = "orders.zip" }));
        await RunAsync(UpdateCode.Tool, new { functionName = "orders:$LATEST", s3Bucket = "builds", s3Key = "orders.zip" });

        Assert.Equal(("orders", "arm64"), (sent!.FunctionName, sent.Architectures.Single()));
    }
}
