namespace Infra.Host.Cli;

/// <summary>The command line is wrong; the message says what is meant instead, in one or two lines.</summary>
internal sealed class UsageException(string message) : Exception(message);
