using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>How a DB instance stands after an act.</summary>
public sealed record InstanceResult(string Id, string Arn, string Status, string? Endpoint, string? MasterSecretArn)
{
    internal static InstanceResult Of(DBInstance i) =>
        new(i.DBInstanceIdentifier, i.DBInstanceArn, i.DBInstanceStatus, DbInstances.Endpoint(i), i.MasterUserSecret?.SecretArn);

    /// <summary>As it is now, or, on request, when it has the wanted status.</summary>
    internal static async Task<InstanceResult> OfAsync(
        IAmazonRDS rds, DBInstance i, string wanted, bool wait, ToolContext context, TimeSpan limit, CancellationToken ct) =>
        Of(wait ? await DbInstances.WaitAsync(rds, i.DBInstanceIdentifier, wanted, context, limit, ct) : i);
}
