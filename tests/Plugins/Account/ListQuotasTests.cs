using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.ServiceQuotas;
using Amazon.ServiceQuotas.Model;

namespace Infra.Plugins.Account;

public sealed class ListQuotasTests : AccountTest
{
    public ListQuotasTests() => Quotas.ListServiceQuotasAsync(default!, default).ReturnsForAnyArgs(new ListServiceQuotasResponse
    {
        Quotas =
        [
            Quota("L-1", "Running On-Demand instances", 40, new() { MetricNamespace = "AWS/Usage", MetricName = "ResourceCount",
                MetricDimensions = new() { ["Service"] = "EC2" }, MetricStatisticRecommendation = "Maximum" }),
            Quota("L-2", "Elastic IPs", 5, null),
            Quota("L-3", "DescribeInstances", 100, new() { MetricNamespace = "AWS/Usage", MetricName = "CallCount" },
                new() { PeriodValue = 1, PeriodUnit = PeriodUnit.SECOND }),
        ],
    });

    [Fact]
    public async Task What_AWS_measures_is_compared_with_the_quota_in_one_request()
    {
        GetMetricDataRequest? sent = null;
        CloudWatch.GetMetricDataAsync(Arg.Do<GetMetricDataRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new GetMetricDataResponse { MetricDataResults = [new() { Id = "m0", Values = [10, 30] }] });

        var rows = (await RunAsync(ListQuotas.Tool, new { service = "ec2" })).GetProperty("items");

        Assert.Equal("""{"name":"Running On-Demand instances","code":"L-1","quota":40,"used":30,"usedPercent":75,"adjustable":true}""",
            rows[0].GetRawText());
        Assert.False(rows[1].TryGetProperty("used", out _));
        Assert.Equal("1 SECOND", rows[2].GetProperty("rate").GetString());
        Assert.Equal("EC2", Assert.Single(sent!.MetricDataQueries).MetricStat.Metric.Dimensions.Single().Value);
    }

    [Fact]
    public async Task Names_and_shares_are_filtered_and_use_that_may_not_be_read_is_said()
    {
        CloudWatch.GetMetricDataAsync(default!, default).ReturnsForAnyArgs(Task.FromException<GetMetricDataResponse>(
            new AmazonCloudWatchException("no", Amazon.Runtime.ErrorType.Sender, "AccessDenied", "r",
                System.Net.HttpStatusCode.Forbidden)));

        var named = await RunAsync(ListQuotas.Tool, new { service = "ec2", name = "running*" });
        var full = await RunAsync(ListQuotas.Tool, new { service = "ec2", leastUsed = 80 });

        Assert.Equal("L-1", Assert.Single(named.GetProperty("items").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal("What is used: not known (AccessDenied).", named.GetProperty("note").GetString());
        Assert.Empty(full.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_service_that_does_not_exist_is_answered_with_those_like_it()
    {
        Quotas.ListServiceQuotasAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<ListServiceQuotasResponse>(new NoSuchResourceException("no")));
        Quotas.ListServicesAsync(default!, default).ReturnsForAnyArgs(new ListServicesResponse
        {
            Services = [new() { ServiceCode = "elasticloadbalancing", ServiceName = "Elastic Load Balancing" },
                new() { ServiceCode = "ec2", ServiceName = "EC2" }],
        });

        var refused = await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListQuotas.Tool, new { service = "load" }));

        Assert.Equal((ToolErrorCode.NotFound, "Pass one of elasticloadbalancing."), (refused.Code, refused.Hint));
    }

    private static ServiceQuota Quota(string code, string name, double value, MetricInfo? metric, QuotaPeriod? period = null) =>
        new()
        {
            QuotaCode = code,
            QuotaName = name,
            Value = value,
            UsageMetric = metric,
            Period = period,
            Adjustable = metric is { MetricName: "ResourceCount" }
        };
}
