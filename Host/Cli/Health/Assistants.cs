using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Clients;

namespace Infra.Host.Cli.Health;

/// <summary>What the settings of assistants say of this server, and what they should say.</summary>
internal static class Assistants
{
    // As the clients that take comments do.
    private static readonly JsonDocumentOptions AsWritten =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>A finding for each assistant that knows the server or has settings here, and one for all others.</summary>
    public static IReadOnlyList<Finding> Look(SwitchValues flags)
    {
        List<Finding> findings = [];
        List<string> absent = [];
        var own = ServerEntry.OfThisProgram(flags);
        foreach (var client in AssistantClient.All(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)))
        {
            if (!File.Exists(client.File)) absent.Add(client.Name);
            else findings.Add(Of(client, own));
        }

        if (absent.Count > 0)
            findings.Add(new("assistants", HealthStatus.Off, $"No settings here: {string.Join(", ", absent)}.",
                "'infra install CLIENT' makes one know this server; with --print it only shows what to enter."));
        return findings;
    }

    private static Finding Of(AssistantClient client, ServerEntry own)
    {
        string? entry;
        try
        {
            entry = ClientFile.Entry(client, WholeFile.Read(client.File), InstallCommand.Usual);
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
        {
            return new(client.Name, HealthStatus.Unknown, $"{client.File} cannot be read: {e.Message}", Show(client));
        }

        if (entry is null)
            return new(client.Name, HealthStatus.Off, $"{client.File} has no server '{InstallCommand.Usual}'.", Show(client));
        return Same(client, entry, own) ? new(client.Name, HealthStatus.Ok, $"{client.File} starts this program.")
            : new(client.Name, HealthStatus.Warning,
                $"The server '{InstallCommand.Usual}' in {client.File} is not this program with these switches.", Show(client));
    }

    // Keys that a person has added, as variables, do not count.
    private static bool Same(AssistantClient client, string entry, ServerEntry own)
    {
        if (client.IsToml) return own.ToToml().Split('\n').All(entry.Split('\n').Contains);
        try
        {
            var its = JsonNode.Parse(entry, documentOptions: AsWritten) as JsonObject;
            return own.ToJson(typed: false).All(p => JsonNode.DeepEquals(its?[p.Key], p.Value));
        }
        catch (JsonException)
        {
            // A key that is given twice.
            return false;
        }
    }

    private static string Show(AssistantClient client) =>
        $"'infra install {client.Name} --print' shows what to enter; without --print it is entered.";
}
