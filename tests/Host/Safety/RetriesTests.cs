using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>How often a request really arrives, counted by a server: SAF-H4, SAF-M6, SDK-S1, S3-A8, PUB-7.</summary>
public sealed class RetriesTests
{
    private static readonly AwsTarget Here = new() { Region = "eu-west-1" };

    public RetriesTests() => AwsGuard.Install();

    private static readonly Reply Fault = Reply.Ec2(500, "InternalError");

    /// <summary>Makes a call against a server and gives back what arrived there and what a caller is told.</summary>
    private static async Task<(int Sent, ToolException? Error)> CallAsync(Func<int, Reply> reply, string[] actions,
        Func<Loopback, Task> call)
    {
        using var server = new Loopback(reply);
        using var scope = TestScope.Of(actions);
        ToolException? error = null;
        try
        {
            await AwsErrors.Map(async () =>
            {
                await call(server);
                return 0;
            }, Here);
        }
        catch (ToolException e)
        {
            error = e;
        }

        return (server.Requests.Count, error);
    }

    [Fact]
    public async Task An_invocation_whose_connection_ends_is_sent_once_and_may_have_been_done() // PUB-7, SDK-S1
    {
        var (sent, error) = await CallAsync(_ => Loopback.Close, ["lambda:InvokeFunction"],
            s => s.Lambda.InvokeAsync(new() { FunctionName = "slow", Payload = "{}" }));

        Assert.Equal(1, sent);
        Assert.Equal(ToolErrorCode.Unavailable, error?.Code);
        Assert.Equal("The connection ended before AWS answered.", error?.Message);
        Assert.Contains("may have been done; look before calling again", error?.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invocation_without_a_payload_is_sent_once_too() =>
        Assert.Equal(1, (await CallAsync(_ => Loopback.Close, ["lambda:InvokeFunction"],
            s => s.Lambda.InvokeAsync(new() { FunctionName = "slow" }))).Sent);

    [Fact]
    public async Task An_invocation_that_fails_with_500_is_not_repeated() // S3-A8
    {
        var (sent, error) = await CallAsync(_ => Reply.Lambda(500, "ServiceException"), ["lambda:InvokeFunction"],
            s => s.Lambda.InvokeAsync(new() { FunctionName = "orders", Payload = "{}" }));

        Assert.Equal(1, sent);
        Assert.Contains("may have been done", error?.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creations_without_a_token_are_sent_once_by_both_kinds_of_clients() // SAF-M6
    {
        Assert.Equal(1, (await CallAsync(_ => Loopback.Close, ["ec2:AllocateAddress"],
            s => s.Ec2.AllocateAddressAsync(new AllocateAddressRequest()))).Sent);
        Assert.Equal(1, (await CallAsync(_ => Fault, ["ec2:AllocateAddress"],
            s => s.Ec2.AllocateAddressAsync(new AllocateAddressRequest()))).Sent);
        Assert.Equal(1, (await CallAsync(_ => Loopback.Close, ["iam:CreateUser"],
            s => s.Iam.CreateUserAsync(new() { UserName = "ada" }))).Sent);
        Assert.Equal(1, (await CallAsync(_ => Reply.Query(500, "ServiceFailure"), ["iam:CreateUser"],
            s => s.Iam.CreateUserAsync(new() { UserName = "ada" }))).Sent);
    }

    [Fact]
    public async Task A_token_in_what_the_caller_sends_is_none_of_the_operation()
    {
        Assert.Equal(1, (await CallAsync(_ => Loopback.Close, ["lambda:InvokeFunction"],
            s => s.Lambda.InvokeAsync(new() { FunctionName = "f", Payload = "{\"clientToken\":\"order-1\"}" }))).Sent);
        Assert.Equal(1, (await CallAsync(_ => Loopback.Close, ["lambda:TagResource"], s => s.Lambda.TagResourceAsync(new()
        {
            Resource = "arn:aws:lambda:eu-west-1:123456789012:function:f",
            Tags = new() { ["ClientToken"] = "order-1" },
        }))).Sent);
    }

    [Fact]
    public async Task A_deletion_is_sent_once()
    {
        Assert.Equal(1, (await CallAsync(_ => Loopback.Close, ["s3:DeleteObject"], s => s.S3.DeleteObjectAsync("bucket", "k"))).Sent);
        Assert.Equal(1, (await CallAsync(_ => Loopback.Close, ["lambda:DeleteFunction"], s => s.Lambda.DeleteFunctionAsync("f"))).Sent);
        Assert.Equal(1, (await CallAsync(_ => Reply.S3(500, "InternalError"), ["s3:DeleteObject"],
            s => s.S3.DeleteObjectAsync("bucket", "k"))).Sent);
        Assert.Equal(1, (await CallAsync(_ => Reply.S3(500, "InternalError"), ["s3:PutObject"],
            s => s.S3.PutObjectAsync(new() { BucketName = "bucket", Key = "k", ContentBody = "x" }))).Sent);
    }

    [Fact]
    public async Task A_creation_with_a_token_is_repeated_with_the_same_token()
    {
        using var server = new Loopback(n => n < 3
            ? Fault : new(200, "<CreateVolumeResponse><requestId>r</requestId><volumeId>vol-1</volumeId></CreateVolumeResponse>"));
        using var scope = TestScope.Of("ec2:CreateVolume");

        Assert.Equal("vol-1", (await server.Ec2.CreateVolumeAsync(new() { AvailabilityZone = "eu-west-1a", Size = 1 })).Volume.VolumeId);

        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(r => r.Split("ClientToken=")[1].Split('&')[0]).Distinct());
    }

    [Fact]
    public async Task A_read_is_tried_three_times() // SDK-S1
    {
        Assert.Equal(3, (await CallAsync(_ => Fault, ["ec2:DescribeVolumes"], s => s.Ec2.DescribeVolumesAsync(new()))).Sent);
        Assert.Equal(3, (await CallAsync(_ => Loopback.Close, ["ec2:DescribeVolumes"], s => s.Ec2.DescribeVolumesAsync(new()))).Sent);
        Assert.Equal(3, (await CallAsync(_ => Reply.Query(500, "InternalFailure"), ["rds:DescribeDBInstances"],
            s => s.Rds.DescribeDBInstancesAsync())).Sent);
    }

    [Fact]
    public async Task What_the_HTTP_client_repeats_of_its_own_accord_is_bounded() // SDK-S1: 52 before
    {
        var (sent, error) = await CallAsync(_ => Loopback.Close, ["s3:GetObject"], s => s.S3.GetObjectAsync("bucket", "k"));

        Assert.InRange(sent, 3, 12);
        Assert.Equal(ToolErrorCode.Unavailable, error?.Code);
    }

    [Fact]
    public async Task The_number_of_attempts_is_that_of_the_client()
    {
        Assert.Equal(5, (await CallAsync(_ => Fault, ["ec2:DescribeVolumes"],
            s => new Amazon.EC2.AmazonEC2Client("key", "secret", s.Config(new Amazon.EC2.AmazonEC2Config { MaxErrorRetry = 4 }))
                .DescribeVolumesAsync(new()))).Sent);
    }

    [Fact]
    public async Task A_throttled_act_is_repeated_because_nothing_was_done()
    {
        var (sent, error) = await CallAsync(n => n == 1 ? Reply.Ec2(503, "RequestLimitExceeded")
            : new(200, "<AllocateAddressResponse><requestId>r</requestId></AllocateAddressResponse>"),
            ["ec2:AllocateAddress"], s => s.Ec2.AllocateAddressAsync(new AllocateAddressRequest()));

        Assert.Equal((2, null), (sent, error));
    }

    [Fact]
    public async Task A_full_quota_is_not_asked_for_again()
    {
        var (sent, error) = await CallAsync(_ => Reply.Query(409, "LimitExceeded"), ["iam:CreateUser"],
            s => s.Iam.CreateUserAsync(new() { UserName = "ada" }));

        Assert.Equal((1, ToolErrorCode.LimitExceeded), (sent, error?.Code));
    }

    [Fact]
    public async Task A_call_that_has_no_time_left_is_not_repeated()
    {
        using var server = new Loopback(_ => Reply.Ec2(503, "RequestLimitExceeded") with { Also = new() { ["Retry-After"] = "600" } });
        using var scope = TestScope.Of("ec2:DescribeVolumes");

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            CallDeadline.RunAsync(TimeSpan.FromMinutes(2), act: false, TimeProvider.System,
            ct => AwsErrors.Map(() => server.Ec2.DescribeVolumesAsync(new(), ct), Here), CancellationToken.None));

        Assert.Equal(ToolErrorCode.Throttled, error.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_act_that_was_not_sent_is_tried_again_and_the_error_says_so()
    {
        string url;
        using (var server = new Loopback(_ => Fault)) url = server.Url;
        using var scope = TestScope.Of("ec2:AllocateAddress");
        using var client = new Amazon.EC2.AmazonEC2Client("key", "secret",
            new Amazon.EC2.AmazonEC2Config { ServiceURL = url, AuthenticationRegion = "eu-west-1" });

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            AwsErrors.Map(() => client.AllocateAddressAsync(new AllocateAddressRequest()), Here with { EndpointUrl = url }));

        Assert.Equal(ToolErrorCode.Unavailable, error.Code);
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("may have been done", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false, null, 1.0, 0.25)]
    [InlineData(2, false, null, 1.0, 1)]
    [InlineData(1, true, null, 0.5, 1)]
    [InlineData(30, true, null, 1.0, 20)]
    [InlineData(0, false, null, 0.0, 0)]
    [InlineData(0, true, 7, 0.1, 7)]
    public void The_pause_is_random_up_to_a_bound_that_doubles_and_as_long_as_AWS_asks(int retries, bool throttled, int? retryAfter,
        double jitter, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds),
            Retries.Pause(retries, throttled, retryAfter is { } s ? TimeSpan.FromSeconds(s) : null, jitter));
}
