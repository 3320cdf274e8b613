using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class UpdateConfigTests : LambdaToolTest
{
    private UpdateFunctionConfigurationRequest? sent;

    public UpdateConfigTests() =>
        Client.UpdateFunctionConfigurationAsync(Arg.Do<UpdateFunctionConfigurationRequest>(r => sent = r), default)
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

        Assert.Equal(
        [
            "orders: memory MB: 128 -> 512",
            "orders: timeout s: 3 (unchanged)",
            "orders: environment: DB_PASSWORD, LOG_LEVEL -> LOG_LEVEL (new value), NEW (new)",
            "This cannot be taken back: The old values of environment variables are not kept here.",
        ], Lines(plan));
        Assert.DoesNotContain("-value", plan.ToString());
    }

    [Fact]
    public async Task Variables_that_stay_are_sent_again_against_the_revision_that_was_read()
    {
        var result = await RunAsync(UpdateConfig.Tool,
            new { functionName = "orders", setEnvironment = new Dictionary<string, string> { ["LOG_LEVEL"] = "debug-value" } });

        Assert.Equal(("hunter2-hunter2", "debug-value", "rev-1"),
            (sent!.Environment.Variables["DB_PASSWORD"], sent.Environment.Variables["LOG_LEVEL"], sent.RevisionId));
        Assert.Null(sent.MemorySize);
        Assert.DoesNotContain("debug-value", result.GetRawText());
    }

    [Fact]
    public async Task An_environment_that_cannot_be_read_is_not_replaced_by_a_part_of_it()
    {
        Orders.Configuration.Environment = new() { Error = new() { ErrorCode = "AccessDeniedException", Message = "KMS says no." } };

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(UpdateConfig.Tool, new { functionName = "orders", setEnvironment = new Dictionary<string, string> { ["A"] = "b" } }));

        Assert.Equal(ToolErrorCode.AccessDenied, error.Code);
    }

    [Fact]
    public async Task IPv6_is_a_part_of_the_network_and_needs_one()
    {
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateConfig.Tool, new { functionName = "orders", ipv6 = true }));
        Orders.Configuration.VpcConfig = new() { SubnetIds = ["subnet-1"], SecurityGroupIds = ["sg-1"] };

        var plan = await PlanAsync(UpdateConfig.Tool, new { functionName = "orders", ipv6 = true });
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", ipv6 = true });

        Assert.Equal("orders: network: sg-1, subnet-1 -> IPv6, sg-1, subnet-1", Lines(plan)[0]);
        Assert.False(plan.Undo!.Arguments.GetProperty("ipv6").GetBoolean());
        Assert.Equal(("subnet-1", "sg-1", true), (sent!.VpcConfig.SubnetIds.Single(), sent.VpcConfig.SecurityGroupIds.Single(),
            sent.VpcConfig.Ipv6AllowedForDualStack));
    }

    [Theory]
    [InlineData("python3.13", 512, 0, false)]
    [InlineData("python3.11", 512, 0, true)]
    [InlineData("java8.al2", 512, 0, true)]
    [InlineData("dotnet10", 512, 0, false)]
    [InlineData("nodejs24.x", 512, 0, true)]
    [InlineData("java21", 1024, 1, false)]
    public async Task SnapStart_is_for_some_runtimes_and_a_small_tmp(string runtime, int ephemeralStorageMb, int obstacles, bool isDoubtful)
    {
        Orders.Configuration.Runtime = runtime;

        var plan = await PlanAsync(UpdateConfig.Tool, new { functionName = "orders", snapStart = true, ephemeralStorageMb });
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", snapStart = true });

        Assert.Equal((obstacles, isDoubtful), (plan.Obstacles.Count, plan.Warnings.Any(w => w.Contains("may refuse",
            StringComparison.Ordinal))));
        Assert.Equal("PublishedVersions", sent!.SnapStart.ApplyOn.Value);
        Assert.False(plan.Undo!.Arguments.GetProperty("snapStart").GetBoolean());
    }

    [Fact]
    public async Task Concurrency_has_its_own_operations()
    {
        var plan = await PlanAsync(UpdateConfig.Tool, new { functionName = "orders", reservedConcurrency = 0 });
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", reservedConcurrency = 0 });
        Orders.Concurrency = new() { ReservedConcurrentExecutions = 0 };
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", reservedConcurrency = -1 });

        Assert.Equal(
        [
            "orders: reserved concurrency: none -> 0",
            "WARNING: Nothing can invoke the function any more.",
            """To take it back: lambda_update_config {"functionName":"orders","reservedConcurrency":-1}""",
        ], Lines(plan));
        Assert.Null(sent);
        await Client.Received()
            .PutFunctionConcurrencyAsync(Arg.Is<PutFunctionConcurrencyRequest>(r => r.ReservedConcurrentExecutions == 0),
                Arg.Any<CancellationToken>());
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

        var same = await PlanAsync(UpdateConfig.Tool,
            new { functionName = "orders", setEnvironment = new Dictionary<string, string> { ["LOG_LEVEL"] = "info-level-value" } });
        Assert.Equal(ChangeKind.None, Assert.Single(same.Changes).Kind);
    }

    [Fact]
    public async Task The_order_of_layers_counts() // PUB-8, S3-B14b
    {
        const string a = "arn:aws:lambda:eu-west-1:123456789012:layer:a:1", b = "arn:aws:lambda:eu-west-1:123456789012:layer:b:1";
        Orders.Configuration.Layers = [new() { Arn = a }, new() { Arn = b }];

        var plan = await PlanAsync(UpdateConfig.Tool, new { functionName = "orders", layerArns = new[] { b, a } });
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", layerArns = new[] { b, a } });

        Assert.Equal($"orders: layers: {a}, {b} -> {b}, {a}", Lines(plan)[0]);
        Assert.Equal([b, a], sent!.Layers);
    }

    [Fact]
    public async Task A_network_change_keeps_the_rest_of_the_network()
    {
        Orders.Configuration.VpcConfig = new() { SubnetIds = ["subnet-1"], SecurityGroupIds = ["sg-1"], Ipv6AllowedForDualStack = true };

        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", securityGroupIds = new[] { "sg-2" } });

        Assert.Equal(("subnet-1", "sg-2", true),
            (sent!.VpcConfig.SubnetIds.Single(), sent.VpcConfig.SecurityGroupIds.Single(), sent.VpcConfig.Ipv6AllowedForDualStack));
    }

    [Fact]
    public async Task What_was_done_before_the_concurrency_failed_is_told() // S3-C11b
    {
        Client.PutFunctionConcurrencyAsync(default!, default)
            .ReturnsForAnyArgs<PutFunctionConcurrencyResponse>(_ =>
                throw new InvalidParameterValueException("too few left") { ErrorCode = "InvalidParameterValueException" });
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(UpdateConfig.Tool, new { functionName = "orders", memoryMb = 20480, reservedConcurrency = 900 }, context));

        Assert.Equal(["changed memory MB of orders"], context.Steps.Select(s => s.What));
    }
}
