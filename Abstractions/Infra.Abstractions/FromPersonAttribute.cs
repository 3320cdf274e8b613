namespace Infra;

/// <summary>
/// On a text of a tool's input: a secret that only a person gives, at a terminal. It is never listed for a model, and the host refuses it
/// over MCP. The command line asks for it without showing it, or reads it from a file; it stays out of the journal.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FromPersonAttribute : Attribute;
