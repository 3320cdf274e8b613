using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_instances: one short row for each DB instance (DescribeDBInstances).</summary>
public static class ListInstances
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_instances", "Lists DB instances. For one in full, use rds_get_instance.", RunAsync,
        iam: ["rds:DescribeDBInstances"],
        examples: ["Which databases do we run?", "Which databases are public, or lack backups or deletion protection?",
            "Which instances belong to cluster orders?"]);

    public sealed record Input : PageInput
    {
        [Description("Like postgres or aurora-postgresql.")]
        public string? Engine { get; init; }

        [Description("Cluster id.")]
        public string? ClusterId { get; init; }
    }

    public sealed record Row(
        string Id, string Engine, string Version, string Class, string Status, string? Endpoint, int? StorageGib, bool MultiAz,
        string? ClusterId,
        IReadOnlyList<string>? Risks);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        List<Filter> filters = [.. Filter("engine", input.Engine), .. Filter("db-cluster-id", input.ClusterId)];
        var answer = await rds.DescribeDBInstancesAsync(new()
        {
            Filters = filters.Count == 0 ? null : filters,
            MaxRecords = RdsPages.Size(input),
            Marker = input.Cursor,
        }, ct);
        return new([.. (answer.DBInstances ?? []).Select(ToRow)], answer.Marker);
    }

    private static IEnumerable<Filter> Filter(string name, string? value) => value is null ? [] : [new() { Name = name, Values = [value] }];

    private static Row ToRow(DBInstance i) => new(
        i.DBInstanceIdentifier, i.Engine, i.EngineVersion, i.DBInstanceClass, i.DBInstanceStatus, DbInstances.Endpoint(i),
        // A member has the storage of its cluster; RDS says 1 GiB for it.
        DbInstances.IsMember(i) ? null : i.AllocatedStorage, i.MultiAZ == true, i.DBClusterIdentifier,
        DbInstances.Risks(i));
}
