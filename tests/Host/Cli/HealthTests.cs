using Infra.Host.Cli.Health;
using Infra.Host.Cli.Words;

namespace Infra.Core.Cli;

public sealed class HealthTests
{
    [Fact]
    public void Every_module_has_a_read_that_needs_no_argument_to_be_asked_for()
    {
        var grammar = new Grammar(BuiltHost.Catalog());

        var probes = grammar.Modules.ToDictionary(m => m, m => HealthCheckCommand.Probe(grammar, m)?.Name);

        Assert.DoesNotContain(null, probes.Values);
        Assert.Equal("ec2_list_instances", probes["ec2"]);
        Assert.Equal("account_list_regions", probes["account"]);
    }

    [Theory]
    [InlineData(0.4, "Ok", "As AWS's.")]
    [InlineData(59, "Ok", "59 s ahead of AWS's.")]
    [InlineData(-120, "Warning", "120 s behind AWS's.")]
    [InlineData(301, "Failed", "301 s ahead of AWS's.")]
    public void A_clock_is_wrong_when_AWS_would_refuse_its_signatures(double seconds, string status, string found)
    {
        var aws = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var clock = Network.Clock(aws, TimeSpan.FromSeconds(2), aws.AddSeconds(seconds + 1));

        Assert.Equal(status, clock.Status.ToString());
        Assert.StartsWith(found, clock.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_date_nothing_is_known_of_the_clock() =>
        Assert.Equal(HealthStatus.Unknown, Network.Clock(null, TimeSpan.Zero, DateTimeOffset.UnixEpoch).Status);

    [Fact]
    public async Task A_check_that_takes_no_notice_of_its_end_is_left_behind()
    {
        var never = new TaskCompletionSource<string>();

        var result = await Bounded.RunAsync(TimeSpan.FromMilliseconds(1), _ => never.Task, () => "late", default);

        Assert.Equal("late", result);
    }
}
