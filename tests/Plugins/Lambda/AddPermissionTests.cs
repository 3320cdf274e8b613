using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class AddPermissionTests : LambdaToolTest
{
    [Theory]
    [InlineData("*", null, "WARNING: anyone in the world may do this.")]
    [InlineData("s3.amazonaws.com", null, "WARNING: s3.amazonaws.com may do this on behalf of any AWS account; give sourceArn or sourceAccount.")]
    [InlineData("s3.amazonaws.com", "arn:aws:s3:::b", null)]
    [InlineData("123456789012", null, null)]
    public async Task The_plan_warns_of_strangers(string principal, string? sourceArn, string? warning)
    {
        var plan = await PlanAsync(AddPermission.Tool, sourceArn is null
            ? new { functionName = "orders", statementId = "new", principal }
            : new { functionName = "orders", statementId = "new", principal, sourceArn });

        Assert.Equal(warning, plan.Effects.Skip(1).SingleOrDefault());
        Assert.StartsWith($"+ new: Allow {principal} lambda:InvokeFunction", plan.Effects[0]);
    }

    [Fact]
    public async Task A_statement_of_that_id_stops_the_plan()
    {
        Policy(S3Statement);

        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(AddPermission.Tool, new { functionName = "orders", statementId = "s3", principal = "s3.amazonaws.com" }))).Code);
    }

    [Fact]
    public async Task The_statement_that_AWS_made_is_told()
    {
        Client.AddPermissionAsync(Arg.Is<AddPermissionRequest>(r => r.SourceAccount == "123456789012" && r.Action == "lambda:InvokeFunction"), default).Returns(new AddPermissionResponse { Statement = S3Statement });

        var result = await RunAsync(AddPermission.Tool, new { functionName = "orders", statementId = "s3", principal = "s3.amazonaws.com", sourceAccount = "123456789012" });

        Assert.Equal("s3.amazonaws.com", result.GetProperty("statement").GetProperty("principal").GetString());
    }
}
