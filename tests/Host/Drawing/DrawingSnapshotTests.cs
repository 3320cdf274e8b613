using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Infra.Drawing;

/// <summary>
/// What is drawn, as files beside this one, to be looked at in a review. To accept a change, run the tests with UPDATE_SNAPSHOTS=1, which
/// writes PNG files for the eye as well, into the build's folder.
/// </summary>
public sealed class DrawingSnapshotTests
{
    private static readonly Dictionary<string, (Func<Picture> Picture, Func<TextStyle, IReadOnlyList<TextLine>> Text)> Drawings = new()
    {
        ["chart-one"] = Chart(("AWS/EC2 CPUUtilization InstanceId=i-0abc Average", Answers.Wave(36, 40, 35))),
        ["chart-one-point"] = Chart(("AWS/EC2 NetworkIn InstanceId=i-0abc Sum", [null, 1_234_567, null])),
        ["chart-none"] = Chart(("AWS/EC2 CPUUtilization InstanceId=i-gone Average", [])),
        ["chart-gaps"] = Chart(("AWS/RDS FreeStorageBytes Average",
            [.. Answers.Wave(30, 9.81e9, 2e7).Select((v, i) => i is 9 or 10 or 11 or 20 or 22 ? null : v)])),
        ["chart-huge"] = Chart(("Acme Huge Sum", [1e30, 3e30, -2e30, 2e30])),
        ["chart-tiny"] = Chart(("Acme Tiny Average", [1e-9, 3e-9, 0, 2e-9])),
        ["chart-flat"] = Chart(("Acme Flat Average", [7, 7, 7, 7, 7])),
        ["chart-several"] = Chart([.. Enumerable.Range(1, 5).Select(i =>
            ($"AWS/EC2 CPUUtilization InstanceId=i-{i} Maximum", Answers.Wave(24 + i, 12 * i, 8)))]),
        ["map-large"] = Map(Answers.LargeVpc()),
        ["map-empty"] = Map(Answers.EmptyVpc()),
    };

    public static TheoryData<string> Names => [.. Drawings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_svg_is_the_approved_one_and_is_xml(string name)
    {
        var picture = Drawings[name].Picture();

        Check($"{name}.svg", picture.ToSvg());
        Assert.Equal("svg", XDocument.Parse(picture.ToSvg()).Root!.Name.LocalName);
        if (IsUpdate) File.WriteAllBytes(Path.Combine(AppContext.BaseDirectory, $"{name}.png"), picture.ToPng());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_characters_are_the_approved_ones(string name)
    {
        var draw = Drawings[name].Text;
        (string, TextStyle)[] styles =
        [
            ("80 columns", new(80, 24, HasColour: true)), ("120 columns, no colour", new(120, 30, HasColour: false)),
            ("80 columns, ASCII", new(80, 24, HasColour: false, IsPlain: true)),
        ];

        Check($"{name}.txt", string.Concat(styles.Select(s => $"{s.Item1}\n\n{string.Join('\n', draw(s.Item2))}\n\n")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_line_is_wider_than_the_terminal(string name)
    {
        foreach (var width in new[] { 40, 80, 200 })
            Assert.All(Drawings[name].Text(new(width, 24, HasColour: true)), line =>
                Assert.True(line.ToString().Length <= width, $"{width}: {line}"));
        Assert.All(Drawings[name].Text(new(80, 24, HasColour: false, IsPlain: true)), line =>
            Assert.True(Ascii(line.ToString()), $"{line}"));
    }

    private static bool Ascii(string text) => text.All(char.IsAscii);

    private static (Func<Picture>, Func<TextStyle, IReadOnlyList<TextLine>>) Chart(
        params (string Label, IReadOnlyList<double?> Values)[] series)
    {
        var chart = MetricChart.Of(Answers.Metrics(series))!;
        return (chart.ToPicture, chart.ToText);
    }

    private static (Func<Picture>, Func<TextStyle, IReadOnlyList<TextLine>>) Map(System.Text.Json.Nodes.JsonObject vpc)
    {
        var map = NetworkMap.Of(vpc)!;
        return (map.ToPicture, map.ToText);
    }

    private static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1";

    private static void Check(string file, string now, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "snapshots", file);
        if (IsUpdate) File.WriteAllText(path, now);
        Assert.True(File.Exists(path), $"{file} is missing; run with UPDATE_SNAPSHOTS=1, look at it and commit it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), now);
    }
}
