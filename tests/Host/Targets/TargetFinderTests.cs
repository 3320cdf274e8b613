using Infra.Core.Calls;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Targets;

/// <summary>Where a call goes that names regions. They are pinned, so that nobody has to be asked.</summary>
public sealed class TargetFinderTests
{
    private static readonly HostSettings Settings = new()
    {
        Aws = new(Profile: "hub", Region: "eu-west-1"),
        Pins = new() { Regions = ["eu-central-1", "eu-west-1", "us-east-1"] },
    };

    private static TargetFinder Finder => new(
        Settings, new(Settings.Aws, (_, _, _) => throw new InvalidOperationException("No organization.")),
        new(new Credentials(), TimeProvider.System));

    private static async Task<string[]> RegionsAsync(string text) =>
        [.. (await Finder.FindAsync(new HostArguments(text, null, null, false), true, default)).Targets.Select(t => t.Region!)];

    [Theory]
    [InlineData("eu-west-1,us-east-1 , eu-west-1", "eu-west-1 us-east-1")]
    [InlineData("eu-west-1,", "eu-west-1")]
    [InlineData(" ,, eu-west-1 ,", "eu-west-1")]
    [InlineData("eu-*,eu-west-1", "eu-central-1 eu-west-1")]
    [InlineData("all,eu-west-1", "eu-central-1 eu-west-1 us-east-1")]
    public async Task Regions_are_asked_once_each_however_often_they_are_meant(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', await RegionsAsync(text)));

    [Theory]
    [InlineData("eu-wes-*")]
    [InlineData("eu-west-1,eu-wes-*")]
    [InlineData("eu-wes-*,all")]
    public async Task A_pattern_that_fits_nothing_is_told_also_beside_others_that_do(string text)
    {
        var wrong = await Assert.ThrowsAsync<ToolException>(() => RegionsAsync(text));

        Assert.Equal((ToolErrorCode.InvalidInput, "No region matches 'eu-wes-*'."), (wrong.Code, wrong.Message));
        Assert.Contains("eu-central-1", wrong.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_region_at_all_is_told() =>
        Assert.Equal("'region' is empty.", (await Assert.ThrowsAsync<ToolException>(() => RegionsAsync(" , "))).Message);

    [Fact]
    public async Task Keys_that_another_part_of_AWS_does_not_know_are_explained_by_that()
    {
        var failure = new ToolException(ToolErrorCode.AccessDenied, "AWS was not able to validate the provided access credentials",
            "Sign in.")
        { AwsErrorCode = "AuthFailure" };

        var told = await Finder.ExplainAsync(failure, new(Profile: "hub", Region: "us-gov-west-1"), default);

        Assert.Equal((failure.Code, failure.Message), (told.Code, told.Message));
        Assert.Contains("us-gov-west-1 is in another part of AWS than eu-west-1", told.Hint, StringComparison.Ordinal);
    }
}
