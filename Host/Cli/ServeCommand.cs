using Infra.Core;
using Infra.Core.Settings;
using Infra.Host.Http;
using Infra.Host.Stdio;

namespace Infra.Host.Cli;

/// <summary><c>infra serve</c>.</summary>
internal static class ServeCommand
{
    /// <summary>
    /// The switches of a command line that is <c>serve</c> and switches, as entries in the settings of assistants have it; null for any
    /// other, which the parser of all commands reads or refuses.
    /// </summary>
    public static SwitchValues? Read(string[] args)
    {
        if (args is not ["serve", ..]) return null;
        var values = new SwitchValues();
        for (var i = 1; i < args.Length; i++)
        {
            if (Named(args[i]) is not { } one || values[one] is not null) return null;
            if (!one.IsToggle && ++i == args.Length) return null;
            // What begins with a dash, or follows a switch that takes no value, may mean more than it says.
            if (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) return null;
            if (!one.IsToggle && (args[i].Length == 0 || args[i][0] is '-')) return null;
            values[one] = one.IsToggle ? "true" : args[i];
        }

        return values;
    }

    public static Task<int> RunAsync(SwitchValues flags) =>
        Services.WantsHttp(flags) ? HttpServer.RunAsync(flags) : StdioServer.RunAsync(flags);

    private static Switch? Named(string flag)
    {
        foreach (var one in Switches.All)
            if (one.Flag == flag) return one;
        return null;
    }
}
