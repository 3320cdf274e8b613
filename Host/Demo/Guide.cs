using System.Globalization;
using Infra.Host.Cli;

namespace Infra.Host.Demo;

/// <summary>Tells the story, and asks the person where they want to be asked.</summary>
/// <param name="asks">Whether each step that changes something is asked about.</param>
internal sealed class Guide(bool asks)
{
    private int number;

    /// <summary>Whether the person is asked.</summary>
    public bool Asks => asks;

    /// <summary>Begins a step.</summary>
    public void Say(string text) => Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"\n{++number}. {text}"));

    /// <summary>Asks whether the step is to be done.</summary>
    /// <returns>False to skip it.</returns>
    /// <exception cref="BackedOutException">The person has seen enough.</exception>
    public static async Task<bool> AgreesAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var typed = await Terminal.AskAsync("  Do it? Enter or y: yes, s: skip this step, b: back out and clean up. ", cancellation)
                .ConfigureAwait(false);
            switch (typed?.ToLowerInvariant())
            {
                case "" or "y" or "yes":
                    return true;
                case "s" or "skip":
                    Terminal.Print("  skipped.");
                    return false;
                case null or "b" or "back" or "q":
                    throw new BackedOutException();
            }
        }
    }

    /// <summary>Holds the story against what AWS says.</summary>
    /// <exception cref="DemoException">It is not so.</exception>
    public static void Verify(bool isSo, string what)
    {
        if (!isSo) throw new DemoException($"it should be so, and is not: {what}.");
        Terminal.Print($"  ✓ {what}");
    }
}

/// <summary>The person does not want to go on.</summary>
internal sealed class BackedOutException : Exception
{
    public BackedOutException() : base("Backed out.")
    {
    }
}
