using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class UpdateConfigTests : LambdaToolTest
{
    private UpdateFunctionConfigurationRequest? sent;

    public UpdateConfigTests() => Client.UpdateFunctionConfigurationAsync(Arg.Do<UpdateFunctionConfigurationRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new UpdateFunctionConfigurationResponse { FunctionName = "orders", FunctionArn = Arn, Version = "$LATEST" });

    [Fact]
    public async Task The_plan_names_environment_variables_and_tells_no_value()
    {
        var plan = await PlanAsync(UpdateConfig.Tool, new
        {
            functionName = "orders",
            memoryMb = 512,
            timeoutSeconds = 3,
            setEnvironment = new Dictionary<string, string> { ["LOG_LEVEL"] = "debug-value", ["NEW"] = "new-value" },
            removeEnvironment = new[] { "DB_PASSWORD" },
        });

        Assert.Equal(["memory MB: 128 -> 512", "environment: +NEW, -DB_PASSWORD, LOG_LEVEL (new value)"], plan.Effects.Order(StringComparer.Ordinal).Reverse());
        Assert.DoesNotContain("-value", plan.ToString() + string.Join(' ', plan.Effects));
    }

    [Fact]
    public async Task Variables_that_stay_are_sent_again_against_the_revision_that_was_read()
    {
        var result = await RunAsync(UpdateConfig.Tool, new { functionName = "orders", setEnvironment = new Dictionary<string, string> { ["LOG_LEVEL"] = "debug-value" } });

        Assert.Equal(("hunter2-hunter2", "debug-value", "rev-1"), (sent!.Environment.Variables["DB_PASSWORD"], sent.Environment.Variables["LOG_LEVEL"], sent.RevisionId));
        Assert.Null(sent.MemorySize);
        Assert.DoesNotContain("debug-value", result.GetRawText());
    }

    [Fact]
    public async Task An_environment_that_cannot_be_read_is_not_replaced_by_a_part_of_it()
    {
        Orders.Configuration.Environment = new() { Error = new() { ErrorCode = "AccessDeniedException", Message = "KMS says no." } };

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateConfig.Tool, new { functionName = "orders", setEnvironment = new Dictionary<string, string> { ["A"] = "b" } }));

        Assert.Equal(ToolErrorCode.AccessDenied, error.Code);
    }

    [Fact]
    public async Task Concurrency_has_its_own_operations()
    {
        var plan = await PlanAsync(UpdateConfig.Tool, new { functionName = "orders", reservedConcurrency = 0 });
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", reservedConcurrency = 0 });
        Orders.Concurrency = new() { ReservedConcurrentExecutions = 0 };
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", reservedConcurrency = -1 });

        Assert.Equal("reserved concurrency: none -> 0: NOTHING CAN INVOKE IT", Assert.Single(plan.Effects));
        Assert.Null(sent);
        await Client.Received().PutFunctionConcurrencyAsync(Arg.Is<PutFunctionConcurrencyRequest>(r => r.ReservedConcurrentExecutions == 0), Arg.Any<CancellationToken>());
        await Client.Received().DeleteFunctionConcurrencyAsync(Arg.Any<DeleteFunctionConcurrencyRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task An_empty_list_of_subnets_leaves_the_VPC()
    {
        Orders.Configuration.VpcConfig = new() { SubnetIds = ["subnet-1"], SecurityGroupIds = ["sg-1"] };

        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", subnetIds = Array.Empty<string>() });

        Assert.Empty(sent!.VpcConfig.SubnetIds);
        Assert.Empty(sent.VpcConfig.SecurityGroupIds);
    }

    [Fact]
    public async Task Nothing_named_is_an_error_and_nothing_new_is_none()
    {
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateConfig.Tool, new { functionName = "orders", wait = true }));

        Assert.Equal("Nothing: it is so already.", Assert.Single((await PlanAsync(UpdateConfig.Tool, new { functionName = "orders", setEnvironment = new Dictionary<string, string> { ["LOG_LEVEL"] = "info-level-value" } })).Effects));
    }
}
