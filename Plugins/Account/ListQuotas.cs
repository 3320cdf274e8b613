using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch.Model;
using Amazon.ServiceQuotas;
using Amazon.ServiceQuotas.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>
/// account_list_quotas (ListServiceQuotas of Service Quotas; GetMetricData of CloudWatch for what is used, which AWS tells as a metric of
/// some quotas; ListServices where there is no such service).
/// </summary>
public static class ListQuotas
{
    // CloudWatch takes no more queries in a request.
    private const int MostQueries = 500;

    // The use of a quota is a metric of every few minutes, and a day late at worst.
    private static readonly TimeSpan Back = TimeSpan.FromDays(1);

    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_quotas", "Lists a service's quotas and, where AWS measures it, their use. For how many there are, use account_inventory.",
        RunAsync,
        iam: ["servicequotas:ListServiceQuotas", "servicequotas:ListServices", "cloudwatch:GetMetricData"],
        examples: ["How close are we to the limit of running instances?", "Which VPC quotas are nearly used up?"]);

    public sealed record Input : PageInput
    {
        [Description("Like ec2, vpc or elasticloadbalancing."), RegularExpression("[a-zA-Z][a-zA-Z0-9-]{1,63}")]
        public required string Service { get; init; }

        [Description("Name; * is a wildcard.")]
        public string? Name { get; init; }

        [Description("Only those used to at least this percentage."), Range(0, 100)]
        public int? LeastUsed { get; init; }
    }

    /// <param name="Used">The most of the last day; null where AWS measures nothing.</param>
    /// <param name="UsedPercent">Of the quota.</param>
    /// <param name="Rate">For a quota of requests: <c>1 SECOND</c>.</param>
    public sealed record Row(string Name, string Code, double Quota, double? Used, double? UsedPercent, string? Rate, bool? Adjustable);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var page = await Paging.FindAsync<Row>(input, async token =>
        {
            var answer = await ListAsync(clients.Quotas.Value, input, token, ct);
            var quotas = (answer.Quotas ?? []).Where(q => NameFilter.Matches(q.QuotaName, input.Name)).ToList();
            var used = await UsedAsync(clients, quotas, context, unknowns, ct);
            var rows = quotas.Select(q => ToRow(q, used.TryGetValue(q.QuotaCode, out var value) ? value : null))
                .Where(r => input.LeastUsed is not { } least || r.UsedPercent >= least);
            return ([.. rows], answer.NextToken);
        });
        return page with { Note = unknowns.Note };
    }

    private static async Task<ListServiceQuotasResponse> ListAsync(
        IAmazonServiceQuotas quotas, Input input, string? token, CancellationToken ct)
    {
        try
        {
            return await quotas.ListServiceQuotasAsync(new() { ServiceCode = input.Service, MaxResults = 100, NextToken = token }, ct);
        }
        catch (NoSuchResourceException)
        {
            var services = await Paging.AllAsync(async next =>
            {
                var answer = await quotas.ListServicesAsync(new() { MaxResults = 100, NextToken = next }, ct);
                return (answer.Services, answer.NextToken);
            });
            var like = services.Where(s => s.ServiceCode.Contains(input.Service, StringComparison.OrdinalIgnoreCase)
                || s.ServiceName.Contains(input.Service, StringComparison.OrdinalIgnoreCase)).Select(s => s.ServiceCode).Take(10).ToList();
            throw ToolException.NotFound($"The service '{input.Service}' of Service Quotas",
                like.Count > 0 ? $"Pass one of {string.Join(", ", like)}."
                    : $"There are {services.Count} services, such as ec2, vpc and lambda.");
        }
    }

    private static async Task<Dictionary<string, double>> UsedAsync(
        AccountClients clients, List<ServiceQuota> quotas, ToolContext context, Unknowns unknowns, CancellationToken ct)
    {
        // How fast requests come is no number that a quota of requests a second could be compared with.
        var measured = quotas.Where(q => q.UsageMetric is { MetricName.Length: > 0 } && q.Period is null).ToList();
        if (measured.Count == 0) return [];
        var now = context.Time.GetUtcNow().UtcDateTime;
        var answers = await measured.Index().Chunk(MostQueries).AskAsync((some, t) => unknowns.TryAsync("What is used", () =>
            clients.CloudWatch.Value.GetMetricDataAsync(new()
            {
                StartTime = now - Back,
                EndTime = now,
                MetricDataQueries = [.. some.Select(q => ToQuery(q.Index, q.Item.UsageMetric))],
            }, t)), ct);
        Dictionary<string, double> used = [];
        foreach (var result in answers.SelectMany(a => a?.MetricDataResults ?? []))
        {
            if (result.Values is { Count: > 0 } values)
                used[measured[int.Parse(result.Id[1..], System.Globalization.CultureInfo.InvariantCulture)].QuotaCode] = values.Max();
        }

        return used;
    }

    private static MetricDataQuery ToQuery(int index, MetricInfo metric) => new()
    {
        Id = $"m{index}",
        MetricStat = new()
        {
            Metric = new()
            {
                Namespace = metric.MetricNamespace,
                MetricName = metric.MetricName,
                Dimensions = [.. (metric.MetricDimensions ?? []).Select(d => new Dimension { Name = d.Key, Value = d.Value })],
            },
            Stat = metric.MetricStatisticRecommendation ?? "Maximum",
            Period = (int)Back.TotalSeconds,
        },
    };

    private static Row ToRow(ServiceQuota q, double? used) => new(
        q.QuotaName, q.QuotaCode, q.Value ?? 0, used, used is { } value && q.Value is > 0 ? Math.Round(100 * value / q.Value.Value, 1)
            : null,
        q.Period is { } period ? $"{period.PeriodValue} {period.PeriodUnit?.Value}" : null, q.Adjustable is true ? true : null);
}
