namespace Infra.Drawing;

/// <summary>Shapes as polygons, all turning the same way, so that what overlaps is filled once.</summary>
internal static class Outline
{
    private const int Corner = 6;

    public static List<Spot> Box(Box box)
    {
        var radius = Math.Min(box.Radius, Math.Min(box.Width, box.Height) / 2);
        var (left, top, right, bottom) = (box.X + radius, box.Y + radius, box.X + box.Width - radius, box.Y + box.Height - radius);
        return [.. Arc(right, top, -90), .. Arc(right, bottom, 0), .. Arc(left, bottom, 90), .. Arc(left, top, 180)];

        IEnumerable<Spot> Arc(double x, double y, double from) => Enumerable.Range(0, Corner + 1).Select(i => On(x, y, radius,
            from + 90.0 * i / Corner));
    }

    public static List<Spot> Disc(Spot at, double radius) =>
        [.. Enumerable.Range(0, 4 * Corner).Select(i => On(at.X, at.Y, radius, 90.0 * i / Corner))];

    /// <summary>A line of some width, with round joins and ends.</summary>
    /// <param name="dash">The length of a dash and of a gap; null for none.</param>
    public static List<List<Spot>> Stroke(IReadOnlyList<Spot> spots, double width, double? dash)
    {
        List<List<Spot>> parts = [];
        for (var i = 1; i < spots.Count; i++)
        {
            var (a, b) = (spots[i - 1], spots[i]);
            var length = Math.Sqrt((b.X - a.X) * (b.X - a.X) + (b.Y - a.Y) * (b.Y - a.Y));
            if (length == 0) continue;
            var (dx, dy) = ((b.X - a.X) / length, (b.Y - a.Y) / length);
            for (double at = 0, step = dash ?? length; at < length; at += 2 * step)
            {
                var end = Math.Min(length, at + step);
                var (x1, y1, x2, y2) = (a.X + at * dx, a.Y + at * dy, a.X + end * dx, a.Y + end * dy);
                var (nx, ny) = (-dy * width / 2, dx * width / 2);
                parts.Add([new(x1 - nx, y1 - ny), new(x2 - nx, y2 - ny), new(x2 + nx, y2 + ny), new(x1 + nx, y1 + ny)]);
            }
        }

        // A thin line needs no joins that can be seen.
        if (dash is null && width > 2) parts.AddRange(spots.Select(s => Disc(s, width / 2)));
        return parts;
    }

    private static Spot On(double x, double y, double radius, double degrees) =>
        new(x + radius * Math.Cos(degrees * Math.PI / 180), y + radius * Math.Sin(degrees * Math.PI / 180));
}
