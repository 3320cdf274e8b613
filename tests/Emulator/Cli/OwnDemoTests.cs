using System.Diagnostics;
using System.Text.RegularExpressions;
using Infra.Host.Demo;

namespace Infra.Emulator.Cli;

/// <summary>The demo as a newcomer runs it: no credentials, no endpoint, an emulator of its own.</summary>
public sealed partial class OwnDemoTests : IAsyncLifetime
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly string cache = Directory.CreateTempSubdirectory("infra-test-").FullName;

    // The emulator is looked for on PATH and installed where it is not: a machine that runs the tests has one by then.
    public Task InitializeAsync() => PrivateMoto.ForTestsAsync();

    public async Task DisposeAsync()
    {
        await RunAsync("demo", "--clean-up");
        Directory.Delete(cache, recursive: true);
    }

    [Fact]
    public async Task The_story_is_told_to_its_end_and_leaves_nothing()
    {
        var told = await RunAsync("demo");
        Assert.True(told.Exit == 0, told.Out + told.Error);
        Assert.Contains("nothing real is touched", told.Out, StringComparison.Ordinal);
        Assert.Contains("Everything that was made is gone again.", told.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", told.Out, StringComparison.Ordinal);
        Assert.Empty(Notes());
        Assert.False(await AnswersAsync(Url(told.Out)));

        var left = await RunAsync("demo", "--clean-up");
        Assert.Equal(0, left.Exit);
        Assert.Contains("No emulator is left.", left.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_plans_each_step_and_changes_nothing()
    {
        var told = await RunAsync("demo", "--dry-run");
        Assert.True(told.Exit == 0, told.Out + told.Error);
        Assert.Contains("  plan: ", told.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", told.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("removed", told.Out, StringComparison.Ordinal);
        Assert.Empty(Notes());
    }

    [Fact]
    public async Task What_is_kept_can_be_looked_at_until_it_is_cleaned_up()
    {
        var told = await RunAsync("demo", "--keep");
        Assert.True(told.Exit == 0, told.Out + told.Error);
        var there = Url(told.Out);
        Assert.Contains($"export AWS_ENDPOINT_URL={there} AWS_REGION=eu-central-1", told.Out, StringComparison.Ordinal);
        var machines = await InfraCommand.RunAsync(there, ["list", "ec2", "--output", "json"], new() { ["AWS_REGION"] = "eu-central-1" });
        Assert.Contains("infra-demo-", machines.Out, StringComparison.Ordinal);

        var another = await RunAsync("demo", "--dry-run");
        Assert.Contains("an earlier run has left something behind", another.Error, StringComparison.Ordinal);
        var seen = await RunAsync("demo", "--clean-up", "--dry-run");
        Assert.Contains("There is the emulator of infra-demo-", seen.Out, StringComparison.Ordinal);
        Assert.True(await AnswersAsync(there));
        var ended = await RunAsync("demo", "--clean-up");
        Assert.Contains("Ended the emulator of infra-demo-", ended.Out, StringComparison.Ordinal);
        Assert.False(await AnswersAsync(there));
        Assert.Empty(Notes());
    }

    [Fact]
    public async Task An_interrupted_story_cleans_up_and_one_that_was_killed_is_cleaned_up_later()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var interrupted = Start("demo"))
        {
            var lines = await UntilAsync(interrupted, "\n2. ");
            using (var signal = Process.Start("kill", ["-INT", $"{interrupted.Id}"])) await signal.WaitForExitAsync();
            lines += await interrupted.StandardOutput.ReadToEndAsync();
            await interrupted.WaitForExitAsync();
            Assert.Contains("Interrupted.", lines, StringComparison.Ordinal);
            Assert.Equal(130, interrupted.ExitCode);
            Assert.Empty(Notes());
            Assert.False(await AnswersAsync(Url(lines)));
        }

        using var killed = Start("demo");
        var there = Url(await UntilAsync(killed, "\n2. "));
        killed.Kill(entireProcessTree: false);
        await killed.WaitForExitAsync();
        Assert.Single(Notes());
        Assert.True(await AnswersAsync(there));
        var ended = await RunAsync("demo", "--clean-up");
        Assert.Contains("Ended the emulator of infra-demo-", ended.Out, StringComparison.Ordinal);
        Assert.False(await AnswersAsync(there));
        Assert.Empty(Notes());
    }

    [Theory]
    [InlineData(2, "--interactive asks at each step", "--interactive", "--yes")]
    [InlineData(2, "--interactive needs a terminal", "--interactive")]
    [InlineData(2, "--keep has no meaning with", "--keep", "--dry-run")]
    [InlineData(3, "nothing was made", "--live")]
    public async Task What_nobody_can_agree_to_is_refused(int exit, string why, params string[] options)
    {
        var told = await RunAsync(["demo", .. options]);
        Assert.Contains(why, told.Error, StringComparison.Ordinal);
        Assert.Equal(exit, told.Exit);
        Assert.Empty(Notes());
    }

    [Fact]
    public async Task Without_the_emulator_it_says_what_to_install()
    {
        if (OperatingSystem.IsWindows()) return;
        var nothing = await WithoutMotoAsync("demo");
        Assert.Equal(1, nothing.Exit);
        Assert.Contains("needs Python 3", nothing.Error, StringComparison.Ordinal);

        await PythonAsync("exit 0");
        var asked = await WithoutMotoAsync("demo");
        Assert.Equal(1, asked.Exit);
        Assert.Contains("pip install 'moto[server]'", asked.Error, StringComparison.Ordinal);
        Assert.Contains("about 150 MB, once", asked.Out, StringComparison.Ordinal);

        await PythonAsync("echo No module named venv >&2; exit 1");
        var failed = await WithoutMotoAsync("demo", "--yes");
        Assert.Equal(1, failed.Exit);
        Assert.Contains("moto could not be installed: No module named venv", failed.Error, StringComparison.Ordinal);
        Assert.Contains("pip install 'moto[server]'", failed.Error, StringComparison.Ordinal);

        // Its environment's Python makes a moto_server which ends at once.
        await PythonAsync("""
            /bin/mkdir -p "$3/bin"
            printf '#!/bin/sh\nprintf "#!/bin/sh\\nexit 1\\n" > "${0%%/python}/moto_server"; /bin/chmod +x "${0%%/python}/moto_server"\n' > "$3/bin/python"
            /bin/chmod +x "$3/bin/python"
            """);
        var broken = await WithoutMotoAsync("demo", "--yes");
        Assert.Equal(1, broken.Exit);
        Assert.Contains("Installed.", broken.Out, StringComparison.Ordinal);
        Assert.Contains("moto_server does not start; run it to see why.", broken.Error, StringComparison.Ordinal);
    }

    private async Task PythonAsync(string script)
    {
        var file = Path.Combine(cache, "python3");
        await File.WriteAllTextAsync(file, $"#!/bin/sh\n{script}\n");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string[] Notes() => Directory.Exists(Path.Combine(cache, "infra", "demo"))
        ? Directory.GetFiles(Path.Combine(cache, "infra", "demo")) : [];

    private static Uri Url(string told) => new(Address().Match(told).Value);

    private static async Task<bool> AnswersAsync(Uri url)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "/moto-api/data.json"));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Dictionary<string, string?> Mine() => new()
    {
        ["AWS_ENDPOINT_URL"] = null,
        ["AWS_ACCESS_KEY_ID"] = null,
        ["AWS_SECRET_ACCESS_KEY"] = null,
        ["AWS_REGION"] = null,
        ["XDG_CACHE_HOME"] = cache,
    };

    private Task<InfraCommand> RunAsync(params string[] arguments) => InfraCommand.RunAsync(Nowhere, arguments, Mine());

    private Task<InfraCommand> WithoutMotoAsync(params string[] arguments) =>
        InfraCommand.RunAsync(Nowhere, arguments, new(Mine()) { ["PATH"] = cache });

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(InfraProcess.Runtime,
            [InfraProcess.Program, "--journal", Path.Combine(cache, "journal"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = cache,
        };
        foreach (var (name, value) in InfraProcess.Variables(cache, Nowhere, Mine())) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<string> UntilAsync(Process process, string text)
    {
        var seen = "\n";
        while (!seen.Contains(text, StringComparison.Ordinal))
            seen += await process.StandardOutput.ReadLineAsync() is { } line ? $"{line}\n" : throw new EndOfStreamException(seen);
        return seen;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Address();
}
