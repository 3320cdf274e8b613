using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;

namespace Infra.Core.Safety;

/// <summary>
/// Keys that the helper program of a profile prints, its <c>credential_process</c>. The SDK's own class keeps in memory whatever the
/// program prints, never ends it, and runs it for each request when its keys live for a quarter of an hour or less.
/// </summary>
internal sealed class HelperCredentials : RefreshingAWSCredentials
{
    private const int MostCharacters = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string command;
    private readonly string profile;
    private readonly TimeSpan longest;

    /// <param name="command">What a shell is to run.</param>
    /// <param name="profile">Whose command it is.</param>
    /// <param name="longest">
    /// When the program is ended; five minutes when left out. A call waits less: a person who is still typing a code makes the next one
    /// succeed.
    /// </param>
    public HelperCredentials(string command, string profile, TimeSpan? longest = null)
    {
        (this.command, this.profile, this.longest) = (command.Trim(), profile, longest ?? TimeSpan.FromMinutes(5));
        PreemptExpiryTime = TimeSpan.FromMinutes(1);
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => Task.Run(GenerateNewCredentialsAsync).GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync() => Keys(await RunAsync().ConfigureAwait(false));

    private async Task<string> RunAsync()
    {
        using var limit = new CancellationTokenSource(longest);
        using var program = new Process { StartInfo = Shell() };
        // It does not outlive who needs its answer.
        void End(object? sender, EventArgs e) => Kill(program);
        AppDomain.CurrentDomain.ProcessExit += End;
        try
        {
            program.Start();
            var printed = new StringBuilder();
            var reading = ReadAsync(program, printed, limit.Token);
            _ = program.StandardError.BaseStream.CopyToAsync(Stream.Null, limit.Token);
            await program.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            // What it leaves behind, as an agent, may hold its output open.
            if (await Task.WhenAny(reading, Task.Delay(Patience, limit.Token)).ConfigureAwait(false) == reading)
                await reading.ConfigureAwait(false);
            if (program.ExitCode != 0) throw Failed($"ended with exit code {program.ExitCode.ToString(CultureInfo.InvariantCulture)}.");
            lock (printed) return printed.ToString();
        }
        catch (OperationCanceledException e)
        {
            throw Failed(string.Create(CultureInfo.InvariantCulture, $"did not end in {longest.TotalMinutes:0.##} minutes."), e);
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            throw Failed("cannot be run.", e);
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= End;
            Kill(program);
        }
    }

    private async Task ReadAsync(Process program, StringBuilder printed, CancellationToken limit)
    {
        var buffer = new char[4096];
        while (await program.StandardOutput.ReadAsync(buffer, limit).ConfigureAwait(false) is > 0 and var count)
        {
            lock (printed) printed.Append(buffer, 0, count);
            if (printed.Length <= MostCharacters) continue;
            Kill(program);
            throw Failed("printed more than credentials.");
        }
    }

    private CredentialsRefreshState Keys(string printed)
    {
        try
        {
            using var document = JsonDocument.Parse(printed, new() { AllowTrailingCommas = true });
            var keys = document.RootElement;
            string? Text(string name) => keys.TryGetProperty(name, out var value) ? value.GetString() : null;
            if (keys.GetProperty("Version").GetInt32() != 1) throw Failed("printed another version than 1.");
            var end = Text("Expiration") is { } when
                ? DateTimeOffset.Parse(when, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime : DateTime.MaxValue;
            if (Text("AccessKeyId") is not { Length: > 0 } id || Text("SecretAccessKey") is not { Length: > 0 } secret)
                throw Failed("printed no AccessKeyId or no SecretAccessKey.");
            return end > TimeProvider.System.GetUtcNow().UtcDateTime ? new(new(id, secret, Text("SessionToken")), end)
                : throw new ToolException(ToolErrorCode.CredentialsExpired,
                    $"The credential_process of profile '{profile}' gave credentials that have expired.",
                    "Renew the session that it builds upon, then call again; the server need not be restarted.");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw Failed("printed no credentials.", e);
        }
    }

    // The command belongs to a shell, as it does for the SDK.
    private ProcessStartInfo Shell()
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", $"/c {command}") : new("sh", ["-c", command]);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.CreateNoWindow) = (true, true, true);
        return start;
    }

    // What it printed may hold keys, so none of it is told.
    private ToolException Failed(string what, Exception? cause = null) => new(ToolErrorCode.NoCredentials,
        $"The credential_process of profile '{profile}' {what}",
        "Run that command in a terminal to see why. It must print one JSON object with Version 1, AccessKeyId and SecretAccessKey.", cause);

    private static void Kill(Process program)
    {
        try
        {
            program.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or never started.
        }
    }
}
