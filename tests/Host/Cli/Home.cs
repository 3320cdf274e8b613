using System.Diagnostics;
using System.Globalization;
using Infra.Core;

namespace Infra.Host.Cli;

/// <summary>How a command ended.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Out">Its stdout.</param>
/// <param name="Error">Its stderr.</param>
internal sealed record Ended(int Exit, string Out, string Error);

/// <summary>
/// A home for the built program, which it runs in as a script does it: in pipes, with no AWS configuration but the test's, and no network
/// but that of the test.
/// </summary>
internal sealed class Home : IDisposable
{
    // What a person's own settings may be in; the rest, such as where .NET lies, a process needs.
    private static readonly string[] Personal =
        ["AWS_", "INFRA_", "OTEL_", "XDG_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "CLICOLOR", "COLUMNS",
            "PAGER", "CODEX_HOME"];

    private readonly Dictionary<string, string?> variables = [];

    public Home()
    {
        foreach (var name in new[] { "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA" }) this[name] = Folder;
        this["AWS_EC2_METADATA_DISABLED"] = "true";
        this["AWS_MAX_ATTEMPTS"] = "1";
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("infra-test-").FullName;

    /// <summary>A variable of the commands from now on; null for none.</summary>
    public string? this[string variable]
    {
        set => variables[variable] = value;
    }

    /// <summary>Keys that no AWS knows, a region, and where requests go.</summary>
    public Home With(string endpoint)
    {
        (this["AWS_ENDPOINT_URL"], this["AWS_REGION"]) = (endpoint, "eu-west-1");
        (this["AWS_ACCESS_KEY_ID"], this["AWS_SECRET_ACCESS_KEY"]) = ("testing", "testing-secret");
        return this;
    }

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes the plugins.json that commands use from now on, unless they name another.</summary>
    /// <param name="keys">Its keys besides <c>plugins</c>, each with a comma behind it.</param>
    /// <param name="plugins">Of the build.</param>
    public string Configure(string keys, params string[] plugins)
    {
        var paths = plugins.Select(p => $$"""{ "path": "{{Path.Combine(BuiltHost.Folder, "plugins", p).Replace('\\', '/')}}" }""");
        var file = Write("plugins.json", $$"""{ {{keys}} "plugins": [{{string.Join(", ", paths)}}] }""");
        this["INFRA_CONFIG"] = file;
        return file;
    }

    /// <summary>Starts a command; its end is the caller's matter.</summary>
    public Process Start(params string[] words) => Start(
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) is "dotnet" ? path : "dotnet",
        [Path.Combine(BuiltHost.Folder, "infra.dll"), .. words]);

    /// <summary>Starts another program in this home, such as a shell that starts the built one.</summary>
    public Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var name in start.Environment.Keys.ToList())
            if (Personal.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase))) start.Environment.Remove(name);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<Ended> RunAsync(params string[] words)
    {
        using var process = Start(words);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    /// <summary>Ctrl-C.</summary>
    public static void Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>What a command that was started ends with.</summary>
    public static async Task<Ended> EndAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
