global using RdsTool = Infra.Aws.AwsTool<Amazon.RDS.IAmazonRDS>;
using Amazon.PI;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>The module <c>rds</c>: databases.</summary>
public sealed class RdsModule() : AwsModule<RdsClients>(
    "rds", "RDS and Aurora databases: their snapshots, events, logs, load, subnet groups and parameter groups.",
    noun: "instance")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<AwsTool<RdsClients>> Tools =>
    [
        .. Rds(
            ListInstances.Tool,
            GetInstance.Tool,
            ListClusters.Tool,
            GetCluster.Tool,
            ListSnapshots.Tool,
            ListBackups.Tool,
            ListEvents.Tool,
            ListEngineVersions.Tool,
            ListSubnetGroups.Tool,
            ListParameterGroups.Tool,
            ListParameters.Tool,
            ListMaintenance.Tool,
            ListBlueGreen.Tool,
            ListLogFiles.Tool,
            GetLogFile.Tool),
        GetLoad.Tool,
        .. Rds(
            CreateInstance.Tool,
            ModifyInstance.Tool,
            StartInstance.Tool,
            StopInstance.Tool,
            RebootInstance.Tool,
            CreateReplica.Tool,
            CreateCluster.Tool,
            ModifyCluster.Tool,
            StartCluster.Tool,
            StopCluster.Tool,
            FailoverCluster.Tool,
            RebootCluster.Tool,
            CreateSnapshot.Tool,
            CopySnapshot.Tool,
            ShareSnapshot.Tool,
            RestoreSnapshot.Tool,
            RestoreToTime.Tool,
            RestoreCluster.Tool,
            ApplyMaintenance.Tool,
            CreateBlueGreen.Tool,
            CreateParameterGroup.Tool,
            ModifyParameters.Tool,
            CreateSubnetGroup.Tool,
            TagResource.Tool,
            DeleteInstance.Tool,
            DeleteCluster.Tool,
            PromoteReplica.Tool,
            PromoteCluster.Tool,
            SwitchoverBlueGreen.Tool,
            DeleteBlueGreen.Tool,
            DeleteSnapshot.Tool,
            DeleteParameterGroup.Tool,
            DeleteSubnetGroup.Tool),
    ];

    /// <inheritdoc/>
    protected override RdsClients CreateClient(AwsTarget target) => new(
        new AmazonRDSClient(target.Configure<AmazonRDSConfig>()), new(() => new AmazonPIClient(target.Configure<AmazonPIConfig>())));

    private static IEnumerable<AwsTool<RdsClients>> Rds(params IEnumerable<RdsTool> tools) =>
        tools.Select(t => t.On<RdsClients>(c => c.Rds));
}
