using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>How a DB instance stands after an act.</summary>
public sealed record InstanceResult(string Id, string Arn, string Status, string? Endpoint, string? MasterSecretArn)
{
    internal static InstanceResult Of(DBInstance i) =>
        new(i.DBInstanceIdentifier, i.DBInstanceArn, i.DBInstanceStatus, DbInstances.Endpoint(i), i.MasterUserSecret?.SecretArn);

    /// <summary>As it is now, or, on request, when it has the wanted status.</summary>
    /// <param name="rds">The client.</param>
    /// <param name="i">It, as the act's answer has it.</param>
    /// <param name="wanted">The status to wait for.</param>
    /// <param name="wait">Whether to wait.</param>
    /// <param name="context">The call.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="again">Whether it had the wanted status before the act as well.</param>
    internal static async Task<InstanceResult> OfAsync(
        IAmazonRDS rds, DBInstance i, string wanted, bool wait, ToolContext context, TimeSpan limit, CancellationToken ct,
        bool again = false) =>
        Of(wait ? await DbInstances.WaitAsync(rds, i.DBInstanceIdentifier, wanted, context, limit, ct, again) : i);
}
