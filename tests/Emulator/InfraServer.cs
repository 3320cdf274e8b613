using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using NJsonSchema;

namespace Infra.Emulator;

/// <summary>A real <c>infra serve</c> process and a real MCP client on its stdin and stdout.</summary>
public sealed class InfraServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private readonly List<string> errors = [];
    private readonly Dictionary<string, JsonSchema> schemas = [];
    private Process process = null!;

    private InfraServer() { }

    public McpClient Client { get; private set; } = null!;
    public IReadOnlyDictionary<string, McpClientTool> Tools { get; private set; } = null!;

    public int ProcessId => process.Id;

    /// <summary>The folder of the build under test.</summary>
    public static string HostFolder { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Host", new DirectoryInfo(AppContext.BaseDirectory).Name));

    /// <summary>Where this server's journal lies.</summary>
    public string Journal => Path.Combine(folder, "journal");

    /// <summary>All that is in the journal so far.</summary>
    public string ReadJournal()
    {
        var text = new System.Text.StringBuilder();
        foreach (var path in Directory.Exists(Journal)
            ? Directory.GetFiles(Journal).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            using var reader = new StreamReader(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    /// <summary>What it wrote to stderr.</summary>
    public string Errors
    {
        get
        {
            lock (errors) return string.Join('\n', errors);
        }
    }

    /// <param name="endpoint">Where AWS requests go.</param>
    /// <param name="settings">Keys of plugins.json besides the plugins; every plugin that was built is enabled.</param>
    /// <param name="arguments">Flags of <c>infra serve</c>.</param>
    /// <param name="environment">Environment variables; null removes one.</param>
    /// <param name="client">How the client behaves.</param>
    /// <param name="config">A plugins.json in place of the one that the settings make.</param>
    /// <param name="plugin">A project of tests whose plugin is run in place of the first-party ones.</param>
    public static async Task<InfraServer> StartAsync(
        Uri endpoint, string settings = """ "mode": "destructive" """, string[]? arguments = null,
        Dictionary<string, string?>? environment = null,
        McpClientOptions? client = null, string? plugin = null, string? config = null)
    {
        var server = new InfraServer();
        config ??= await WriteConfigAsync(server.folder, settings, plugin);
        var start = new ProcessStartInfo(InfraProcess.Runtime,
            [InfraProcess.Program, "serve", "--config", config,
                .. arguments?.Contains("--journal") is true ? Array.Empty<string>() : ["--journal", server.Journal], .. arguments ?? []])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = server.folder,
        };
        foreach (var (name, value) in InfraProcess.Variables(server.folder, endpoint, environment)) start.Environment[name] = value;
        server.process = Process.Start(start)!;
        server.process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is null) return;
            lock (server.errors) server.errors.Add(e.Data);
        };
        server.process.BeginErrorReadLine();
        try
        {
            server.Client = await McpClient.CreateAsync(new StreamClientTransport(server.process.StandardInput.BaseStream,
                server.process.StandardOutput.BaseStream), client);
        }
        catch (Exception e)
        {
            await server.EndAsync();
            throw new InvalidOperationException($"The server cannot be used: {server.Errors}", e);
        }

        server.Tools = (await server.Client.ListToolsAsync()).ToDictionary(t => t.Name);
        return server;
    }

    /// <summary>A plugins.json with every plugin that was built, secrets allowed; gives its path.</summary>
    public static async Task<string> WriteConfigAsync(string folder, string settings, string? plugin = null)
    {
        var pivot = new DirectoryInfo(HostFolder).Name;
        string[] folders = plugin is not null ? [Path.GetFullPath(Path.Combine(HostFolder, "../..", plugin, pivot))]
            : Directory.GetDirectories(Path.Combine(HostFolder, "plugins"));
        var plugins = folders.Order(StringComparer.Ordinal).Select(path =>
            $$"""{ "path": {{JsonSerializer.Serialize(path)}}, "modules": { {{string.Join(", ", ModulesOf(path).Select(Secrets))}} } }""");
        var config = Path.Combine(folder, "plugins.json");
        await File.WriteAllTextAsync(config, $$"""{ {{settings}}, "plugins": [ {{string.Join(", ", plugins)}} ] }""");
        return config;
    }

    /// <summary>Calls a tool; the answer fits the output schema, or the test fails.</summary>
    public async Task<CallToolResult> CallAsync(string tool, object arguments,
        IProgress<ModelContextProtocol.ProgressNotificationValue>? progress = null)
    {
        var given = JsonSerializer.SerializeToElement(arguments, JsonSerializerOptions.Web).EnumerateObject()
            .ToDictionary(p => p.Name, p => (object?)p.Value);
        var answer = await Client.CallToolAsync(tool, given, progress);
        var text = Assert.Single(answer.Content.OfType<TextContentBlock>()).Text;
        if (answer.IsError is true)
        {
            Assert.True(JsonElement.Parse(text).TryGetProperty("error", out _), text);
            return answer;
        }

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(text), answer.StructuredContent!.Value),
            "The text is not the structured content.");
        if (!schemas.TryGetValue(tool, out var schema))
            schemas[tool] = schema = await JsonSchema.FromJsonAsync(Tools[tool].ReturnJsonSchema!.Value.GetRawText());
        var faults = schema.Validate(text);
        Assert.True(faults.Count == 0, $"The answer of {tool} does not fit its output schema: {string.Join("; ", faults)}: {text}");
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await EndAsync();
        Directory.Delete(folder, recursive: true);
    }

    // As the protocol has it: its input ends, and it ends. What is covered is noted by then, which a client of the SDK has no patience for.
    private async Task EndAsync()
    {
        process.StandardInput.Close();
        await InfraProcess.EndAsync(process);
    }

    private static string Secrets(string module) => $$""" "{{module}}": { "secrets": true } """;

    private static IEnumerable<string> ModulesOf(string plugin) =>
        Directory.GetFiles(plugin, "*.manifest.json")
            .SelectMany(f => JsonElement.Parse(File.ReadAllBytes(f)).GetProperty("modules").EnumerateArray()
            .Select(m => m.GetProperty("name").GetString()!));
}
