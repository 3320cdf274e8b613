using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Amazon.PI.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_get_load: what the sessions of a DB instance ran and waited for (DescribeDBInstances; DescribeDimensionKeys of Performance
/// Insights).</summary>
public static partial class GetLoad
{
    private const string Load = "db.load.avg", Wait = "db.wait_event", Statement = "db.sql_tokenized";

    public static readonly AwsTool<RdsClients> Tool = AwsTool<RdsClients>.Read<Input, Result>(
        "get_load",
        "Top waits and statements of a DB instance, literals left out, by Performance Insights. For logs, use rds_get_log_file.",
        RunAsync,
        iam: ["rds:DescribeDBInstances", "pi:DescribeDimensionKeys"],
        examples: ["Which queries load orders?", "What do the sessions of orders wait for?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Hours back."), Range(1, 168)]
        public int Hours { get; init; } = 1;

        [Description("Most of each."), Range(1, 25)]
        public int Top { get; init; } = 5;
    }

    public sealed record Result(
        string Id, DateTime? From, DateTime? To, IReadOnlyList<WaitLoad> Waits, IReadOnlyList<StatementLoad> Statements)
    {
        /// <summary>What could not be read.</summary>
        public string? Note { get; init; }
    }

    /// <param name="Load">Mean number of active sessions.</param>
    public sealed record WaitLoad(string Wait, string? Type, double Load);

    /// <param name="Waits">What its sessions waited for most.</param>
    public sealed record StatementLoad(string Statement, string? Id, double Load, IReadOnlyList<string> Waits);

    public static async Task<Result> RunAsync(RdsClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(clients.Rds, input.InstanceId, ct);
        if (i.PerformanceInsightsEnabled != true)
            throw ToolException.Conflict($"Performance Insights is off on {i.DBInstanceIdentifier}; rds_modify_instance turns it on.");
        var (unknown, to) = (new Unknowns(context.Target), context.Time.GetUtcNow().UtcDateTime);
        var waits = unknown.TryAsync("The waits", () => AskAsync(Wait, null));
        var statements = unknown.TryAsync("The statements", () => AskAsync(Statement, Wait));
        await Task.WhenAll(waits, statements);

        var (byWait, byStatement) = (await waits, await statements);
        var parts = (byStatement?.PartitionKeys ?? []).ConvertAll(k => k.Dimensions?.GetValueOrDefault("db.wait_event.name") ?? "?");
        return new(i.DBInstanceIdentifier, byWait?.AlignedStartTime ?? byStatement?.AlignedStartTime, byWait?.AlignedEndTime
            ?? byStatement?.AlignedEndTime,
            [.. (byWait?.Keys ?? []).Select(k => new WaitLoad(Name(k, "db.wait_event.name") ?? "?", Name(k, "db.wait_event.type"),
                Round(k.Total)))],
            [.. (byStatement?.Keys ?? []).Select(k => new StatementLoad(
                WithoutLiterals(Name(k, "db.sql_tokenized.statement") ?? "?"), Name(k, "db.sql_tokenized.id"), Round(k.Total),
                    Waits(k, parts)))])
        {
            Note = unknown.Note,
        };

        Task<DescribeDimensionKeysResponse> AskAsync(string group, string? partition) =>
            clients.Insights.Value.DescribeDimensionKeysAsync(new()
            {
                ServiceType = Amazon.PI.ServiceType.RDS,
                Identifier = i.DbiResourceId,
                StartTime = to.AddHours(-input.Hours),
                EndTime = to,
                Metric = Load,
                GroupBy = new() { Group = group, Limit = input.Top },
                PartitionBy = partition is null ? null : new() { Group = partition, Limit = 3 },
            }, ct);
    }

    // A digest has marks in place of values already; engines that keep some, and those that cut a text within one, are not trusted.
    internal static string WithoutLiterals(string statement)
    {
        var text = Quoted().Replace(statement, "?");
        text = Number().Replace(text, "?");
        return Space().Replace(text, " ").Trim();
    }

    private static IReadOnlyList<string> Waits(DimensionKeyDescription key, List<string> parts) =>
        [.. (key.Partitions ?? []).Zip(parts).Where(p => p.First > 0).OrderByDescending(p => p.First)
            .Select(p => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.Second} {p.First:0.##}"))];

    private static string? Name(DimensionKeyDescription key, string dimension) => key.Dimensions?.GetValueOrDefault(dimension);

    private static double Round(double? load) => Math.Round(load ?? 0, 2);

    // 'it''s', "quoted values of MySQL stay names elsewhere", $tag$...$tag$; to the end of the text where one is not closed.
    [GeneratedRegex(@"'(?:[^'\\]|''|\\.)*(?:'|$)|\$(\w*)\$.*?(?:\$\1\$|$)|""(?:[^""\\]|\\.)*(?:""|$)", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w$.])(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?!\w)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
