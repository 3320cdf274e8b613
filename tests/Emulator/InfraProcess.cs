using System.Diagnostics;

namespace Infra.Emulator;

/// <summary>How a test starts the build under test.</summary>
internal static class InfraProcess
{
    /// <summary>The runtime that runs it: this process's own.</summary>
    public static string Runtime { get; } =
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public static string Program => Path.Combine(InfraServer.HostFolder, "infra.dll");

    /// <summary>Variables of a process that knows the test's AWS and nothing of this machine's; null removes one.</summary>
    /// <param name="folder">Where its AWS configuration would lie.</param>
    /// <param name="aws">Where AWS requests go.</param>
    /// <param name="further">What a test wants otherwise.</param>
    public static Dictionary<string, string?> Variables(string folder, Uri aws, Dictionary<string, string?>? further = null)
    {
        Dictionary<string, string?> variables = new()
        {
            ["AWS_ACCESS_KEY_ID"] = "testing",
            ["AWS_SECRET_ACCESS_KEY"] = "testing",
            ["AWS_SESSION_TOKEN"] = null,
            ["AWS_PROFILE"] = null,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL"] = aws.ToString(),
            ["AWS_MAX_ATTEMPTS"] = "2",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_CONFIG_FILE"] = Path.Combine(folder, "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder, "credentials"),
        };
        foreach (var (name, value) in further ?? []) variables[name] = value;
        return variables;
    }

    /// <summary>Waits for a process that was told to end, so that what is covered is noted, and ends it when it does not.</summary>
    public static async Task EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
