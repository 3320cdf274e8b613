using System.Globalization;
using Infra.Core;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra reload</c>: has the servers of this user that run with a plugins.json read it again.</summary>
internal static class ReloadCommand
{
    public static async Task<int> RunAsync(SwitchValues flags, CancellationToken cancellation)
    {
        var servers = await ReloadPipe.ReloadAllAsync(SettingsReader.FileOf(flags, Core.Services.Variables()), cancellation)
            .ConfigureAwait(false);
        foreach (var (process, told) in servers) Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{process}: {told}"));
        if (servers.Count > 0)
            return servers.All(s => s.Told.Contains("was read again", StringComparison.Ordinal)) ? ExitCode.Ok : ExitCode.Failed;
        Terminal.Complain("no server of yours runs with this plugins.json. "
            + "One that an assistant launched can be reached when it has listed its tools.");
        return ExitCode.Failed;
    }
}
