using System.Net;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins;

public sealed class WaitingTests
{
    private readonly List<ToolProgress> reported = [];

    [Theory] // EC2-H8c
    [InlineData("RequestLimitExceeded", HttpStatusCode.ServiceUnavailable)]
    [InlineData("Throttling", HttpStatusCode.BadRequest)]
    [InlineData("InternalError", HttpStatusCode.InternalServerError)]
    [InlineData("Unavailable", HttpStatusCode.ServiceUnavailable)]
    public async Task A_passing_error_does_not_end_a_wait(string code, HttpStatusCode status)
    {
        var looks = 0;

        var state = await UntilAsync(() => ++looks is 3 or 4 ? throw Error(code, status) : looks < 6 ? "pending" : "available");

        Assert.Equal(("available", 6), (state, looks));
        Assert.Equal(["pending", "pending", "not to be seen yet", "not to be seen yet", "pending"], reported.Select(p => p.Message));
        Assert.Equal(reported.Select(p => p.Done).Order(), reported.Select(p => p.Done));
    }

    [Fact] // EC2-H8c
    public async Task A_definite_error_ends_it()
    {
        var looks = 0;

        await Assert.ThrowsAsync<AmazonEC2Exception>(() => UntilAsync(() =>
            ++looks == 2 ? throw Error("UnauthorizedOperation", HttpStatusCode.Forbidden) : "pending"));

        Assert.Equal(2, looks);
    }

    [Fact] // EC2-H8b
    public async Task What_was_just_made_may_be_unknown_for_a_minute_and_no_longer()
    {
        var looks = 0;

        await Assert.ThrowsAsync<AmazonEC2Exception>(() => UntilAsync(() =>
        {
            looks++;
            throw Error("InvalidVolume.NotFound", HttpStatusCode.BadRequest);
        }));

        Assert.InRange(looks, 10, 20);
        Assert.InRange(reported[^1].Done, 50, 60);
    }

    [Fact]
    public async Task What_takes_longer_than_the_limit_is_given_back_as_it_was_last_seen() =>
        Assert.Equal("pending", await UntilAsync(() => "pending"));

    private Task<string> UntilAsync(Func<string> look) => Waiting.UntilAsync(_ => Task.FromResult(look()),
        state => state == "available" ? Wait.Done : Wait.NotYet(state),
        new() { Target = new(), Time = new ImpatientTime(), Progress = reported.Add }, TimeSpan.FromMinutes(5));

    private static AmazonEC2Exception Error(string code, HttpStatusCode status) => new(code) { ErrorCode = code, StatusCode = status };
}
