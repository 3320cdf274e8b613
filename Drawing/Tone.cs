namespace Infra.Drawing;

/// <summary>What a colour means. Series come last, in the order in which they are used.</summary>
public enum Tone
{
    /// <summary>The background.</summary>
    Paper,

    /// <summary>Text.</summary>
    Ink,

    /// <summary>Text of less weight.</summary>
    Faint,

    /// <summary>Lines that help the eye.</summary>
    Grid,

    /// <summary>Something is wrong.</summary>
    Alert,

    /// <summary>The ground of a subnet with a way to and from the internet.</summary>
    Public,

    /// <summary>The ground of a subnet with a way out of the network.</summary>
    Private,

    /// <summary>The ground of a subnet without one.</summary>
    Isolated,

    /// <summary>The first of <see cref="Tones.Series"/>.</summary>
    Series,
}

/// <summary>The colours of tones.</summary>
public static class Tones
{
    // Light, dark, and the nearest of the 256 colours of terminals. Those of the terminal and of the series are of a middle lightness,
    // to be read on a light and on a dark background.
    private static readonly (uint Light, uint Dark, byte Terminal)[] Colours =
    [
        (0xffffff, 0x16191f, 0),
        (0x16191f, 0xe9ebed, 0),
        (0x5f6b7a, 0x9ba7b6, 244),
        (0xd5dbe1, 0x3a4350, 244),
        (0xc8324a, 0xf0788a, 167),
        (0xe2f3e7, 0x17351f, 29),
        (0xe6effb, 0x172a41, 33),
        (0xf0f1f3, 0x262b33, 244),
        (0x2f7fe0, 0x2f7fe0, 33),
        (0xc96412, 0xc96412, 166),
        (0x1d8f4e, 0x1d8f4e, 29),
        (0x9d5cc0, 0x9d5cc0, 133),
        (0xd94a62, 0xd94a62, 167),
        (0x14868f, 0x14868f, 31),
        (0x98762e, 0x98762e, 136),
        (0x76818d, 0x76818d, 244),
    ];

    /// <summary>How many series have a colour of their own.</summary>
    public static int Series => Colours.Length - (int)Tone.Series;

    /// <summary>The tone of a series; after the last colour the first comes again.</summary>
    /// <param name="index">From zero.</param>
    public static Tone OfSeries(int index) => Tone.Series + index % Series;

    /// <summary>Red, green and blue in one number.</summary>
    /// <param name="tone">Of what.</param>
    /// <param name="isDark">On a dark ground.</param>
    public static int Rgb(Tone tone, bool isDark = false) => (int)(isDark ? Colours[(int)tone].Dark : Colours[(int)tone].Light);

    /// <summary>The number of the colour among a terminal's 256; null for the terminal's own colour of text.</summary>
    public static int? Terminal(Tone tone) => Colours[(int)tone].Terminal is > 0 and var number ? number : null;
}
