using System.Diagnostics;

namespace Infra.Emulator.Cli;

/// <summary>A real <c>infra</c> process that is run once, in a pipe, as a script does it.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Out">Its stdout.</param>
/// <param name="Error">Its stderr.</param>
internal sealed record InfraCommand(int Exit, string Out, string Error)
{
    /// <summary>What it left behind besides: journal, log, state.</summary>
    public string Left { get; private init; } = "";

    /// <param name="endpoint">Where AWS requests go.</param>
    /// <param name="arguments">As typed.</param>
    /// <param name="environment">Further variables; null removes one.</param>
    /// <param name="input">What stdin holds.</param>
    /// <param name="config">A plugins.json; one with every plugin when left out.</param>
    public static async Task<InfraCommand> RunAsync(Uri endpoint, string[] arguments, Dictionary<string, string?>? environment = null,
        string input = "", string? config = null)
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        try
        {
            config ??= await InfraServer.WriteConfigAsync(folder, """ "mode": "destructive" """);
            var start = new ProcessStartInfo(InfraProcess.Runtime,
                [InfraProcess.Program, "--config", config,
                    .. arguments.Contains("--journal") ? [] : new[] { "--journal", Path.Combine(folder, "journal") }, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            };
            start.Environment["XDG_CACHE_HOME"] = folder;
            foreach (var (name, value) in InfraProcess.Variables(folder, endpoint, environment)) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            var left = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => f != config);
            return new(process.ExitCode, await output, await error) { Left = string.Concat(left.Select(File.ReadAllText)) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
