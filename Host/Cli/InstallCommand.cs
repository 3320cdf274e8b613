using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Clients;

namespace Infra.Host.Cli;

/// <summary><c>infra install CLIENT</c>: makes an assistant know this server, and forget it again.</summary>
internal static class InstallCommand
{
    /// <summary>What the options of the command say.</summary>
    /// <param name="Server">The name that the client shows.</param>
    /// <param name="Print">Only print.</param>
    /// <param name="Undo">Put back what was there.</param>
    /// <param name="ApproveReads">Let read tools pass without asking.</param>
    /// <param name="Yes">Do not ask.</param>
    internal sealed record Choice(string Server, bool Print, bool Undo, bool ApproveReads, bool Yes);

    /// <summary>The name of the server where none is given.</summary>
    public const string Usual = "aws";

    private const string Before = ".before-infra";

    /// <summary>The names of the clients.</summary>
    public static IEnumerable<string> Clients => AssistantClient.All("").Select(c => c.Name);

    public static int Run(SwitchValues flags, string name, Choice choice)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var client = AssistantClient.All(home).FirstOrDefault(c => c.Name == name)
            ?? throw new SettingsException($"There is no client '{name}'.{Nearest.Hint(name, Clients)} Known: "
                + $"{string.Join(", ", Clients)}.");
        if (choice.ApproveReads && client.Approval is PreApproval.None)
            throw new SettingsException($"{client.Title} has no setting by which read tools alone pass without asking.");
        return choice.Undo ? Undo(client, choice) : Install(flags, client, choice);
    }

    private static int Install(SwitchValues flags, AssistantClient client, Choice choice)
    {
        var reads = choice.ApproveReads ? Reads(flags) : null;
        var server = ServerEntry.OfThisProgram(flags, client.Approval is PreApproval.Entry ? reads : null);
        var entry = client.IsToml ? server.ToToml() : server.ToJson(client.Typed).ToJsonString(HostJson.Indented);
        if (choice.Print)
        {
            Console.Error.WriteLine($"For {client.File}:");
            Terminal.Print(ClientFile.With(client, null, choice.Server, entry).TrimEnd());
            return ExitCode.Ok;
        }

        List<(string Path, string? Old, string New)> changes = [];
        var old = Read(client.File);
        changes.Add((client.File, old, ClientFile.With(client, old, choice.Server, entry)));
        if (reads is not null && client.Permissions is { } permissions)
        {
            var given = Read(permissions);
            changes.Add((permissions, given, ClientFile.WithPermissions(permissions, given, Prefix(choice.Server), reads)));
        }

        Terminal.Print($"{client.Title}, {client.File}: the server '{choice.Server}' "
            + (ClientFile.Entry(client, old, choice.Server) is null ? "is added:" : "is replaced:"));
        Terminal.Print(entry.TrimEnd());
        if (reads is not null) Terminal.Print($"{reads.Count} read tools pass without asking; others are asked about.");
        if (!Agreed(choice)) return ExitCode.Refused;
        foreach (var (path, before, after) in changes) Write(path, before, after);
        Terminal.Print($"Done. Restart {client.Title}; 'infra install {client.Name} --undo' takes it back.");
        return ExitCode.Ok;
    }

    private static int Undo(AssistantClient client, Choice choice)
    {
        var now = Read(client.File);
        if (ClientFile.Entry(client, now, choice.Server) is not { } entry)
            throw new SettingsException($"{client.File} has no server '{choice.Server}'.");
        var before = Read(client.File + Before);
        var former = before is null ? null : ClientFile.Entry(client, before, choice.Server);
        Terminal.Print($"{client.Title}, {client.File}: the server '{choice.Server}' "
            + (former is null ? "is taken out." : "is as it was before."));
        if (!Agreed(choice)) return ExitCode.Refused;
        // To the letter, unless the client or its user changed something since.
        var untouched = before is not null && ClientFile.With(client, before, choice.Server, entry) == now;
        Write(client.File, null, untouched ? before! : ClientFile.With(client, now, choice.Server, former));
        File.Delete(client.File + Before);
        if (client.Permissions is { } permissions && Read(permissions) is { } given
            && given.Contains(Prefix(choice.Server), StringComparison.Ordinal))
            Write(permissions, null, ClientFile.WithPermissions(permissions, given, Prefix(choice.Server), []));
        Terminal.Print("Done.");
        return ExitCode.Ok;
    }

    private static bool Agreed(Choice choice) => Agreement.Plain(choice.Yes, "Write it?", "the file may be written");

    private static List<string> Reads(SwitchValues flags)
    {
        using var services = Core.Services.Create(flags);
        return [.. services.Catalog.Offered.Where(t => t.Kind is ToolKind.Read && !t.Manifest.Secret).Select(t => t.Name)];
    }

    private static string Prefix(string server) => $"mcp__{server}__";

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    // Whole or not at all, through a link to the file itself, and with its rights; the first time, a copy stays beside it.
    private static void Write(string path, string? before, string text)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (before is not null && !File.Exists(path + Before)) File.Copy(file, path + Before);
        WholeFile.Replace(file, text);
    }
}
