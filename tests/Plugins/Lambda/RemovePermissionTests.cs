namespace Infra.Plugins.Lambda;

public sealed class RemovePermissionTests : LambdaToolTest
{
    [Fact]
    public async Task The_plan_shows_the_statement_and_the_journal_can_put_it_back()
    {
        Policy(S3Statement);

        var plan = await PlanAsync(RemovePermission.Tool, new { functionName = "orders", statementId = "s3" });

        Assert.Equal("""- s3: Allow s3.amazonaws.com lambda:InvokeFunction when {"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}""", plan.Effects[0]);
        Assert.StartsWith("s3: Allow", plan.Resources[0].State);
    }

    [Fact]
    public async Task A_statement_that_is_not_there_is_not_found()
    {
        Policy(S3Statement);

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(RemovePermission.Tool, new { functionName = "orders", statementId = "s4" }));

        Assert.Equal((ToolErrorCode.NotFound, "It has s3."), (error.Code, error.Hint));
    }
}
