namespace Infra.Drawing;

/// <summary>Pixels. Polygons are filled with smooth edges: a pixel takes as much of a colour as it is covered.</summary>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
/// <param name="ground">The colour of all pixels at first.</param>
internal sealed class Raster(int width, int height, int ground)
{
    // Lines that are looked at in each row of pixels; along a line the cover is exact.
    private const int Fineness = 6;

    private readonly int[] pixels = Filled(width * height, ground);
    private readonly double[] cover = new double[width + 1];

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Three bytes a pixel.</summary>
    public void CopyRow(int y, byte[] to)
    {
        for (var x = 0; x < Width; x++)
        {
            var rgb = pixels[y * Width + x];
            (to[3 * x], to[3 * x + 1], to[3 * x + 2]) = ((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        }
    }

    /// <summary>Fills what the polygons go round, in either direction, at least once more one way than the other.</summary>
    public void Fill(IReadOnlyList<IReadOnlyList<Spot>> polygons, int rgb)
    {
        List<(Spot From, Spot To, int Way)> edges = [];
        foreach (var polygon in polygons)
        {
            for (var i = 0; i < polygon.Count; i++)
            {
                var (a, b) = (polygon[i], polygon[(i + 1) % polygon.Count]);
                if (a.Y < b.Y) edges.Add((a, b, 1));
                else if (a.Y > b.Y) edges.Add((b, a, -1));
            }
        }

        if (edges.Count == 0) return;
        edges.Sort((a, b) => a.From.Y.CompareTo(b.From.Y));
        var bottom = Math.Min(Height - 1, (int)Math.Ceiling(edges.Max(e => e.To.Y)));
        List<(Spot From, Spot To, int Way)> here = [];
        var next = 0;
        for (var y = Math.Max(0, (int)edges[0].From.Y); y <= bottom; y++)
        {
            while (next < edges.Count && edges[next].From.Y < y + 1) here.Add(edges[next++]);
            here.RemoveAll(e => e.To.Y <= y);
            if (here.Count > 0) FillRow(y, here, rgb);
        }
    }

    private void FillRow(int y, List<(Spot From, Spot To, int Way)> edges, int rgb)
    {
        Array.Clear(cover);
        List<(double X, int Way)> crossings = [];
        for (var n = 0; n < Fineness; n++)
        {
            var at = y + (n + 0.5) / Fineness;
            crossings.Clear();
            foreach (var (from, to, way) in edges)
            {
                if (from.Y > at || to.Y <= at) continue;
                crossings.Add((from.X + (at - from.Y) * (to.X - from.X) / (to.Y - from.Y), way));
            }

            crossings.Sort((a, b) => a.X.CompareTo(b.X));
            for (int i = 0, winding = 0; i + 1 < crossings.Count; i++)
            {
                winding += crossings[i].Way;
                if (winding != 0) Cover(crossings[i].X, crossings[i + 1].X);
            }
        }

        for (var x = 0; x < Width; x++)
            if (cover[x] > 0) pixels[y * Width + x] = Mixed(pixels[y * Width + x], rgb, Math.Min(1, cover[x] / Fineness));
    }

    private void Cover(double from, double to)
    {
        (from, to) = (Math.Clamp(from, 0, Width), Math.Clamp(to, 0, Width));
        var (first, last) = ((int)from, (int)to);
        if (first == last)
        {
            cover[first] += to - from;
            return;
        }

        cover[first] += first + 1 - from;
        for (var x = first + 1; x < last; x++) cover[x]++;
        cover[last] += to - last;
    }

    private static int[] Filled(int count, int value)
    {
        var all = new int[count];
        Array.Fill(all, value);
        return all;
    }

    private static int Mixed(int below, int above, double share)
    {
        return Part(16) << 16 | Part(8) << 8 | Part(0);

        int Part(int shift)
        {
            var (a, b) = (below >> shift & 255, above >> shift & 255);
            return (int)Math.Round(a + (b - a) * share);
        }
    }
}
