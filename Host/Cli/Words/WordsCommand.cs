using System.CommandLine;

namespace Infra.Host.Cli.Words;

/// <summary>A command of the host whose words are not its own: those of another command, or of things in the account.</summary>
/// <param name="name">Its name.</param>
/// <param name="words">What is typed behind it, for its help.</param>
/// <param name="description">What it does.</param>
internal sealed class WordsCommand(string name, string words, string description) : Command(name, description)
{
    public string Words => words;
}
