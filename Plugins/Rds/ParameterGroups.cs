using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>Parameter groups of instances and of clusters, which RDS keeps apart.</summary>
internal static class ParameterGroups
{
    /// <summary>A page of a group's parameters.</summary>
    public static async Task<(List<Parameter> Parameters, string? Next)> PageAsync(IAmazonRDS rds, string sourceType, string group,
        string? source,
        string? marker, CancellationToken ct)
    {
        if (sourceType == "cluster")
        {
            var answer = await rds.DescribeDBClusterParametersAsync(
                new() { DBClusterParameterGroupName = group, Source = source, MaxRecords = 100, Marker = marker }, ct);
            return (answer.Parameters ?? [], answer.Marker);
        }

        var own = await rds.DescribeDBParametersAsync(
            new() { DBParameterGroupName = group, Source = source, MaxRecords = 100, Marker = marker }, ct);
        return (own.Parameters ?? [], own.Marker);
    }

    /// <summary>All parameters of a group.</summary>
    public static Task<List<Parameter>> AllAsync(IAmazonRDS rds, string sourceType, string group, CancellationToken ct) =>
        Paging.AllAsync<Parameter>(async marker => await PageAsync(rds, sourceType, group, null, marker, ct));

    /// <summary>The group in a plan.</summary>
    /// <exception cref="DBParameterGroupNotFoundException">There is none.</exception>
    public static async Task<(PlannedResource Resource, string Family)> FindAsync(IAmazonRDS rds, string sourceType, string group,
        CancellationToken ct)
    {
        if (sourceType == "cluster")
        {
            var found = (await rds.DescribeDBClusterParameterGroupsAsync(new() { DBClusterParameterGroupName = group }, ct))
                .DBClusterParameterGroups?.FirstOrDefault() ?? throw NotFound(group);
            return (new(found.DBClusterParameterGroupArn ?? group, $"of {found.DBParameterGroupFamily}"), found.DBParameterGroupFamily);
        }

        var one = (await rds.DescribeDBParameterGroupsAsync(new() { DBParameterGroupName = group }, ct)).DBParameterGroups?.FirstOrDefault()
            ?? throw NotFound(group);
        return (new(one.DBParameterGroupArn ?? group, $"of {one.DBParameterGroupFamily}"), one.DBParameterGroupFamily);
    }

    /// <summary>The instances or clusters that use it.</summary>
    public static async Task<IReadOnlyList<string>> UsersAsync(IAmazonRDS rds, string sourceType, string group, CancellationToken ct)
    {
        return sourceType == "cluster"
        ? [.. (await Paging.AllAsync(async marker =>
        {
            var answer = await rds.DescribeDBClustersAsync(new() { MaxRecords = 100, Marker = marker }, ct);
            return (answer.DBClusters, answer.Marker);
        })).Where(c => Is(c.DBClusterParameterGroup)).Select(c => c.DBClusterIdentifier).Order(StringComparer.Ordinal)]
        : [.. (await Paging.AllAsync(async marker =>
        {
            var answer = await rds.DescribeDBInstancesAsync(new() { MaxRecords = 100, Marker = marker }, ct);
            return (answer.DBInstances, answer.Marker);
        })).Where(i => (i.DBParameterGroups ?? []).Any(g => Is(g.DBParameterGroupName))).Select(i => i.DBInstanceIdentifier)
            .Order(StringComparer.Ordinal)];

        // RDS keeps these names in lower case, however they were written.
        bool Is(string? name) => string.Equals(name, group, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Why AWS lets nobody change it; null when it does.</summary>
    public static string? Default(string group) => group.StartsWith("default.", StringComparison.OrdinalIgnoreCase)
        ? $"{group} is one of AWS's own groups, which nobody can change; make one with rds_create_parameter_group." : null;

    private static ToolException NotFound(string group) =>
        ToolException.NotFound($"The parameter group {group}", "rds_list_parameter_groups shows those that exist.");
}
