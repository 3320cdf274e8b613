using System.Diagnostics;
using System.Text.RegularExpressions;
using ModelContextProtocol.Client;

namespace Infra.Emulator;

/// <summary>A real <c>infra serve --http</c> process on a free port of this machine.</summary>
public sealed partial class HttpServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly System.Text.StringBuilder errors = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HttpServer(Process process) => this.process = process;

    /// <summary>Where MCP is.</summary>
    public Uri Endpoint { get; private set; } = null!;

    public int ProcessId => process.Id;

    /// <summary>What it wrote to stderr.</summary>
    public string Errors
    {
        get
        {
            lock (errors) return errors.ToString();
        }
    }

    /// <param name="folder">Where the configuration, the journal and the tokens lie.</param>
    /// <param name="aws">Where AWS requests go.</param>
    /// <param name="http">Keys of <c>http</c> in plugins.json besides the address.</param>
    /// <param name="settings">Keys of plugins.json besides the plugins.</param>
    /// <param name="variables">Environment variables; null removes one.</param>
    /// <param name="url">Where it listens.</param>
    /// <param name="plugin">A project of tests whose plugin is run in place of the first-party ones.</param>
    public static async Task<HttpServer> StartAsync(string folder, Uri aws, string http = "",
        string settings = """ "mode": "destructive" """, Dictionary<string, string?>? variables = null,
        string url = "http://127.0.0.1:0", string? plugin = null)
    {
        var config = await InfraServer.WriteConfigAsync(folder,
            $$"""{{settings}}, "http": { "url": "{{url}}"{{(http.Length > 0 ? "," : "")}} {{http}} }""", plugin);
        var server = new HttpServer(Run(folder, aws, variables, "serve", "--http", "--config", config, "--journal",
            Path.Combine(folder, "journal")));
        server.process.ErrorDataReceived += (_, e) => server.Take(e.Data);
        server.process.EnableRaisingEvents = true;
        server.process.Exited += (_, _) =>
            server.address.TrySetException(new InvalidOperationException($"The server ended: {server.Errors}"));
        server.process.BeginErrorReadLine();
        server.Endpoint = await server.address.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return server;
    }

    /// <summary>Runs a command of <c>infra</c> to its end.</summary>
    public static async Task<(int Code, string Out, string Error)> CommandAsync(string folder, params string[] arguments)
    {
        using var process = Run(folder, new("http://127.0.0.1:1"), null, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A client of the server.</summary>
    /// <param name="token">Its token; null for none.</param>
    /// <param name="version">The protocol that it speaks; null for what the SDK prefers.</param>
    public Task<McpClient> ConnectAsync(string? token = null, string? version = null, McpClientOptions? options = null)
    {
        options ??= new();
        options.ProtocolVersion = version;
        return McpClient.CreateAsync(new HttpClientTransport(new()
        {
            Endpoint = Endpoint,
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = token is null ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
        }), options);
    }

    /// <summary>Asks it to end, as an orchestrator does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{process.Id}"])!.WaitForExit();

    public Task ExitAsync() => process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        // As an orchestrator does, which also lets a run that counts what is covered note it.
        if (!process.HasExited)
        {
            if (OperatingSystem.IsWindows()) process.Kill();
            else Terminate();
        }

        await InfraProcess.EndAsync(process);
    }

    private static Process Run(string folder, Uri aws, Dictionary<string, string?>? variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(InfraProcess.Runtime, [InfraProcess.Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in InfraProcess.Variables(folder, aws, variables)) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (errors) errors.AppendLine(line);
        if (Serving().Match(line) is { Success: true } match) address.TrySetResult(new(match.Groups[1].Value));
    }

    [GeneratedRegex("serving MCP at (http[^ ,]+)")]
    private static partial Regex Serving();
}
