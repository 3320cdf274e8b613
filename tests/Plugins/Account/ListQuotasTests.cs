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
        List<GetMetricDataRequest> sent = [];
        CloudWatch.GetMetricDataAsync(Arg.Any<GetMetricDataRequest>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            var request = call.Arg<GetMetricDataRequest>();
            lock (sent) sent.Add(request);
            return new GetMetricDataResponse
            {
                MetricDataResults = [.. request.MetricDataQueries.Select(q =>
                    new MetricDataResult { Id = q.Id, Values = q.MetricStat.Stat == "Sum" ? [60, 1200] : [10, 30] })],
            };
        });

        var page = await RunAsync(ListQuotas.Tool, new { service = "ec2" });
        var rows = page.GetProperty("items");

        Assert.Equal("""{"name":"Running On-Demand instances","code":"L-1","quota":40,"used":30,"usedPercent":75,"adjustable":true}""",
            rows[0].GetRawText());
        Assert.False(rows[1].TryGetProperty("used", out _));
        // 1,200 requests of the busiest minute are 20 a second.
        Assert.Equal(("1 SECOND", 20, 20), (rows[2].GetProperty("rate").GetString(), rows[2].GetProperty("used").GetDouble(),
            rows[2].GetProperty("usedPercent").GetDouble()));
        Assert.Contains("busiest minute", page.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal("EC2",
            sent.SelectMany(r => r.MetricDataQueries).Single(q => q.Id == "m0").MetricStat.Metric.Dimensions.Single().Value);
        Assert.Equal([(60, 3.0), (86400, 24.0)], sent.Select(r => (r.MetricDataQueries.Single().MetricStat.Period!.Value,
            (r.EndTime!.Value - r.StartTime!.Value).TotalHours)).Order());
    }

    // ListServiceQuotas leaves out what has no value of its own.
    [Fact]
    public async Task Quotas_with_AWSs_default_follow_and_none_comes_twice()
    {
        Quotas.ListAWSDefaultServiceQuotasAsync(default!, default).ReturnsForAnyArgs(
            new ListAWSDefaultServiceQuotasResponse { Quotas = [Quota("L-2", "Elastic IPs", 5, null)], NextToken = "n" },
            new ListAWSDefaultServiceQuotasResponse { Quotas = [Quota("L-9", "Placement groups", 500, null)] });

        var page = await RunAsync(ListQuotas.Tool, new { service = "ec2" });

        Assert.Equal(["L-1", "L-2", "L-3", "L-9"],
            page.GetProperty("items").EnumerateArray().Select(q => q.GetProperty("code").GetString()));
        await Quotas.Received(1).ListAWSDefaultServiceQuotasAsync(Arg.Is<ListAWSDefaultServiceQuotasRequest>(r => r.NextToken == "n"),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_quota_that_AWS_could_not_tell_is_not_zero()
    {
        Quotas.ListServiceQuotasAsync(default!, default).ReturnsForAnyArgs(new ListServiceQuotasResponse
        {
            Quotas = [new() { QuotaCode = "L-1", QuotaName = "Instances", ErrorReason = new() { ErrorCode = "DEPENDENCY_SERVICE_ERROR" } }],
        });

        Assert.False((await RunAsync(ListQuotas.Tool, new { service = "ec2" })).GetProperty("items")[0].TryGetProperty("quota", out _));
    }

    [Fact]
    public async Task Quotas_of_a_global_service_are_told_by_one_region()
    {
        Quotas.ListServiceQuotasAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<ListServiceQuotasResponse>(new NoSuchResourceException("no")));
        Quotas.ListServicesAsync(default!, default)
            .ReturnsForAnyArgs(new ListServicesResponse { Services = [new() { ServiceCode = "iam", ServiceName = "IAM" }] });

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(ListQuotas.Tool, new { service = "iam" }, new() { Target = new("dev", "eu-west-1") }));

        Assert.Equal("The quotas of global services are told in us-east-1 alone: pass region us-east-1.", refused.Hint);
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
