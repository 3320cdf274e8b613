using Amazon.PI;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>The module's clients.</summary>
/// <param name="Rds">Nearly all tools use this one.</param>
/// <param name="Insights">Performance Insights; made when first asked for.</param>
public sealed record RdsClients(IAmazonRDS Rds, Lazy<IAmazonPI> Insights);
