global using Infra.Aws;
global using TrailTool = Infra.Aws.AwsTool<Amazon.CloudTrail.IAmazonCloudTrail>;
using Amazon.CloudTrail;

namespace Infra.Plugins.Trail;

/// <summary>The module <c>trail</c>: AWS CloudTrail, read only.</summary>
public sealed class TrailModule() : AwsModule<IAmazonCloudTrail>(
    "trail", "Who did what in the account, from CloudTrail, and what its trails leave out.", noun: "event")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<TrailTool> Tools =>
    [
        ListEvents.Tool,
        ListTrails.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonCloudTrail CreateClient(AwsTarget target) =>
        new AmazonCloudTrailClient(target.Configure<AmazonCloudTrailConfig>());
}
