using System.Diagnostics;

namespace Infra.Suites;

/// <summary>The suites that are scripts, as tests, so that coverage counts what they run: a collector starts with a test alone.</summary>
public sealed class ScriptTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    [Theory]
    [InlineData("tests/full/terminal")]
    [InlineData("tests/Guides/run")]
    [InlineData("tests/Conformance/run", "suite", "clients")]
    public async Task Runs(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Root, script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
    }
}
