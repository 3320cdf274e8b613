using System.Buffers.Binary;
using System.IO.Compression;

namespace Infra.Drawing;

/// <summary>Writes a picture as a PNG file (ISO/IEC 15948): 8 bits each for red, green and blue.</summary>
internal static class Png
{
    // What is larger is written at a smaller scale: four bytes a pixel are held while it is drawn.
    private const double MostPixels = 30_000_000;

    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(Remainder)];

    public static byte[] Write(Picture picture, double scale)
    {
        scale = Math.Min(scale, Math.Sqrt(MostPixels / (picture.Width * picture.Height)));
        var raster = new Raster((int)Math.Ceiling(picture.Width * scale), (int)Math.Ceiling(picture.Height * scale), Tones.Rgb(Tone.Paper));
        foreach (var shape in picture.Shapes) Draw(shape, raster, scale);
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), raster.Height);
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compressed(raster));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Draw(Shape shape, Raster raster, double scale)
    {
        switch (shape)
        {
            case Stroke s:
                raster.Fill(Outline.Stroke(Scaled(s.Spots, scale), s.Width * scale, s.Dashed ? 4 * scale : null), Tones.Rgb(s.Tone));
                break;
            case Box b:
                var edge = Scaled(Outline.Box(b), scale);
                raster.Fill([edge], Tones.Rgb(b.Fill));
                raster.Fill(Outline.Stroke([.. edge, edge[0]], scale, null), Tones.Rgb(b.Edge));
                break;
            case Disc d:
                raster.Fill([Outline.Disc(new(d.X * scale, d.Y * scale), d.Radius * scale)], Tones.Rgb(d.Tone));
                break;
            case Words w:
                var font = Font.Default;
                var left = w.Anchor switch
                {
                    Anchor.End => font.Width(w.Text, w.Size),
                    Anchor.Middle => font.Width(w.Text, w.Size) / 2,
                    _ => 0,
                };
                var at = new Spot((w.X - left) * scale, w.Y * scale);
                raster.Fill(font.Outlines(w.Text, at, w.Size * scale), Tones.Rgb(w.Tone));
                // The font has one weight: a second time beside the first is bolder.
                if (w.Bold)
                    raster.Fill(font.Outlines(w.Text, at with { X = at.X + w.Size * scale / 25 }, w.Size * scale), Tones.Rgb(w.Tone));
                break;
        }
    }

    private static List<Spot> Scaled(IReadOnlyList<Spot> spots, double scale) =>
        [.. spots.Select(s => new Spot(s.X * scale, s.Y * scale))];

    private static byte[] Compressed(Raster raster)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] above = new byte[raster.Width * 3], row = new byte[raster.Width * 3], filtered = new byte[raster.Width * 3];
            for (var y = 0; y < raster.Height; y++)
            {
                // Filter "up": the difference to the row above, which is mostly nothing.
                zlib.WriteByte(2);
                raster.CopyRow(y, row);
                for (var i = 0; i < row.Length; i++) filtered[i] = (byte)(row[i] - above[i]);
                zlib.Write(filtered);
                (above, row) = (row, above);
            }
        }

        return bytes.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum([.. type, .. data]));
        file.Write(number);
    }

    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes) sum = Remainders[(byte)sum ^ b] ^ (sum >> 8);
        return ~sum;
    }

    // CRC-32, as PNG has it.
    private static uint Remainder(int value)
    {
        var rest = (uint)value;
        for (var bit = 0; bit < 8; bit++) rest = (rest & 1) == 1 ? 0xedb88320 ^ (rest >> 1) : rest >> 1;
        return rest;
    }
}
