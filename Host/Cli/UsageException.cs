namespace Infra.Host.Cli;

/// <summary>What was typed is no command, in one or two lines that name what was probably meant.</summary>
internal sealed class UsageException(string message) : Exception(message);
