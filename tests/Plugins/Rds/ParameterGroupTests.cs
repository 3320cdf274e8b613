using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ParameterGroupTests : RdsToolTest
{
    public ParameterGroupTests()
    {
        Client.DescribeDBParameterGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBParameterGroupsResponse
        {
            DBParameterGroups = [new() { DBParameterGroupName = "orders16", DBParameterGroupArn = "arn:g",
                DBParameterGroupFamily = "postgres16" }],
        });
        Client.DescribeDBParametersAsync(default!, default).ReturnsForAnyArgs(
            new DescribeDBParametersResponse
            {
                Parameters =
                [new() { ParameterName = "max_connections", ParameterValue = "100", Source = "user", ApplyType = "static",
                    IsModifiable = true }],
                Marker = "2"
            },
            new DescribeDBParametersResponse
            {
                Parameters =
                [new() { ParameterName = "work_mem", Source = "engine-default", ApplyType = "dynamic", IsModifiable = true }]
            });
        Orders.DBParameterGroups = [new() { DBParameterGroupName = "orders16" }];
        There(Orders);
    }

    [Fact]
    public async Task The_way_back_restores_values_and_resets_what_was_the_engines()
    {
        var plan = await PlanAsync(ModifyParameters.Tool,
            new { parameterGroup = "orders16", values = new { max_connections = "500", work_mem = "64MB" } });

        Assert.Equal("""{"parameterGroup":"orders16","sourceType":"instance","values":{"max_connections":"100"},"reset":["work_mem"]}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.Contains("It is used by orders.", plan.Warnings);
        Assert.Contains(plan.Changes, c => c is { Property: "max_connections", Note: "in force after a reboot" });
        Assert.Contains(plan.Changes, c => c is { Property: "work_mem", From: "the engine's", Note: "at once" });
    }

    [Fact]
    public async Task Static_ones_wait_for_the_reboot()
    {
        ModifyDBParameterGroupRequest? sent = null;
        Client.ModifyDBParameterGroupAsync(Arg.Do<ModifyDBParameterGroupRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ModifyDBParameterGroupResponse());

        var result = await RunAsync(ModifyParameters.Tool,
            new { parameterGroup = "orders16", values = new { max_connections = "500", work_mem = "64MB" } });

        Assert.Equal(["pending-reboot", "immediate"], sent!.Parameters.Select(p => p.ApplyMethod.Value));
        Assert.Equal("max_connections", Assert.Single(result.GetProperty("afterReboot").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_taken_name_is_an_obstacle_for_groups_of_the_same_kind()
    {
        Client.DescribeDBClusterParameterGroupsAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<DescribeDBClusterParameterGroupsResponse>(new DBParameterGroupNotFoundException("none")));

        var instances = await PlanAsync(CreateParameterGroup.Tool, new { name = "orders16", family = "postgres16" });
        var clusters = await PlanAsync(CreateParameterGroup.Tool,
            new { name = "orders16", family = "aurora-postgresql16", sourceType = "cluster" });

        Assert.Equal("There is an instance parameter group orders16 already; choose another name.",
            Assert.Single(instances.Obstacles));
        Assert.Empty(clusters.Obstacles);
    }

    [Fact]
    public async Task AWSs_own_groups_and_unknown_names_are_refused()
    {
        var plan = await PlanAsync(ModifyParameters.Tool, new { parameterGroup = "default.postgres16", values = new { nonsense = "1" } });

        Assert.Equal(2, plan.Obstacles.Count);
    }

    [Fact]
    public async Task A_group_in_use_is_not_deleted_and_its_values_are_told()
    {
        var plan = await PlanAsync(DeleteParameterGroup.Tool, new { parameterGroup = "orders16" });

        Assert.Equal("It is used by orders.", Assert.Single(plan.Obstacles));
        Assert.Contains(plan.Changes, c => c is { Kind: ChangeKind.Lose, Resource: "max_connections = 100" });
    }

    [Fact]
    public async Task A_group_for_clusters_is_made_as_one()
    {
        Client.CreateDBClusterParameterGroupAsync(default!, default).ReturnsForAnyArgs(
            new CreateDBClusterParameterGroupResponse
            {
                DBClusterParameterGroup =
                new() { DBClusterParameterGroupName = "shop16", DBParameterGroupFamily = "aurora-postgresql16" }
            });

        var result = await RunAsync(CreateParameterGroup.Tool,
            new { name = "shop16", family = "aurora-postgresql16", sourceType = "cluster" });

        Assert.Equal("shop16", result.GetProperty("name").GetString());
    }
}
