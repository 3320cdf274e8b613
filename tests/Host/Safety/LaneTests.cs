using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace Infra.Core.Safety;

/// <summary>How fast requests may follow each other, and when a service gets none for a moment. The clock is the test's.</summary>
public sealed class LaneTests
{
    private static readonly (string, string?, string?) Here = ("EC2", "eu-west-1", null);

    private readonly TickingClock clock = new();

    private static AmazonServiceException Fails(HttpStatusCode status, string code = "X") =>
        new("Failed.", ErrorType.Unknown, code, "request", status);

    private static async Task<ToolException?> SendAsync(Lane lane, Exception? failure = null)
    {
        try
        {
            await lane.SendAsync(() => failure is null ? Task.FromResult("ok") : Task.FromException<string>(failure));
            return null;
        }
        catch (ToolException e)
        {
            return e;
        }
        catch (Exception e) when (e == failure)
        {
            return null;
        }
    }

    [Fact]
    public async Task A_burst_goes_at_once_and_what_follows_keeps_its_distance()
    {
        var lane = new Lane("EC2 in eu-west-1", clock);
        for (var i = 0; i < Lane.Burst; i++) Assert.True(lane.TurnAsync(default).IsCompletedSuccessfully);
        var next = lane.TurnAsync(default);

        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1) / Lane.PerSecond);
        await next;
    }

    [Fact]
    public async Task Of_ten_thousand_requests_at_once_most_are_told_to_slow_down_and_later_all_is_well()
    {
        var lane = new Lane("EC2 in eu-west-1", clock);
        List<Task> waiting = [];
        List<ToolException> refused = [];
        for (var i = 0; i < 10_000; i++)
        {
            try
            {
                waiting.Add(lane.TurnAsync(default));
            }
            catch (ToolException e)
            {
                refused.Add(e);
            }
        }

        Assert.InRange(waiting.Count, Lane.Burst, Lane.Burst + (int)(Lane.LongestWait.TotalSeconds * Lane.PerSecond) + 1);
        Assert.All(refused, e => Assert.Equal(ToolErrorCode.Throttled, e.Code));
        Assert.StartsWith("Slow down", refused[0].Message, StringComparison.Ordinal);
        clock.Advance(Lane.LongestWait * 2);
        await Task.WhenAll(waiting);
        Assert.True(lane.TurnAsync(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_service_that_only_fails_gets_no_requests_for_a_moment_and_then_one_to_try()
    {
        var lane = new Lane("EC2 in eu-west-1", clock);
        for (var i = 0; i < Lane.Failures; i++) Assert.Null(await SendAsync(lane, Fails(HttpStatusCode.ServiceUnavailable)));

        var refused = await SendAsync(lane);
        Assert.Equal(ToolErrorCode.Unavailable, refused?.Code);
        Assert.Contains("EC2 in eu-west-1 does not answer", refused?.Message, StringComparison.Ordinal);
        Assert.Null(refused?.InnerException);
        Assert.NotNull(lane.Closed);
        clock.Advance(Lane.Pause);
        Assert.Null(await SendAsync(lane));
        Assert.Null(lane.Closed);
    }

    [Fact]
    public async Task A_service_that_throttles_everything_is_named_as_that()
    {
        var lane = new Lane("IAM", clock);
        for (var i = 0; i < Lane.Failures; i++) await SendAsync(lane, Fails(HttpStatusCode.BadRequest, "Throttling"));

        Assert.Equal(ToolErrorCode.Throttled, (await SendAsync(lane))?.Code);
        Assert.Equal("IAM throttles", lane.Closed);
    }

    [Fact]
    public async Task What_AWS_says_of_wrong_requests_closes_nothing()
    {
        var lane = new Lane("EC2 in eu-west-1", clock);
        for (var i = 0; i < 10 * Lane.Failures; i++) await SendAsync(lane, Fails(HttpStatusCode.BadRequest, "InvalidInstanceID.NotFound"));
        for (var i = 0; i < Lane.Failures; i++)
        {
            // One in two: slow, and not away.
            await SendAsync(lane, Fails(HttpStatusCode.BadRequest, "Throttling"));
            await SendAsync(lane);
        }

        Assert.Null(lane.Closed);
        Assert.Null(await SendAsync(lane));
    }

    [Fact]
    public async Task One_service_does_not_hold_up_another_and_lanes_that_are_not_used_are_forgotten()
    {
        var lanes = new Lanes(clock);
        using (var entered = await lanes.EnterAsync(Here, default))
        {
            for (var i = 0; i < Lane.Failures; i++) await SendAsync(entered.Lane, new HttpRequestException());
            Assert.Single(lanes.Now.Closed);
            Assert.Equal(1, lanes.Now.InFlight);
            using var other = await lanes.EnterAsync(("EC2", "eu-west-2", null), default);
            Assert.Null(await SendAsync(other.Lane));
        }

        Assert.Equal(0, lanes.Now.InFlight);
        clock.Advance(TimeSpan.FromMinutes(6));
        for (var i = 0; i < 100; i++) (await lanes.EnterAsync(("S3", "eu-west-1", $"{i}"), default)).Dispose();
        Assert.Equal(100, lanes.Count);
    }

    [Fact]
    public void Regions_of_one_endpoint_have_a_lane_each()
    {
        AmazonSecurityTokenServiceConfig At(string region) => new() { ServiceURL = "http://127.0.0.1:1", AuthenticationRegion = region };

        Assert.Equal(3, new[] { At("eu-west-1"), At("eu-west-1"), At("us-east-1"), new() { RegionEndpoint = RegionEndpoint.USEast1 } }
            .Select(c => HoldingBack.Place("STS", c, null)).Distinct().Count());
    }

    [Fact]
    public async Task Whoever_waits_for_its_turn_can_be_cancelled()
    {
        var lanes = new Lanes(clock);
        for (var i = 0; i < Lane.Burst; i++) (await lanes.EnterAsync(Here, default)).Dispose();
        using var stop = new CancellationTokenSource();
        var waiting = lanes.EnterAsync(Here, stop.Token);
        Assert.Equal(1, lanes.Now.Waiting);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, lanes.Now.Waiting);
    }
}
