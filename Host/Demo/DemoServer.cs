using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Settings;
using Infra.Host.Cli;
using Infra.Host.Clients;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Host.Demo;

/// <summary>A child process <c>infra serve</c> and an MCP client on it, as an assistant has it.</summary>
internal sealed class DemoServer(SwitchValues flags, string? endpoint, bool emulated) : IAsyncDisposable
{
    // Not eu-west-1: its buckets' location goes by the old name EU, which the emulator does not know.
    private const string EmulatedRegion = "eu-central-1";

    private readonly string folder = Directory.CreateTempSubdirectory("infra-demo-").FullName;
    private McpClient? client;

    /// <summary>Its temporary folder.</summary>
    public string Folder => folder;

    /// <summary>The region of an emulator.</summary>
    public static string RegionOf(SwitchValues flags) => flags[Switches.Region] ?? EmulatedRegion;

    /// <summary>Calls a tool; the answer's JSON, and whether it is an error.</summary>
    public async Task<(JsonObject Json, bool IsError)> CallAsync(string tool, JsonObject arguments, CancellationToken cancellation)
    {
        client ??= await StartAsync(cancellation).ConfigureAwait(false);
        var given = arguments.ToDictionary(a => a.Key, a => (object?)JsonSerializer.SerializeToElement(a.Value, HostJson.Relaxed));
        try
        {
            var answer = await client.CallToolAsync(tool, given, cancellationToken: cancellation).ConfigureAwait(false);
            return (JsonNode.Parse(answer.Content.OfType<TextContentBlock>().First().Text)!.AsObject(), answer.IsError is true);
        }
        catch (Exception e) when (e is IOException or ModelContextProtocol.McpException or ObjectDisposedException)
        {
            throw new DemoException($"the server went away: {e.Message}");
        }
    }

    /// <summary>After this, the next call starts a new server: Ctrl-C has ended the old one together with this process's group.</summary>
    public async Task ForgetAsync()
    {
        if (client is not null) await client.DisposeAsync().ConfigureAwait(false);
        client = null;
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetAsync().ConfigureAwait(false);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<McpClient> StartAsync(CancellationToken cancellation)
    {
        var config = Path.Combine(folder, "plugins.json");
        var plugins = Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "plugins")).Order(StringComparer.Ordinal)
            .Select(p => new JsonObject { ["path"] = p });
        await File.WriteAllTextAsync(config,
            HostJson.Text(new JsonObject { ["mode"] = "destructive", ["plugins"] = new JsonArray([.. plugins]) }), cancellation)
            .ConfigureAwait(false);

        var environment = new Dictionary<string, string?>
        {
            ["INFRA_CONFIG"] = null,
            ["INFRA_MODE"] = null,
            ["INFRA_READ_ONLY"] = null,
            ["INFRA_MODULES"] = null,
            ["INFRA_CONFIRM"] = null
        };
        if (endpoint is not null) environment["AWS_ENDPOINT_URL"] = endpoint;
        if (emulated)
        {
            // The emulator takes any keys; the real ones have no business there.
            (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], environment["AWS_SESSION_TOKEN"],
                environment["AWS_PROFILE"]) = ("demo", "demo", null, null);
            (environment["AWS_CONFIG_FILE"], environment["AWS_SHARED_CREDENTIALS_FILE"]) =
                (Path.Combine(folder, "config"), Path.Combine(folder, "credentials"));
            (environment["AWS_REGION"], environment["INFRA_PROFILE"], environment["INFRA_REGION"]) = (RegionOf(flags), null, null);
        }

        var own = new SwitchValues { [Switches.Config] = config, [Switches.Journal] = flags[Switches.Journal] };
        own[Switches.Region] = flags[Switches.Region];
        if (!emulated) own[Switches.Profile] = flags[Switches.Profile];
        var program = ServerEntry.OfThisProgram(own);
        return await McpClient.CreateAsync(
            new StdioClientTransport(new()
            {
                Name = "infra demo",
                Command = program.Command,
                Arguments = [.. program.Arguments],
                EnvironmentVariables = environment,
                WorkingDirectory = folder,
                ShutdownTimeout = TimeSpan.FromMilliseconds(500),
                StandardErrorLines = line => Terminal.Complain(line),
            }),
            new() { ClientInfo = new() { Name = "infra demo", Version = HostView.Version } }, cancellationToken: cancellation)
                .ConfigureAwait(false);
    }
}
