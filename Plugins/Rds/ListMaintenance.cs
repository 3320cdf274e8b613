using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_maintenance: what AWS wants to do to all databases (DescribePendingMaintenanceActions).</summary>
public static class ListMaintenance
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_maintenance", "Lists pending maintenance of DB instances and clusters. For one, use rds_get_instance.",
        RunAsync,
        iam: ["rds:DescribePendingMaintenanceActions"],
        examples: ["Which databases will AWS patch, and when?"]);

    public sealed record Input : PageInput;

    /// <param name="OptIn">What was asked for: immediate, next-maintenance.</param>
    public sealed record Row(string Id, string Type, string Action, string? Description, DateTime? At, string? OptIn);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DescribePendingMaintenanceActionsAsync(
            new() { MaxRecords = RdsPages.Size(input), Marker = input.Cursor }, ct);
        return new([.. (answer.PendingMaintenanceActions ?? []).SelectMany(r => (r.PendingMaintenanceActionDetails ?? []).Select(a =>
            new Row(Name(r.ResourceIdentifier, 6), Name(r.ResourceIdentifier, 5) is "cluster" ? "cluster" : "instance", a.Action,
                a.Description, GetInstance.Due(a), a.OptInStatus)))], answer.Marker);
    }

    // arn:aws:rds:eu-west-1:123456789012:db:orders
    private static string Name(string arn, int part) => arn.Split(':').ElementAtOrDefault(part) ?? arn;
}
