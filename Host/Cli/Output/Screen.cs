namespace Infra.Host.Cli.Output;

/// <summary>What the terminal shows.</summary>
/// <param name="Width">Columns; as many as one likes where it is no terminal.</param>
/// <param name="Height">Lines.</param>
/// <param name="HasColour">Whether text may be coloured and the cursor moved.</param>
internal sealed record Screen(int Width, int Height, bool HasColour)
{
    private const int Endless = 100_000;

    /// <summary>Whether there is room for everything.</summary>
    public bool IsEndless => Width == Endless;

    /// <summary>What stdout goes to, by NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM and COLUMNS.</summary>
    public static Screen Current => Of(Terminal.IsOutputTerminal);

    /// <summary>The same of stderr, where questions are put.</summary>
    public static Screen Questions => Of(!Console.IsErrorRedirected);

    /// <summary>Whether the terminal can do more than print lines.</summary>
    public static bool IsDumb => Variable("TERM") is "dumb" || !OperatingSystem.IsWindows() && Variable("TERM") is null;

    private static Screen Of(bool isTerminal)
    {
        var (width, height) = isTerminal ? Terminal.Size : (Endless, Endless);
        if (int.TryParse(Variable("COLUMNS"), out var columns) && columns > 0) width = columns;
        return new(width, height, Colour(isTerminal));
    }

    internal static bool Colour(bool isTerminal)
    {
        // https://no-color.org: any value but the empty one.
        if (Variable("NO_COLOR") is not null) return false;
        if (Variable("CLICOLOR_FORCE") is not (null or "0")) return true;
        return isTerminal && !IsDumb && Variable("CLICOLOR") is not "0";
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
