#pragma warning disable RS0030 // The one place where commands write to stdout; `serve` never comes here.
namespace Infra.Host.Cli;

/// <summary>What commands say to the person, or the script, that runs them: results on stdout, everything else on stderr.</summary>
internal static class Terminal
{
    /// <summary>Whether a person sits at both ends.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public static void Print(string text = "") => Console.Out.WriteLine(text);

    public static void Complain(string text) => Console.Error.WriteLine($"infra: {text}");

    /// <summary>Asks a person for a plain yes. Anything else is a no.</summary>
    public static bool Ask(string question)
    {
        Console.Error.Write($"{question} Type yes to go on: ");
        return Console.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) is true;
    }
}
