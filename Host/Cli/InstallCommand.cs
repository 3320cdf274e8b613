using System.Text.RegularExpressions;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Clients;

namespace Infra.Host.Cli;

/// <summary><c>infra install CLIENT</c>: makes an assistant know this server, and forget it again.</summary>
internal static partial class InstallCommand
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

    // One for each server: the first that is taken out again must not take the copies of others along.
    private static string Before(string server) => server is Usual ? ".before-infra" : $".before-infra-{server}";

    /// <summary>The names of the clients.</summary>
    public static IEnumerable<string> Clients => AssistantClient.All("").Select(c => c.Name);

    public static int Run(SwitchValues flags, string name, Choice choice)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var client = AssistantClient.All(home).FirstOrDefault(c => c.Name == name)
            ?? throw new SettingsException($"There is no client '{name}'.{Nearest.Hint(name, Clients)} Known: "
                + $"{string.Join(", ", Clients)}.");
        // Clients make names of tools with it, as mcp__NAME__TOOL.
        if (!ServerName().IsMatch(choice.Server))
            throw new SettingsException($"'{choice.Server}' is no name of a server: 1 to 64 letters, digits, - and _.");
        if (choice.ApproveReads && client.Approval is PreApproval.None)
            throw new SettingsException($"{client.Title} has no setting by which read tools alone pass without asking.");
        return choice.Undo ? Undo(client, choice) : Install(flags, client, choice);
    }

    // A file that is changed, and how it is made and taken back.
    private sealed record Edit(string Path, string Before, Func<string?, string> Make, Func<string, string> Unmake);

    private static int Install(SwitchValues flags, AssistantClient client, Choice choice)
    {
        var reads = choice.ApproveReads ? Reads(flags) : null;
        var server = ServerEntry.OfThisProgram(flags, client.Approval is PreApproval.Entry ? reads : null);
        var entry = client.IsToml ? server.ToToml() : server.ToJson(client.Typed).ToJsonString(HostJson.Indented);
        var edits = Edits(client, choice.Server, entry, reads);
        if (choice.Print)
        {
            foreach (var edit in edits)
            {
                Console.Error.WriteLine($"For {edit.Path}:");
                Terminal.Print(edit.Make(null).TrimEnd());
            }

            return ExitCode.Ok;
        }

        var old = WholeFile.Read(client.File);
        // What cannot be done is said before anybody is asked.
        foreach (var edit in edits) edit.Make(WholeFile.Read(edit.Path));
        Terminal.Print($"{client.Title}, {client.File}: the server '{choice.Server}' "
            + (ClientFile.Entry(client, old, choice.Server) is null ? "is added:" : "is replaced:"));
        Terminal.Print(entry.TrimEnd());
        if (reads is not null) Terminal.Print($"{reads.Count} read tools pass without asking; others are asked about.");
        if (!Agreed(choice)) return ExitCode.Refused;
        Apply([.. edits.Select(e => (e.Path, (Func<string?, string?>)e.Make, (string?)e.Before))]);
        var name = choice.Server is Usual ? "" : $" --name {choice.Server}";
        Terminal.Print($"Done. Restart {client.Title}; 'infra install {client.Name}{name} --undo' takes it back.");
        return ExitCode.Ok;
    }

    private static int Undo(AssistantClient client, Choice choice)
    {
        var now = WholeFile.Read(client.File);
        if (ClientFile.Entry(client, now, choice.Server) is not { } entry)
            throw new SettingsException($"{client.File} has no server '{choice.Server}'.");
        var before = WholeFile.Read(client.File + Before(choice.Server));
        Terminal.Print($"{client.Title}, {client.File}: the server '{choice.Server}' "
            + (before is null || ClientFile.Entry(client, before, choice.Server) is null ? "is taken out." : "is as it was before."));
        if (!Agreed(choice)) return ExitCode.Refused;

        var allowed = client.Permissions is { } file
            ? ClientFile.Permitted(file, WholeFile.Read(file), Prefix(choice.Server)) : [];
        var edits = Edits(client, choice.Server, entry, allowed.Count > 0 ? allowed : null);
        Apply([.. edits.Select(e => (e.Path, (Func<string?, string?>)(text => text is null ? null : Former(e, text)), (string?)null))]);
        foreach (var edit in edits) File.Delete(edit.Before);
        Terminal.Print("Done.");
        return ExitCode.Ok;
    }

    private static List<Edit> Edits(AssistantClient client, string server, string entry, IReadOnlyList<string>? reads)
    {
        var ending = Before(server);
        var before = WholeFile.Read(client.File + ending);
        List<Edit> edits = [new(client.File, client.File + ending, text => ClientFile.With(client, text, server, entry),
            text => ClientFile.With(client, text, server, ClientFile.Entry(client, before, server)))];
        if (reads is not null && client.Permissions is { } file)
            edits.Add(new(file, file + ending, text => ClientFile.WithPermissions(file, text, Prefix(server), reads),
                text => ClientFile.WithPermissions(file, text, Prefix(server), [])));
        return edits;
    }

    // To the letter, unless the client or its user changed something since; null for a file that there was not.
    private static string? Former(Edit edit, string now)
    {
        var before = WholeFile.Read(edit.Before);
        if (before is not null && edit.Make(before) == now) return before;
        var text = edit.Unmake(now);
        return before is null && text.AsSpan().Trim("\uFEFF{} \t\r\n").IsEmpty ? null : text;
    }

    // All of them or none. Each is read once more, since its client may have written it while a person thought about the question.
    private static void Apply(IReadOnlyList<(string Path, Func<string?, string?> Change, string? Before)> edits)
    {
        List<Action> back = [];
        try
        {
            foreach (var (path, change, before) in edits)
            {
                WholeFile.Alone(path, () =>
                {
                    var old = WholeFile.Read(path);
                    var text = change(old);
                    // The first time, a copy stays beside it.
                    if (before is not null && old is not null && !File.Exists(before))
                    {
                        File.Copy(path, before);
                        back.Add(() => File.Delete(before));
                    }

                    Write(path, text);
                    back.Add(() => Write(path, old));
                });
            }
        }
        catch
        {
            foreach (var one in Enumerable.Reverse(back)) one();
            throw;
        }
    }

    private static void Write(string path, string? text)
    {
        if (text is null)
        {
            File.Delete(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Replace(path, text);
    }

    private static bool Agreed(Choice choice) => Agreement.Plain(choice.Yes, "Write it?", "the file may be written");

    private static List<string> Reads(SwitchValues flags)
    {
        using var services = Core.Services.Create(flags);
        return [.. services.Catalog.Offered.Where(t => t.Kind is ToolKind.Read && !t.Manifest.Secret).Select(t => t.Name)];
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex ServerName();

    private static string Prefix(string server) => $"mcp__{server}__";
}
