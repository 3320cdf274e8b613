global using RdsTool = Infra.Aws.AwsTool<Amazon.RDS.IAmazonRDS>;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>The module <c>rds</c>: databases.</summary>
public sealed class RdsModule()
    : AwsModule<IAmazonRDS>("rds", "RDS and Aurora databases, their snapshots, events, subnet groups and parameter groups.")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<RdsTool> Tools =>
    [
        ListInstances.Tool,
        GetInstance.Tool,
        ListClusters.Tool,
        ListSnapshots.Tool,
        ListEvents.Tool,
        ListEngineVersions.Tool,
        ListSubnetGroups.Tool,
        ListParameterGroups.Tool,
        CreateInstance.Tool,
        ModifyInstance.Tool,
        StartInstance.Tool,
        StopInstance.Tool,
        RebootInstance.Tool,
        CreateSnapshot.Tool,
        RestoreSnapshot.Tool,
        CreateSubnetGroup.Tool,
        TagResource.Tool,
        DeleteInstance.Tool,
        DeleteSnapshot.Tool,
        DeleteSubnetGroup.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonRDS CreateClient(AwsTarget target) => new AmazonRDSClient(target.Configure<AmazonRDSConfig>());
}
