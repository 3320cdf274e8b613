using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Infra.Emulator.Kit;

/// <summary>
/// samples/Acme.Sqs as its author has it: built from the packages of the plugin kit alone, outside of this repository, and installed in the
/// host. tests/full/plugin-kit does more, with a published host and the templates.
/// </summary>
public sealed class SampleTests : IAsyncLifetime
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));
    private static readonly string[] Packages = ["Infra.Abstractions", "Infra.Aws", "Infra.Testing"];

    private readonly string folder = Directory.CreateTempSubdirectory("infra-kit-").FullName;
    private Moto moto = null!;

    private string Sample => Path.Combine(folder, "sample");

    public async Task InitializeAsync() => moto = await Moto.StartAsync();

    public async Task DisposeAsync()
    {
        await moto.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact] // SAF-L20
    public async Task The_sample_is_built_from_the_packages_passes_its_tests_and_answers_in_the_host()
    {
        // As they were built with this test; tests/full/plugin-kit builds them as they are released.
        var configuration = new DirectoryInfo(InfraServer.HostFolder).Name;
        foreach (var package in Packages)
            await DotnetAsync(Root, "pack", $"Abstractions/{package}", "--no-build", "-c", char.ToUpperInvariant(configuration[0])
                + configuration[1..], "-o", Path.Combine(folder, "packages"), "-v", "q");
        Copy(Path.Combine(Root, "samples", "Acme.Sqs"), Sample);
        // The kit's packages from there, and the rest from where the build of this repository has it.
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="kit" value="{Path.Combine(folder, "packages")}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{Shared()}" /></fallbackPackageFolders>
            </configuration>
            """);

        Assert.Contains("Passed!", await DotnetAsync(Sample, "test", "-v", "q"), StringComparison.Ordinal);
        await DotnetAsync(Sample, "publish", "src/Acme.Sqs", "-o", "out", "-v", "q");

        Directory.CreateDirectory(Path.Combine(folder, "server"));
        await File.WriteAllTextAsync(Path.Combine(folder, "server", "plugins.json"), """{ "mode": "destructive", "plugins": [] }""");
        var queue = await QueueAsync("orders");
        Assert.Contains("sqs_delete_queue", await InfraAsync("plugins", "add", Path.Combine(Sample, "out"), "--yes"),
            StringComparison.Ordinal);
        Assert.Contains("\"orders\"", await InfraAsync("list", "sqs", "--output", "json"), StringComparison.Ordinal);
        var encryption = JsonElement.Parse(await InfraAsync("call", "sqs_get_encryption", $"queueUrl={queue}"));
        Assert.True(encryption.TryGetProperty("by", out _), encryption.ToString());
        Assert.Contains("Delete the queue orders", await InfraAsync("call", "sqs_delete_queue", $"queueUrl={queue}", "dryRun=true"),
            StringComparison.Ordinal);

        await File.AppendAllTextAsync(Path.Combine(folder, "server", "plugins", "Acme.Sqs", "Acme.Sqs.deps.json"), "\n");
        Assert.Contains("Acme.Sqs.deps.json was changed", (await RunAsync(InfraProcess.Runtime, folder, Infra("list", "sqs"))).Text,
            StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "out")) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
            File.Copy(file, Path.Combine(to, name));
        }
    }

    private static string Shared() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own ? own
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private async Task<string> QueueAsync(string name)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, moto.Url)
        {
            Content = new StringContent($$"""{"QueueName":"{{name}}"}""", Encoding.UTF8, "application/x-amz-json-1.0"),
        };
        request.Headers.Add("X-Amz-Target", "AmazonSQS.CreateQueue");
        // The emulator reads service and region in it, and checks no signature.
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256",
            "Credential=testing/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=none");
        using var answer = await http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("QueueUrl").GetString()!;
    }

    private async Task<string> DotnetAsync(string where, params string[] arguments)
    {
        var (exit, text) = await RunAsync(InfraProcess.Runtime, where, arguments);
        Assert.True(exit is 0, $"dotnet {string.Join(' ', arguments)}: {text}");
        return text;
    }

    private string[] Infra(params string[] arguments) =>
    [
        InfraProcess.Program, "--config", Path.Combine(folder, "server", "plugins.json"), "--journal", Path.Combine(folder, "journal"),
        .. arguments,
    ];

    private async Task<string> InfraAsync(params string[] arguments)
    {
        var (exit, text) = await RunAsync(InfraProcess.Runtime, folder, Infra(arguments));
        Assert.True(exit is 0 or 3, $"infra {string.Join(' ', arguments)}: {text}");
        return text;
    }

    private async Task<(int Exit, string Text)> RunAsync(string program, string where, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = where,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in InfraProcess.Variables(folder, moto.Url)) start.Environment[name] = value;
        // Nothing of the run that this test is part of: neither its build nor the packages that an earlier one left.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || k.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) || k.StartsWith("UPDATE", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        if (where != Root) start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "nuget");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
