namespace Infra.Plugins.Lambda;

public sealed class RemovePermissionTests : LambdaToolTest
{
    [Fact]
    public async Task The_plan_shows_the_statement_and_the_journal_can_put_it_back()
    {
        Policy(S3Statement);

        var plan = await PlanAsync(RemovePermission.Tool, new { functionName = "orders", statementId = "s3" });

        Assert.Equal("""permission s3: Allow s3.amazonaws.com lambda:InvokeFunction when {"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}""",
            plan.Changes[0].Resource);
        Assert.Equal(
            """{"functionName":"orders","statementId":"s3","principal":"s3.amazonaws.com","action":"lambda:InvokeFunction","sourceArn":"arn:aws:s3:::b"}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.StartsWith("s3: Allow", plan.Resources[0].State);
    }

    [Fact]
    public async Task A_statement_that_is_not_there_is_not_found()
    {
        Policy(S3Statement);

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(RemovePermission.Tool, new { functionName = "orders", statementId = "s4" }));

        Assert.Equal((ToolErrorCode.NotFound, "It has s3."), (error.Code, error.Hint));
    }

    [Fact]
    public async Task A_condition_that_no_argument_expresses_has_no_way_back()
    {
        Policy(S3Statement.Replace("AWS:SourceArn", "aws:PrincipalTag/team", StringComparison.Ordinal));

        var plan = await PlanAsync(RemovePermission.Tool, new { functionName = "orders", statementId = "s3" });

        Assert.Equal((null, true), (plan.Undo, plan.NoUndo is not null));
    }
}
