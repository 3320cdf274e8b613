using Infra.Core;
using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary>How the program ends when what it runs in is not as it should be.</summary>
public sealed class EntryPointTests : IDisposable
{
    private readonly Home home = new();

    public EntryPointTests() => home.Configure("", "Ec2", "S3", "Rds", "Iam");

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("test-connection", "infra: interrupted.\n")]
    [InlineData("list ec2", "infra: interrupted. Nothing was changed.\n")]
    [InlineData("call ec2_list_instances", "infra: interrupted. Nothing was changed.\n")]
    public async Task Ctrl_C_ends_what_is_under_way_and_what_is_known_of_it_is_told(string typed, string said)
    {
        if (OperatingSystem.IsWindows()) return;
        var asked = new TaskCompletionSource();
        using var aws = new Loopback(_ =>
        {
            asked.TrySetResult();
            return Loopback.Silence;
        });
        home.With(aws.Url);

        using var trying = home.Start(typed.Split(' '));
        await asked.Task;
        Home.Interrupt(trying);
        var ended = await Home.EndAsync(trying);

        Assert.Equal((130, "", said), (ended.Exit, ended.Out, ended.Error));
    }

    // As 'infra tools | head -1'.
    [Fact]
    public async Task Whoever_has_read_enough_is_told_nothing()
    {
        using var printing = home.Start("tools");
        printing.StandardOutput.Close();

        var error = await printing.StandardError.ReadToEndAsync();
        await printing.WaitForExitAsync();

        Assert.Equal((1, ""), (printing.ExitCode, error));
    }

    [Theory]
    [InlineData("tools")]
    [InlineData("tools -o table")]
    [InlineData("config show")]
    [InlineData("version")]
    public async Task A_full_disk_is_told_and_is_no_success(string typed)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var shell = home.Start("sh", ["-c", $"{Path.Combine(BuiltHost.Folder, "infra")} {typed} >/dev/full"]);

        var ended = await Home.EndAsync(shell);

        Assert.Equal(1, ended.Exit);
        Assert.Contains("No space left on device", ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_program_that_was_started_without_an_output_still_ends_as_it_should()
    {
        if (OperatingSystem.IsWindows()) return;
        using var shell = home.Start("sh", ["-c", $"{Path.Combine(BuiltHost.Folder, "infra")} call nothing <&- >&- 2>&-"]);

        Assert.Equal(2, (await Home.EndAsync(shell)).Exit);
    }
}
