using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Safety;

/// <summary>
/// The way to a person that does not lead through the client: the server leaves a plan in a folder of the user, and
/// 'infra approve CODE', run in a terminal, marks it.
/// </summary>
/// <param name="folder">Where plans are left; null when no person is required, so that none need be left.</param>
internal sealed class Approvals(string? folder)
{
    /// <summary>Where plans wait, beside the journal.</summary>
    public static string FolderBeside(string journal) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(journal)) ?? journal, "approvals");

    /// <exception cref="ToolException">The plan cannot be left there.</exception>
    public void Offer(string code, string plan, DateTimeOffset expires)
    {
        if (folder is null) return;
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Tidy();
            File.WriteAllText(Waiting(code), HostJson.Text(new JsonObject { ["plan"] = plan, ["expires"] = expires.ToString("O") }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.Refused,
                $"A person must approve this, and the plan cannot be left in {folder}: {e.Message}",
                "Make the folder writable, or use a client that can ask a person.");
        }
    }

    /// <summary>The plan of a code that waits, and until when; null when none does.</summary>
    /// <exception cref="InvalidDataException">Its file is broken.</exception>
    public (string Plan, DateTimeOffset Expires)? Find(string code)
    {
        if (folder is null || !code.All(char.IsAsciiLetterOrDigit) || !File.Exists(Waiting(code))) return null;
        try
        {
            var json = JsonElement.Parse(File.ReadAllBytes(Waiting(code)));
            return (json.GetProperty("plan").GetString() ?? throw new InvalidDataException(),
                json.GetProperty("expires").GetDateTimeOffset());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException
            or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidDataException($"The plan of {code} cannot be read; let the assistant plan again.", e);
        }
    }

    public void Approve(string code) => File.WriteAllText(Approved(code), "");

    public bool IsApproved(string code) => folder is not null && code.All(char.IsAsciiLetterOrDigit) && File.Exists(Approved(code));

    public void Withdraw(string code)
    {
        if (folder is null || !code.All(char.IsAsciiLetterOrDigit)) return;
        try
        {
            File.Delete(Waiting(code));
            File.Delete(Approved(code));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The code is spent in memory, which is what counts; the file only expires.
        }
    }

    // What ended processes left behind; no code holds longer than a day.
    private void Tidy()
    {
        foreach (var file in Directory.GetFiles(folder!).Where(f => File.GetLastWriteTimeUtc(f) < DateTime.UtcNow.AddDays(-1)))
            File.Delete(file);
    }

    private string Waiting(string code) => Path.Combine(folder!, $"{code}.json");

    private string Approved(string code) => Path.Combine(folder!, $"{code}.approved");
}
