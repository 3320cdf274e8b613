using System.CommandLine;
using Infra.Host.Serving;
using Infra.Host.Settings;

namespace Infra.Host.Cli;

/// <summary>The commands of <c>infra</c>.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Config = Text("--config", "plugins.json to use, in place of the one beside the program. Also INFRA_CONFIG.");
    private static readonly Option<string?> Mode = Text("--mode", "read, write or destructive; the lower of this, INFRA_MODE and plugins.json holds.");
    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "Only read tools, whatever else is configured. Also INFRA_READ_ONLY.", Recursive = true };
    private static readonly Option<string?> Modules = Text("--modules", "Only these modules, separated by commas. Also INFRA_MODULES.");
    private static readonly Option<string?> Profile = Text("--profile", "AWS profile of calls that name none. Also INFRA_PROFILE.");
    private static readonly Option<string?> Region = Text("--region", "AWS region of calls that name none. Also INFRA_REGION.");
    private static readonly Option<string?> EndpointUrl = Text("--endpoint-url", "An endpoint in place of AWS's own. Also INFRA_ENDPOINT_URL.");
    private static readonly Option<string?> Confirm = Text("--confirm", "never, destructive or writes: what needs a confirmed plan. Also INFRA_CONFIRM.");
    private static readonly Option<string?> LogLevel = Text("--log-level", "verbose, debug, information, warning, error or fatal. Also INFRA_LOG_LEVEL.");
    private static readonly Option<string?> LogFile = Text("--log-file", "A file to log to besides stderr. Also INFRA_LOG_FILE.");
    private static readonly Option<string?> Journal = Text("--journal", "The journal's folder. Also INFRA_JOURNAL.");

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await Root().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync($"infra: {e.Message}").ConfigureAwait(false);
            return 2;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("An MCP server for AWS that an assistant can be trusted with.")
        {
            Config, Mode, ReadOnly, Modules, Profile, Region, EndpointUrl, Confirm, LogLevel, LogFile, Journal,
            Command("serve", "Serves MCP over stdio; this is what an assistant launches.", (flags, _) => Server.RunAsync(flags)),
        };
        return root;
    }

    private static Command Command(string name, string description, Func<Overrides, CancellationToken, Task<int>> run, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Options.Add(option);
            else if (symbol is Argument argument) command.Arguments.Add(argument);
        }

        command.SetAction((parsed, cancellation) => run(Flags(parsed), cancellation));
        return command;
    }

    private static Overrides Flags(ParseResult parsed) => new()
    {
        Config = parsed.GetValue(Config),
        Mode = parsed.GetValue(Mode) is { } mode ? SettingsReader.Parse<ToolKind>(mode, "--mode") : null,
        ReadOnly = parsed.GetValue(ReadOnly),
        Modules = parsed.GetValue(Modules) is { } modules ? SettingsReader.SplitList(modules) : null,
        Profile = parsed.GetValue(Profile),
        Region = parsed.GetValue(Region),
        EndpointUrl = parsed.GetValue(EndpointUrl),
        Confirm = parsed.GetValue(Confirm) is { } confirm ? SettingsReader.Parse<ConfirmFor>(confirm, "--confirm") : null,
        LogLevel = parsed.GetValue(LogLevel) is { } level ? SettingsReader.Level(level, "--log-level") : null,
        LogFile = parsed.GetValue(LogFile),
        Journal = parsed.GetValue(Journal),
    };

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, Recursive = true };
}
