namespace Infra;

/// <summary>
/// What a tool may do. Ordered, and the same word as the mode in plugins.json: a module that runs in a mode offers the tools
/// whose kind is not above it.
/// </summary>
public enum ToolKind
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Creates or changes something that can be changed back.</summary>
    Write,

    /// <summary>Deletes, or loses data or access.</summary>
    Destructive,
}
