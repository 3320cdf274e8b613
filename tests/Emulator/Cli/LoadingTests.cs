using System.Text;

namespace Infra.Emulator.Cli;

/// <summary>What only the command line needs is not loaded by a server, nor by a command that does not show it.</summary>
public sealed class LoadingTests : IDisposable
{
    private static readonly string[] Libraries = ["Spectre.Console", "YamlDotNet", "JmesPath.Net", "Newtonsoft.Json", "Infra.Drawing"];

    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_server_loads_no_library_of_the_command_line()
    {
        var trace = Path.Combine(folder, "serve.nettrace");
        var served = await InfraCommand.RunAsync(new("http://127.0.0.1:9"), ["serve"], Tracing(trace), """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}
            {"jsonrpc":"2.0","id":2,"method":"tools/list"}
            {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"account_list_profiles","arguments":{}}}

            """);

        Assert.Contains("\"id\":3", served.Out, StringComparison.Ordinal);
        Assert.Empty(await LoadedAsync(trace));
    }

    [Fact]
    public async Task Json_needs_none_and_a_table_and_a_query_load_theirs()
    {
        Assert.Empty(await LoadedByAsync("list", "account", "profiles"));
        Assert.Equal(["Spectre.Console"], await LoadedByAsync("list", "account", "profiles", "-o", "table"));
        Assert.Equal(["JmesPath.Net", "Newtonsoft.Json"], await LoadedByAsync("list", "account", "profiles", "--query", "items"));
    }

    private async Task<IReadOnlyList<string>> LoadedByAsync(params string[] arguments)
    {
        var trace = Path.Combine(folder, $"{Guid.NewGuid():n}.nettrace");
        var run = await InfraCommand.RunAsync(new("http://127.0.0.1:9"), arguments, Tracing(trace));
        Assert.True(run.Exit == 0, run.Error);
        return await LoadedAsync(trace);
    }

    // The runtime itself writes down each assembly that it loads.
    private static Dictionary<string, string?> Tracing(string file) => new()
    {
        ["DOTNET_EnableEventPipe"] = "1",
        ["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x8:4",
        ["DOTNET_EventPipeOutputPath"] = file,
    };

    private static async Task<IReadOnlyList<string>> LoadedAsync(string trace)
    {
        for (var tries = 0; !File.Exists(trace) && tries < 100; tries++) await Task.Delay(50);
        var bytes = await File.ReadAllBytesAsync(trace);
        // Names in it are UTF-16; the host's own is there, so the trace is whole.
        Assert.True(Has(bytes, "Infra.Core, "), "The trace tells no loads.");
        return [.. Libraries.Where(l => Has(bytes, $"{l}, ")).Order(StringComparer.Ordinal)];
    }

    private static bool Has(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
