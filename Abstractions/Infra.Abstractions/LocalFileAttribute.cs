namespace Infra;

/// <summary>
/// On a property of a tool's input: it names a file of the machine that runs the server. The host refuses it to callers who are not on that
/// machine, and does not list it for them.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LocalFileAttribute : Attribute;
