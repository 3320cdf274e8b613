using System.Diagnostics;

namespace Infra.Release;

/// <summary>A release that cannot be made, and why.</summary>
internal sealed class ReleaseException(string message) : Exception(message);

/// <summary>Other programs.</summary>
internal static class Run
{
    /// <summary>What a program prints.</summary>
    /// <exception cref="ReleaseException">It failed.</exception>
    public static string Read(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments, output: true);
        var text = process.StandardOutput.ReadToEnd();
        End(process, program, arguments);
        return text.Trim();
    }

    /// <summary>Runs a program that prints for itself.</summary>
    /// <exception cref="ReleaseException">It failed.</exception>
    public static void Show(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments, output: false);
        End(process, program, arguments);
    }

    private static Process Start(string folder, string program, string[] arguments, bool output)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = output };
        // Paths of this machine become /_/ in what is compiled; and 'dotnet run' says of itself what would lead the inner builds astray.
        start.Environment["ContinuousIntegrationBuild"] = "true";
        start.Environment.Remove("MSBuildSDKsPath");
        return Process.Start(start) ?? throw new ReleaseException($"{program} cannot be started.");
    }

    private static void End(Process process, string program, string[] arguments)
    {
        process.WaitForExit();
        if (process.ExitCode != 0) throw new ReleaseException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
    }
}
