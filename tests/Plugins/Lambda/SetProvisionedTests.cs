using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class SetProvisionedTests : LambdaToolTest
{
    [Fact]
    public async Task The_way_back_is_the_present_number_and_zero_deletes()
    {
        Client.ListProvisionedConcurrencyConfigsAsync(default!, default).ReturnsForAnyArgs(new ListProvisionedConcurrencyConfigsResponse
        {
            ProvisionedConcurrencyConfigs = [new() { FunctionArn = $"{Arn}:live", RequestedProvisionedConcurrentExecutions = 3 }],
        });
        Orders.Configuration.Version = "7";

        var plan = await PlanAsync(SetProvisioned.Tool, new { functionName = "orders:live", count = 5 });
        await RunAsync(SetProvisioned.Tool, new { functionName = "orders", qualifier = "live", count = 0 });

        Assert.Equal(3, plan.Undo!.Arguments.GetProperty("count").GetInt32());
        Assert.Empty(plan.Obstacles);
        await Client.Received(1).DeleteProvisionedConcurrencyConfigAsync(Arg.Is<DeleteProvisionedConcurrencyConfigRequest>(r =>
            r.Qualifier == "live"), Arg.Any<CancellationToken>());
    }

    // Lambda guide, "Lambda SnapStart": not with provisioned concurrency.
    [Fact]
    public async Task Of_a_version_with_SnapStart_nothing_is_kept_ready()
    {
        Client.ListProvisionedConcurrencyConfigsAsync(default!, default)
            .ReturnsForAnyArgs(new ListProvisionedConcurrencyConfigsResponse());
        (Orders.Configuration.Version, Orders.Configuration.SnapStart) = ("7", new() { ApplyOn = "PublishedVersions" });

        Assert.Contains("SnapStart", Assert.Single((await PlanAsync(SetProvisioned.Tool,
            new { functionName = "orders:live", count = 5 })).Obstacles), StringComparison.Ordinal);
    }

    // Lambda guide, "Configuring provisioned concurrency": no more than the function's reserved concurrency.
    [Fact]
    public async Task No_more_is_kept_ready_than_is_reserved()
    {
        Client.ListProvisionedConcurrencyConfigsAsync(default!, default)
            .ReturnsForAnyArgs(new ListProvisionedConcurrencyConfigsResponse());
        (Orders.Configuration.Version, Orders.Concurrency) = ("7", new() { ReservedConcurrentExecutions = 4 });

        Assert.Contains("reserved concurrency is 4", Assert.Single((await PlanAsync(SetProvisioned.Tool,
            new { functionName = "orders:live", count = 5 })).Obstacles), StringComparison.Ordinal);
        Assert.Empty((await PlanAsync(SetProvisioned.Tool, new { functionName = "orders:live", count = 4 })).Obstacles);
    }

    [Fact]
    public async Task LATEST_and_a_bare_name_are_refused()
    {
        Assert.Single((await PlanAsync(SetProvisioned.Tool, new { functionName = "orders:live", count = 5 })).Obstacles);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(SetProvisioned.Tool, new { functionName = "orders", count = 5 }));
    }
}
