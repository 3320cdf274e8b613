using Amazon.EC2.Model;
using Amazon.Runtime;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>A silent endpoint holds nothing for long: SAF-H4.</summary>
public sealed class DeadlinesTests
{
    private static readonly AwsTarget Here = new() { Region = "eu-west-1" };
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    public DeadlinesTests() => AwsGuard.Install();

    private static Task<T> Within<T>(TimeSpan limit, bool act, Func<CancellationToken, Task<T>> call) =>
        CallDeadline.RunAsync(limit, act, TimeProvider.System, ct => AwsErrors.Map(() => call(ct), Here), CancellationToken.None);

    [Fact]
    public async Task A_read_of_a_silent_endpoint_ends_at_the_deadline()
    {
        using var server = new Loopback(_ => Loopback.Silence);
        using var scope = TestScope.Of("ec2:DescribeVolumes", "s3:ListAllMyBuckets", "rds:DescribeDBInstances");

        foreach (var call in new Func<CancellationToken, Task<AmazonWebServiceResponse>>[]
        {
            async ct => await server.Ec2.DescribeVolumesAsync(new(), ct),
            async ct => await server.S3.ListBucketsAsync(ct),
            async ct => await server.Rds.DescribeDBInstancesAsync(ct),
        })
        {
            var error = await Assert.ThrowsAsync<ToolException>(() => Within(Short, act: false, call));
            Assert.Equal(ToolErrorCode.Unavailable, error.Code);
            Assert.StartsWith("AWS did not answer in ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("may have been done", error.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_act_at_a_silent_endpoint_is_sent_once_and_may_have_been_done()
    {
        using var server = new Loopback(_ => Loopback.Silence);
        using var scope = TestScope.Of("ec2:AllocateAddress");

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            Within(TimeSpan.FromSeconds(2), act: true, ct => server.Ec2.AllocateAddressAsync(new AllocateAddressRequest(), ct)));

        Assert.Equal(ToolErrorCode.Unavailable, error.Code);
        Assert.StartsWith("AWS did not answer in ", error.Message, StringComparison.Ordinal);
        Assert.Contains("may have been done; look before calling again", error.Hint, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_cancellation_of_a_caller_stays_one()
    {
        using var server = new Loopback(_ => Loopback.Silence);
        using var scope = TestScope.Of("ec2:DescribeVolumes");
        using var caller = new CancellationTokenSource(Short);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CallDeadline.RunAsync(TimeSpan.FromMinutes(1), act: false, TimeProvider.System,
            ct => AwsErrors.Map(() => server.Ec2.DescribeVolumesAsync(new(), ct), Here), caller.Token));
    }

    [Theory]
    [InlineData("Lambda", "InvokeRequest", null, 960, 960)]
    [InlineData("Lambda", "InvokeRequest", 120, 960, 120)]
    [InlineData("Lambda", "ListFunctionsRequest", null, 960, 30)]
    [InlineData("EC2", "DescribeVolumesRequest", null, null, 30)]
    [InlineData("EC2", "DescribeVolumesRequest", 5, null, 5)]
    [InlineData("S3", "CopyObjectRequest", null, null, 300)]
    public void Each_attempt_has_a_deadline(string service, string request, int? call, int? client, int seconds)
    {
        TimeSpan? timeout = client is { } c ? TimeSpan.FromSeconds(c) : null;
        var left = call is { } s ? TimeSpan.FromSeconds(s) : TimeSpan.MaxValue;

        Assert.Equal(TimeSpan.FromSeconds(seconds),
            AttemptDeadline.For(service, request[..^7], bytes: 0, timeout, left, AttemptDeadline.Usual));
    }

    [Fact]
    public void A_large_body_has_the_time_that_a_slow_line_needs() =>
        Assert.Equal(TimeSpan.FromSeconds(130),
            AttemptDeadline.For("S3", "PutObject", bytes: 10_000_000, null, TimeSpan.MaxValue, AttemptDeadline.Usual));
}
