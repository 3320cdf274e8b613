using System.ComponentModel;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_engine_versions (DescribeDBEngineVersions).</summary>
public static class ListEngineVersions
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_engine_versions",
        "Lists versions of a database engine; with version, also where each upgrades to. For databases, use rds_list_instances.",
        RunAsync,
        iam: ["rds:DescribeDBEngineVersions"],
        examples: ["What is the newest PostgreSQL on RDS?", "To which versions can postgres 14.9 be upgraded?"]);

    public sealed record Input : PageInput
    {
        [Description("Like postgres or aurora-postgresql.")]
        public required string Engine { get; init; }

        [Description("Major or full version, like 16 or 16.3.")]
        public string? Version { get; init; }

        [Description("Only the version that new instances get.")]
        public bool DefaultOnly { get; init; }
    }

    public sealed record Row(string Version, string? Status, string ParameterFamily, IReadOnlyList<string>? UpgradesTo,
        IReadOnlyList<string>? MajorUpgradesTo);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DescribeDBEngineVersionsAsync(new()
        {
            Engine = input.Engine,
            EngineVersion = input.Version,
            DefaultOnly = input.DefaultOnly,
            MaxRecords = RdsPages.Size(input),
            Marker = input.Cursor,
        }, ct);
        return new([.. (answer.DBEngineVersions ?? []).Select(v =>
        {
            var upgrades = (v.ValidUpgradeTarget ?? []).ToLookup(u => u.IsMajorVersionUpgrade == true, u => u.EngineVersion);
            return new Row(v.EngineVersion, v.Status, v.DBParameterGroupFamily, input.Version is null ? null : [.. upgrades[false]],
                input.Version is null ? null : [.. upgrades[true]]);
        })], answer.Marker);
    }
}
