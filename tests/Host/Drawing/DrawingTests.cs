using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Infra.Drawing;

public sealed class DrawingTests
{
    [Fact]
    public void A_png_has_the_colours_of_its_shapes_with_smooth_edges()
    {
        var picture = new Picture(20, 10, "test");
        picture.Add(new Box(0, 0, 10, 10, 0, Tone.Series, Tone.Series));
        picture.Line(10, 5.25, 20, 5.25, Tone.Ink, 0.5);

        var (width, height, pixels) = Pixels(picture.ToPng(1));

        Assert.Equal((20, 10), (width, height));
        Assert.Equal(Tones.Rgb(Tone.Series), pixels[3 * 20 + 4]);
        Assert.Equal(Tones.Rgb(Tone.Paper), pixels[3 * 20 + 15]);
        // Half of the pixel is covered.
        Assert.InRange(pixels[5 * 20 + 15] & 255, (Tones.Rgb(Tone.Ink) & 255) + 80, 170);
    }

    [Fact]
    public void Text_of_a_png_is_there_without_any_font_on_the_machine_and_as_wide_as_it_is_measured()
    {
        var picture = new Picture(200, 30, "test");
        picture.Text(10, 20, "Ågé жΩ 12", 12);

        var (width, _, pixels) = Pixels(picture.ToPng(1));
        var dark = pixels.Index().Where(p => (p.Item & 255) < 128).Select(p => p.Index % width).ToList();

        Assert.InRange(dark.Count, 60, 400);
        Assert.InRange(dark.Min(), 9, 13);
        Assert.InRange(dark.Max(), 5 + Font.Default.Width("Ågé жΩ 12", 12), 11 + Font.Default.Width("Ågé жΩ 12", 12));
    }

    [Fact]
    public void A_hole_in_a_letter_is_a_hole()
    {
        var picture = new Picture(100, 100, "test");
        picture.Text(10, 90, "O", 100);

        var (width, _, pixels) = Pixels(picture.ToPng(1));

        Assert.Equal(Tones.Rgb(Tone.Paper), pixels[53 * width + 49]);
        Assert.Contains(Tones.Rgb(Tone.Ink), pixels);
    }

    [Fact]
    public void What_is_measured_less_often_than_it_was_asked_for_is_a_line_all_the_same_and_has_its_gaps()
    {
        var answer = Answers.Metrics(("AWS/EC2 CPUUtilization InstanceId=i-1 Average", [1, 2, 3, 4, null, null, null, 5, 6, 7]));
        answer["periodSeconds"] = 60;

        var chart = MetricChart.Of(answer)!;

        Assert.Equal([4, 3], chart.Pieces(chart.Series[0]).Select(p => p.Count));
        Assert.EndsWith("a point every 5 min", chart.Range, StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_to_an_endpoint_is_no_way_out_of_the_network()
    {
        var vpc = JsonNode.Parse("""
            {
              "id": "vpc-1",
              "subnets": [{ "id": "subnet-1", "availabilityZone": "eu-west-1a", "routeTableId": "rtb-1" }],
              "routeTables": [{ "id": "rtb-1", "routes": [{ "destination": "pl-1", "target": "vpce-1" }] }]
            }
            """)!.AsObject();
        var routes = vpc["routeTables"]![0]!["routes"]!.AsArray();

        Assert.Contains("subnet-1  isolated", Tree(vpc), StringComparison.Ordinal);
        routes.Add(JsonNode.Parse("""{ "destination": "10.1.0.0/16", "target": "pcx-1" }"""));
        Assert.Contains("subnet-1  private", Tree(vpc), StringComparison.Ordinal);

        static string Tree(JsonObject vpc) => string.Join('\n', NetworkMap.Of(vpc)!.ToText(new(100, 40, HasColour: false)));
    }

    [Fact]
    public void What_is_very_large_is_written_smaller()
    {
        var (width, height, _) = Pixels(new Picture(20_000, 10_000, "test").ToPng());

        Assert.InRange((long)width * height, 20_000_000, 31_000_000);
    }

    [Fact]
    public void Every_colour_of_a_series_and_of_a_terminal_can_be_read_on_white_and_on_black()
    {
        for (var tone = Tone.Paper + 1; tone < Tone.Series + Tones.Series; tone++)
        {
            if (tone >= Tone.Series)
            {
                Assert.True(Contrast(Tones.Rgb(tone), 0xffffff) >= 3, $"{tone} on white");
                Assert.True(Contrast(Tones.Rgb(tone, isDark: true), Tones.Rgb(Tone.Paper, isDark: true)) >= 3, $"{tone} on dark");
            }

            if (Tones.Terminal(tone) is not { } number) continue;
            Assert.True(Contrast(Terminal(number), 0xffffff) >= 2.9, $"{tone}: {number} on white");
            Assert.True(Contrast(Terminal(number), 0x000000) >= 2.9, $"{tone}: {number} on black");
        }

        foreach (var ground in new[] { Tone.Paper, Tone.Public, Tone.Private, Tone.Isolated })
        {
            foreach (var isDark in new[] { false, true })
                foreach (var text in new[] { Tone.Ink, Tone.Faint, Tone.Alert })
                    Assert.True(Contrast(Tones.Rgb(text, isDark), Tones.Rgb(ground, isDark)) >= 4, $"{text} on {ground}, dark: {isDark}");
        }
    }

    [Fact]
    public void Names_that_xml_cannot_hold_leave_the_svg_whole()
    {
        var picture = new Picture(10, 10, "a\u0000\u001b]0;x\ud800 & \"b\" 😀");
        picture.Text(0, 0, "</text><script>alert(1)</script>\uffff", 12);

        var svg = System.Xml.Linq.XDocument.Parse(picture.ToSvg());

        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName is "script");
        Assert.Contains("😀", svg.Root!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, null, "0")]
    [InlineData(93.456, "%", "93.46 %")]
    [InlineData(1234567, "B", "1.235 MB")]
    [InlineData(999.97, "B", "1 kB")]
    [InlineData(0.0123, "s", "12.3 ms")]
    [InlineData(1234, "ms", "1234 ms")]
    [InlineData(2500000, null, "2.5 M")]
    [InlineData(1e30, null, "1e+30")]
    [InlineData(1.5e-9, null, "1.5e-9")]
    [InlineData(-42, "%", "-42 %")]
    public void Numbers_are_short_and_have_their_unit(double value, string? unit, string text) =>
        Assert.Equal(text, Figures.Short(value, unit));

    [Theory]
    [InlineData(0.2, 93, 0, 100)]
    [InlineData(7, 7, 0, 8)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(-5, 5, -6, 6)]
    [InlineData(980, 990, 980, 990)]
    [InlineData(-3, -3, -4, 0)]
    public void An_axis_goes_around_its_values_and_has_zero_unless_all_are_far_from_it(double least, double most, double from, double to)
    {
        var ticks = Ticks.Values(least, most, 5);

        Assert.True(ticks[0] <= least && ticks[^1] >= most);
        Assert.True(ticks[0] >= from - 1 && ticks[^1] <= to + 10, $"{ticks[0]} to {ticks[^1]}");
        Assert.Equal(from is 0 or -4 or -6, ticks.Contains(0));
    }

    [Fact]
    public void Values_near_to_each_other_have_different_numbers_at_the_axis()
    {
        var texts = Figures.Axis(Ticks.Values(1_000_000_001, 1_000_000_002, 5), null);

        Assert.Equal(texts.Count, texts.Distinct().Count());
    }

    [Fact]
    public void Several_series_have_in_the_title_what_they_share()
    {
        var chart = MetricChart.Of(Answers.Metrics(
            ("AWS/EC2 CPUUtilization InstanceId=i-1 Average", [1]), ("AWS/EC2 CPUUtilization InstanceId=i-2 Average", [2])))!;

        Assert.Equal("AWS/EC2 CPUUtilization Average", chart.Title);
        Assert.Equal(["InstanceId=i-1", "InstanceId=i-2"], chart.Series.Select(s => s.Label));
        Assert.Equal("%", chart.Unit);
        Assert.Equal("B", MetricChart.Of(Answers.Metrics(("errors", [1])), "Bytes")!.Unit);
        Assert.Null(MetricChart.Of(Answers.Metrics(("AWS/EC2 CPUUtilization SampleCount", [1])))!.Unit);
    }

    [Fact]
    public void An_answer_of_another_tool_is_no_chart_and_no_map()
    {
        Assert.Null(MetricChart.Of(new() { ["items"] = new JsonArray(new JsonObject { ["id"] = "i-1" }) }));
        Assert.Null(MetricChart.Of(Answers.EmptyVpc()));
        Assert.Null(NetworkMap.Of(Answers.Metrics(("a", [1]))));
    }

    [Fact]
    public void Series_of_several_regions_are_one_chart()
    {
        var one = Answers.Metrics(("AWS/EC2 CPUUtilization Average", [1]));
        var other = Answers.Metrics(("AWS/EC2 CPUUtilization Average", [2]));
        (one["region"], other["region"]) = ("eu-west-1", "eu-west-2");

        var chart = MetricChart.Of(new() { ["items"] = new JsonArray(one, other), ["complete"] = true })!;

        Assert.Equal(["eu-west-1", "eu-west-2"], chart.Series.Select(s => s.Label));
    }

    [Theory]
    [InlineData(false, "▁▅█ ▂")]
    [InlineData(true, "_+# .")]
    public void A_sparkline_goes_from_zero_to_the_largest_value_and_has_gaps(bool isPlain, string text) =>
        Assert.Equal(text, Sparkline.Of([0, 50, 100, null, 11], isPlain));

    [Fact]
    public void A_sparkline_of_nothing_is_empty_and_of_zeros_is_flat()
    {
        Assert.Equal("   ", Sparkline.Of([null, null, null]));
        Assert.Equal("▁▁", Sparkline.Of([0, 0]));
    }

    // What any reader of PNG does: check the sums, unpack, undo the filter.
    private static (int Width, int Height, List<int> Pixels) Pixels(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        using var data = new MemoryStream();
        var (width, height) = (0, 0);
        for (var at = 8; at < png.Length;)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var (type, body) = (png[(at + 4)..(at + 8)], png[(at + 8)..(at + 8 + size)]);
            // The CRC of a chunk with its own CRC behind it is a constant.
            Assert.Equal(0x2144df1cu, Crc([.. type, .. body, .. png[(at + 8 + size)..(at + 12 + size)].Reverse()]));
            if (type.SequenceEqual("IHDR"u8.ToArray()))
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(4)));
            if (type.SequenceEqual("IDAT"u8.ToArray())) data.Write(body);
            at += 12 + size;
        }

        data.Position = 0;
        using var zlib = new ZLibStream(data, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        var bytes = raw.ToArray();
        var length = 1 + 3 * width;
        Assert.Equal(height * length, bytes.Length);
        // Filter "up": what is added to the row above.
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i % length == 0) Assert.Equal(2, bytes[i]);
            else if (i > length) bytes[i] += bytes[i - length];
        }

        return (width, height, [.. from y in Enumerable.Range(0, height)
            from x in Enumerable.Range(0, width)
            let at = y * length + 1 + 3 * x
            select bytes[at] << 16 | bytes[at + 1] << 8 | bytes[at + 2]]);
    }

    private static uint Crc(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 1 ? 0xedb88320 ^ (sum >> 1) : sum >> 1;
        }

        return ~sum;
    }

    // The cube and the greys of the 256 colours.
    private static int Terminal(int number)
    {
        if (number >= 232) return (8 + 10 * (number - 232)) * 0x010101;
        int[] levels = [0, 95, 135, 175, 215, 255];
        var n = number - 16;
        return levels[n / 36] << 16 | levels[n / 6 % 6] << 8 | levels[n % 6];
    }

    // WCAG 2.
    private static double Contrast(int a, int b)
    {
        var (x, y) = (Light(a), Light(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);

        static double Light(int rgb) => 0.2126 * Part(rgb >> 16) + 0.7152 * Part(rgb >> 8) + 0.0722 * Part(rgb);

        static double Part(int value)
        {
            var share = (value & 255) / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
    }
}
