using System.Runtime.InteropServices;
using Infra.Core.Calls;

namespace Infra.Host.Cli;

/// <summary><c>infra version</c>: what runs here, for a report of a defect.</summary>
internal static class VersionCommand
{
    public static int Run()
    {
        Terminal.Print($"infra {HostView.Version}, commit {HostView.Commit ?? "unknown"}, plugin contract "
            + $"{typeof(IToolModule).Assembly.GetName().Version!.ToString(2)}, "
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        return ExitCode.Ok;
    }
}
