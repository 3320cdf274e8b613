namespace Infra.Host.Clients;

/// <summary>How a client can be told to let read tools pass without asking.</summary>
internal enum PreApproval
{
    /// <summary>
    /// It has no such key, only one for all tools, which would let writes pass as well, or a list that takes the place of its user's own.
    /// </summary>
    None,

    /// <summary><c>autoApprove</c> of the server's entry; in TOML <c>approval_mode</c> of each tool.</summary>
    Entry,

    /// <summary><c>permissions.allow</c> of a settings file of its own.</summary>
    Permissions,
}

/// <summary>Where an assistant keeps its MCP servers, and in which form, as its documentation says.</summary>
/// <param name="Name">As <c>infra install</c> takes it.</param>
/// <param name="Title">As its makers call it.</param>
/// <param name="File">The user's own file, not a project's.</param>
/// <param name="Root">The key of the servers.</param>
/// <param name="Typed">Whether an entry says its transport in <c>type</c>.</param>
/// <param name="Approval">How read tools are let pass.</param>
/// <param name="Permissions">The file for <see cref="PreApproval.Permissions"/>.</param>
/// <param name="IsCommented">Whether it reads comments in its JSON; the others take a file with one for broken.</param>
internal sealed record AssistantClient(
    string Name, string Title, string File, string Root = "mcpServers", bool Typed = false, PreApproval Approval = PreApproval.None,
    string? Permissions = null, bool IsCommented = false)
{
    /// <summary>Whether the file is TOML; all others are JSON.</summary>
    public bool IsToml => Path.GetExtension(File) is ".toml";

    /// <summary>All that are known.</summary>
    /// <param name="home">The user's home folder.</param>
    public static IReadOnlyList<AssistantClient> All(string home)
    {
        string In(params string[] parts) => Path.Combine([home, .. parts]);
        return
        [
            new("claude-code", "Claude Code", In(".claude.json"), Typed: true, Approval: PreApproval.Permissions,
                Permissions: In(".claude", "settings.json")),
            new("claude-desktop", "Claude Desktop", Path.Combine(Programs(home), "Claude", "claude_desktop_config.json")),
            new("cursor", "Cursor", In(".cursor", "mcp.json")),
            new("vscode", "Visual Studio Code", Path.Combine(Programs(home), "Code", "User", "mcp.json"), Root: "servers", Typed: true,
                IsCommented: true),
            new("codex", "Codex", Path.Combine(Variable("CODEX_HOME") ?? In(".codex"), "config.toml"), Root: "mcp_servers",
                Approval: PreApproval.Entry),
            new("gemini", "Gemini CLI", In(".gemini", "settings.json"), IsCommented: true),
            new("amazon-q", "Amazon Q Developer CLI", In(".aws", "amazonq", "mcp.json")),
            new("kiro", "Kiro", In(".kiro", "settings", "mcp.json"), Approval: PreApproval.Entry),
        ];
    }

    private static string Programs(string home) =>
        OperatingSystem.IsWindows() ? Variable("APPDATA") ?? Path.Combine(home, "AppData", "Roaming")
        : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Application Support")
        : Variable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
