using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch.Model;
using Amazon.ServiceQuotas;
using Amazon.ServiceQuotas.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>
/// account_list_quotas (ListServiceQuotas and, for those that it leaves out, ListAWSDefaultServiceQuotas of Service Quotas; GetMetricData
/// of CloudWatch for what is used, which AWS tells as a metric of some quotas; ListServices where there is no such service).
/// </summary>
public static class ListQuotas
{
    // CloudWatch takes no more queries in a request.
    private const int MostQueries = 500;

    // Begins the tokens of the second list, that of the defaults.
    private const string Defaults = "defaults ";

    // The use of a quota is a metric of every few minutes, and a day late at worst.
    private static readonly TimeSpan Back = TimeSpan.FromDays(1);

    // Requests are counted by the minute: of so many minutes CloudWatch takes the full number of queries.
    private static readonly TimeSpan BackForRates = TimeSpan.FromHours(3);

    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_quotas", "Lists a service's quotas and, where AWS measures it, their use. For how many there are, use account_inventory.",
        RunAsync,
        iam:
        [
            "servicequotas:ListServiceQuotas", "servicequotas:ListAWSDefaultServiceQuotas", "servicequotas:ListServices",
            "cloudwatch:GetMetricData",
        ],
        examples: ["How close are we to the limit of running instances?", "Which VPC quotas are nearly used up?"]);

    public sealed record Input : PageInput
    {
        [Description("Like ec2, vpc or elasticloadbalancing."), RegularExpression("[a-zA-Z][a-zA-Z0-9-]{1,63}")]
        public required string Service { get; init; }

        [Description("Name; * is a wildcard.")]
        public string? Name { get; init; }

        [Description("Only those used at least so much, in percent."), Range(0, 100)]
        public int? LeastUsed { get; init; }
    }

    /// <param name="Quota">Null where AWS could not tell it.</param>
    /// <param name="Used">
    /// The most of the last day; of a rate, that of the busiest minute of the last three hours. Null where AWS measures nothing.
    /// </param>
    /// <param name="UsedPercent">Of the quota.</param>
    /// <param name="Rate">For a quota of requests: <c>1 SECOND</c>.</param>
    public sealed record Row(string Name, string Code, double? Quota, double? Used, double? UsedPercent, string? Rate, bool? Adjustable);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (service, isRated) = (clients.Quotas, false);
        // The codes of those that have a value of their own, which the second list leaves out.
        var applied = new Lazy<Task<HashSet<string>>>(async () => [.. (await Paging.AllAsync(async token =>
        {
            var answer = await ListAsync(service, input, token, context, ct);
            return (answer.Quotas, answer.NextToken);
        })).Select(q => q.QuotaCode)]);
        var page = await Paging.FindAsync<Row>(input, async token =>
        {
            var (all, next) = await PageAsync(token);
            var quotas = all.Where(q => NameFilter.Matches(q.QuotaName, input.Name)).ToList();
            isRated |= quotas.Any(q => IsMeasured(q) && q.Period is not null);
            var used = await UsedAsync(clients, quotas, context, unknowns, ct);
            var rows = quotas.Select(q => ToRow(q, used.TryGetValue(q.QuotaCode, out var value) ? value : null))
                .Where(r => input.LeastUsed is not { } least || r.UsedPercent >= least);
            return ([.. rows], next);
        });
        List<string> notes = [.. unknowns.Notes];
        if (isRated) notes.Add("What is used of rates is that of the busiest minute of the last 3 hours.");
        return page with { Note = Notes.Join(notes) };

        async Task<(IEnumerable<ServiceQuota> Quotas, string? Next)> PageAsync(string? token)
        {
            if (token?.StartsWith(Defaults, StringComparison.Ordinal) is not true)
            {
                var some = await ListAsync(service, input, token, context, ct);
                return (some.Quotas ?? [], string.IsNullOrEmpty(some.NextToken) ? Defaults : some.NextToken);
            }

            var answer = await unknowns.TryAsync("Quotas that have AWS's default", () => service.ListAWSDefaultServiceQuotasAsync(new()
            {
                ServiceCode = input.Service,
                MaxResults = 100,
                NextToken = token[Defaults.Length..] is { Length: > 0 } next ? next : null,
            }, ct));
            if (answer?.Quotas is not { Count: > 0 } defaults) return ([], Next(answer?.NextToken));
            var known = await applied.Value;
            return (defaults.Where(q => !known.Contains(q.QuotaCode)), Next(answer.NextToken));
        }

        static string? Next(string? token) => string.IsNullOrEmpty(token) ? null : Defaults + token;
    }

    private static bool IsMeasured(ServiceQuota quota) => quota.UsageMetric is { MetricName.Length: > 0 }
        && (quota.Period is null || Seconds(quota.Period) <= BackForRates.TotalSeconds);

    private static async Task<ListServiceQuotasResponse> ListAsync(
        IAmazonServiceQuotas quotas, Input input, string? token, ToolContext context, CancellationToken ct)
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
            // Global services have theirs in one region.
            var home = context.Target.Region is { } region ? FindResources.GlobalRegion(region) : null;
            throw ToolException.NotFound($"The service '{input.Service}' of Service Quotas",
                like.Contains(input.Service, StringComparer.OrdinalIgnoreCase) && home is not null && home != context.Target.Region
                    ? $"The quotas of global services are told in {home} alone: pass region {home}."
                    : like.Count > 0 ? $"Pass one of {string.Join(", ", like)}."
                    : $"There are {services.Count} services, such as ec2, vpc and lambda.");
        }
    }

    private static async Task<Dictionary<string, double>> UsedAsync(
        AccountClients clients, List<ServiceQuota> quotas, ToolContext context, Unknowns unknowns, CancellationToken ct)
    {
        var measured = quotas.Where(IsMeasured).ToList();
        if (measured.Count == 0) return [];
        var now = context.Time.GetUtcNow().UtcDateTime;
        var requests = measured.Index().GroupBy(q => Period(q.Item) < Back)
            .SelectMany(g => g.Chunk(MostQueries).Select(some => (Since: now - (g.Key ? BackForRates : Back), Queries: some)));
        var answers = await requests.AskAsync((some, t) => unknowns.TryAsync("What is used", () =>
            clients.CloudWatch.GetMetricDataAsync(new()
            {
                StartTime = some.Since,
                EndTime = now,
                MetricDataQueries = [.. some.Queries.Select(q => ToQuery(q.Index, q.Item))],
            }, t)), ct);
        Dictionary<string, double> used = [];
        foreach (var result in answers.SelectMany(a => a?.MetricDataResults ?? []))
        {
            if (result.Values is not { Count: > 0 } values) continue;
            var quota = measured[int.Parse(result.Id[1..], System.Globalization.CultureInfo.InvariantCulture)];
            // Of a second or of five minutes: the metric is of another time than the rate.
            var share = quota.Period is null ? 1 : Seconds(quota.Period) / Period(quota).TotalSeconds;
            used[quota.QuotaCode] = Math.Round(values.Max() * share, 2);
        }

        return used;
    }

    private static double Seconds(QuotaPeriod period) => (period.PeriodValue ?? 1) * period.PeriodUnit?.Value switch
    {
        "MICROSECOND" => 1e-6,
        "MILLISECOND" => 1e-3,
        "MINUTE" => 60,
        "HOUR" => 3600,
        "DAY" => 86400,
        "WEEK" => 604800,
        _ => 1,
    };

    // What one value of the metric is of: a day for a number of things, a minute or more for a rate.
    private static TimeSpan Period(ServiceQuota quota) => quota.Period is null ? Back
        : TimeSpan.FromMinutes(Math.Max(1, Math.Floor(Seconds(quota.Period) / 60)));

    private static MetricDataQuery ToQuery(int index, ServiceQuota quota) => new()
    {
        Id = $"m{index}",
        MetricStat = new()
        {
            Metric = new()
            {
                Namespace = quota.UsageMetric.MetricNamespace,
                MetricName = quota.UsageMetric.MetricName,
                Dimensions = [.. (quota.UsageMetric.MetricDimensions ?? []).Select(d => new Dimension { Name = d.Key, Value = d.Value })],
            },
            // The requests of a rate are counted, whatever statistic is recommended.
            Stat = quota.Period is not null ? "Sum" : quota.UsageMetric.MetricStatisticRecommendation ?? "Maximum",
            Period = (int)Period(quota).TotalSeconds,
        },
    };

    private static Row ToRow(ServiceQuota q, double? used) => new(
        q.QuotaName, q.QuotaCode, q.Value, used, used is { } value && q.Value is > 0 ? Math.Round(100 * value / q.Value.Value, 1)
            : null,
        q.Period is { } period ? $"{period.PeriodValue} {period.PeriodUnit?.Value}" : null, q.Adjustable is true ? true : null);
}
