using Infra.Aws;

namespace Infra.Plugins;

public sealed class TimesTests
{
    private static readonly DateTime Now = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("3h", null, "2026-01-31T09:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("2d ago", "1d", "2026-01-29T12:00:00Z", "2026-01-30T12:00:00Z")]
    [InlineData("2026-01-31T08:00Z", "2026-01-31T10:00+01:00", "2026-01-31T08:00:00Z", "2026-01-31T09:00:00Z")]
    public void A_range_ends_now_when_no_end_is_given(string from, string? to, string start, string end)
    {
        var range = Times.Range(from, to, Now);

        Assert.Equal((start, end), (Text(range.From), Text(range.To)));
    }

    [Theory]
    [InlineData("1h", "1h", "from must be before to.")]
    [InlineData("1h", "2h", "from must be before to.")]
    [InlineData("2026-02-01", null, "from must be before to.")]
    [InlineData("1h", "soon", "'soon' is not a time.")]
    public void A_range_that_is_none_is_refused(string from, string? to, string why)
    {
        var refused = Assert.Throws<ToolException>(() => Times.Range(from, to, Now));

        Assert.Equal((ToolErrorCode.InvalidInput, why), (refused.Code, refused.Message));
    }

    private static string Text(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture);
}
