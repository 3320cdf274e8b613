namespace Infra.Drawing;

/// <summary>What a terminal can show.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Lines.</param>
/// <param name="HasColour">Whether a colour can tell series apart; if not, signs do.</param>
/// <param name="IsPlain">Whether to draw with ASCII only.</param>
public sealed record TextStyle(int Width, int Height, bool HasColour, bool IsPlain = false);

/// <summary>Some text of one colour. It may hold what others wrote, and has to be made harmless before a terminal gets it.</summary>
/// <param name="Text">Without line breaks of our own.</param>
/// <param name="Tone">Its colour.</param>
public readonly record struct TextSpan(string Text, Tone Tone = Tone.Ink);

/// <summary>A line of characters.</summary>
/// <param name="Spans">From left to right.</param>
public sealed record TextLine(IReadOnlyList<TextSpan> Spans)
{
    internal TextLine(string text, Tone tone = Tone.Ink) : this([new(text, tone)]) { }

    /// <summary>All of it.</summary>
    public override string ToString() => string.Concat(Spans.Select(s => s.Text)).TrimEnd();
}
