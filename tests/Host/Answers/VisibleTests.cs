using System.Globalization;
using System.Text;

namespace Infra.Core.Answers;

/// <summary>SAF-M1</summary>
public sealed class VisibleTests
{
    [Theory]
    [InlineData("scratch\rDelete vol-000 (scratch)\n- more", @"scratch\rDelete vol-000 (scratch)\n- more")]
    [InlineData("\u001b[2K\u001b[1A\u202etxt.exe", @"\x1b[2K\x1b[1A\u202etxt.exe")]
    [InlineData("a\u0085b\u009bc\u007fd\u2028e\u2029f\tg\0", @"a\x85b\x9bc\x7fd\u2028e\u2029f\tg\x00")]
    [InlineData("tag\U000e0041", @"tag\U000e0041")]
    [InlineData("zero\u200bwidth\ufeff soft\u00adhyphen", @"zero\u200bwidth\ufeff soft\xadhyphen")]
    public void What_would_move_the_cursor_or_reorder_the_line_is_shown_as_an_escape(string text, string shown) =>
        Assert.Equal(shown, Visible.Line(text));

    [Theory]
    [InlineData("")]
    [InlineData("Grüße, 東京, قاهرة, 🦆")]
    [InlineData(@"C:\new\table")]
    public void Text_that_a_person_can_read_stays_as_it_is(string text) => Assert.Equal(text, Visible.Line(text));

    [Fact]
    public void Half_a_character_is_shown_as_an_escape() => Assert.Equal(@"half \ud800", Visible.Line("half " + '\ud800'));

    [Fact]
    public void No_character_that_a_terminal_acts_upon_passes()
    {
        var all = string.Concat(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(c => new Rune(c).ToString()));

        Assert.DoesNotContain(Visible.Line(all).EnumerateRunes(),
            r => Rune.GetUnicodeCategory(r) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    [Fact]
    public void Only_line_feeds_of_the_host_stay_in_lines_that_it_put_together() =>
        Assert.Equal("Delete:\n- a\\rb", Visible.Lines("Delete:\n- a\rb"));
}
