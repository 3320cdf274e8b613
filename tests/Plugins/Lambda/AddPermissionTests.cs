using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class AddPermissionTests : LambdaToolTest
{
    [Theory]
    [InlineData("*", null, "Anyone in the world may do this.")]
    [InlineData("s3.amazonaws.com", null, "s3.amazonaws.com may do this on behalf of any AWS account; give sourceArn or sourceAccount.")]
    [InlineData("s3.amazonaws.com", "arn:aws:s3:::b", null)]
    [InlineData("123456789012", null, null)]
    public async Task The_plan_warns_of_strangers(string principal, string? sourceArn, string? warning)
    {
        var plan = await PlanAsync(AddPermission.Tool, sourceArn is null
            ? new { functionName = "orders", statementId = "new", principal }
            : new { functionName = "orders", statementId = "new", principal, sourceArn });

        Assert.Equal(warning, plan.Warnings.SingleOrDefault());
        Assert.StartsWith($"permission new: created; {principal} may do lambda:InvokeFunction", Lines(plan)[0]);
        Assert.Equal(("lambda_remove_permission", "new"), (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("statementId").GetString()));
    }

    [Fact]
    public async Task A_statement_of_that_id_is_an_obstacle()
    {
        Policy(S3Statement);

        Assert.Single(
            (await PlanAsync(AddPermission.Tool,
                new
                {
                    functionName = "orders",
                    statementId = "s3",
                    principal = "s3.amazonaws.com",
                    sourceArn = "arn:aws:s3:::b"
                })).Obstacles);
    }

    [Fact]
    public async Task The_statement_that_AWS_made_is_told()
    {
        Client.AddPermissionAsync(
            Arg.Is<AddPermissionRequest>(r => r.SourceAccount == "123456789012" && r.Action == "lambda:InvokeFunction"),
            default).Returns(new AddPermissionResponse { Statement = S3Statement });

        var result = await RunAsync(AddPermission.Tool,
            new { functionName = "orders", statementId = "s3", principal = "s3.amazonaws.com", sourceAccount = "123456789012" });

        Assert.Equal("s3.amazonaws.com", result.GetProperty("statement").GetProperty("principal").GetString());
    }

    [Fact]
    public async Task A_public_URL_needs_both_actions_and_the_second_only_through_the_URL() // S3-C15
    {
        var url = await PlanAsync(AddPermission.Tool,
            new
            {
                functionName = "orders",
                statementId = "url",
                principal = "*",
                action = "lambda:InvokeFunctionUrl",
                urlAuthType = "NONE"
            });
        Assert.Contains(url.Warnings, w => w.Contains("invokedViaFunctionUrl true", StringComparison.Ordinal));

        AddPermissionRequest? sent = null;
        Client.AddPermissionAsync(Arg.Do<AddPermissionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new AddPermissionResponse { Statement = S3Statement });
        var arguments = new { functionName = "orders", statementId = "via", principal = "*", invokedViaFunctionUrl = true };
        Assert.Contains("when the call comes through a function URL", Lines(await PlanAsync(AddPermission.Tool, arguments))[0]);
        await RunAsync(AddPermission.Tool, arguments);

        Assert.Equal(("lambda:InvokeFunction", true), (sent!.Action, sent.InvokedViaFunctionUrl));
    }

    [Fact]
    public async Task A_qualifier_in_the_name_is_the_qualifier() // S3-B14a
    {
        await PlanAsync(AddPermission.Tool, new { functionName = $"{Arn}:live", statementId = "x", principal = "123456789012" });

        await Client.Received()
            .GetPolicyAsync(Arg.Is<GetPolicyRequest>(r => r.FunctionName == Arn && r.Qualifier == "live"), Arg.Any<CancellationToken>());
    }
}
