using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class CreateClusterTests : RdsToolTest
{
    public CreateClusterTests() => Clusters();

    [Fact]
    public async Task An_Aurora_cluster_is_encrypted_protected_and_told_to_need_members()
    {
        CreateDBClusterRequest? sent = null;
        Client.CreateDBClusterAsync(Arg.Do<CreateDBClusterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateDBClusterResponse { DBCluster = Shop });

        var arguments = new { clusterId = "shop", engine = "aurora-postgresql", minCapacity = 0.5, maxCapacity = 8 };
        var plan = await PlanAsync(CreateCluster.Tool, arguments);
        var result = await RunAsync(CreateCluster.Tool, arguments);

        Assert.Contains(plan.Changes, c => c is { Property: "serverless capacity", To: "0.5 to 8 ACU" });
        // RDS deletes nothing that is protected.
        Assert.Contains("rds_modify_cluster turns it off", plan.NoUndo, StringComparison.Ordinal);
        Assert.Equal((true, true, true, null, 0.5),
            (sent!.StorageEncrypted!.Value, sent.ManageMasterUserPassword!.Value, sent.DeletionProtection!.Value,
            sent.PubliclyAccessible, sent.ServerlessV2ScalingConfiguration.MinCapacity!.Value));
        Assert.Contains("rds_create_instance", result.GetProperty("next").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", null, null, null)]
    [InlineData("postgres", "db.m6gd.large", 100, 1.0)]
    [InlineData("aurora-mysql", "db.r7g.large", null, null)]
    [InlineData("aurora-mysql", null, null, 1.0)]
    public async Task What_the_kind_of_cluster_does_not_take_is_refused(string engine, string? instanceClass, int? storageGib,
        double? minCapacity)
    {
        object arguments = (instanceClass, storageGib, minCapacity) switch
        {
            (null, null, null) => new { clusterId = "shop", engine },
            ({ } c, null, null) => new { clusterId = "shop", engine, instanceClass = c },
            (null, null, { } min) => new { clusterId = "shop", engine, minCapacity = min },
            _ => new { clusterId = "shop", engine, instanceClass, storageGib, minCapacity },
        };

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateCluster.Tool, arguments))).Code);
    }

    [Fact]
    public async Task A_taken_id_stops_the_plan()
    {
        Clusters(Shop);

        Assert.Contains("choose another id",
            Assert.Single((await PlanAsync(CreateCluster.Tool, new { clusterId = "shop", engine = "aurora-mysql" })).Obstacles),
                StringComparison.Ordinal);
    }
}
