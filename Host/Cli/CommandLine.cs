using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Host.Cli.Health;
using Infra.Host.Cli.Inventory;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Pictures;
using Infra.Host.Cli.Words;
using Infra.Host.Demo;

namespace Infra.Host.Cli;

/// <summary>
/// The commands of <c>infra</c>: those of the host, which are made here, and those of the tools, which follow from the manifests of the
/// plugins (<see cref="Grammar"/>).
/// </summary>
internal static class CommandLine
{
    private static readonly IReadOnlyList<(Switch Switch, Option Option)> Flags = [.. Switches.All.Select(s => (s, Flag(s)))];

    // After Ctrl-C the demo deletes what it made, which takes as long as AWS takes.
    private static readonly TimeSpan CleanUp = TimeSpan.FromMinutes(21);

    /// <summary>How all command lines are read: what begins with @ is a value, and may be a file for one option.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>The names of the host's own commands.</summary>
    public static IEnumerable<string> Names => Root().Subcommands.Where(c => !c.Hidden).Select(c => c.Name);

    /// <summary>The host's own commands.</summary>
    public static RootCommand Root()
    {
        var tool = new Argument<string>("tool") { Description = "The tool, as 'infra tools' lists it." };
        var arguments = new Argument<string[]>("arguments")
        {
            Description = "name=value pairs, or one JSON object.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var given = new Option<string?>("--json")
        {
            Description = "The arguments as a JSON object, @file or - for standard input.",
            HelpName = "JSON",
        };
        var code = new Argument<string>("code") { Description = "The code of the plan." };
        var since = new Option<string?>("--since") { Description = "Only entries of the last 30m, 12h, 7d …" };
        var onlyTool = new Option<string?>("--tool") { Description = "Only this tool, or those that begin so: ec2_" };
        var writes = new Option<bool>("--writes") { Description = "Only calls that planned or changed something." };
        var failed = new Option<bool>("--failed") { Description = "Only calls that did not end well." };
        var json = new Option<bool>("--json") { Description = "Whole entries, a JSON object a line." };
        var live = new Option<bool>("--live") { Description = "Use the real AWS account of your credentials, not an emulator." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the plans only; create nothing." };
        var interactive = new Option<bool>("--interactive", "-i")
        {
            Description = "Explain each step, show its plan, and ask: do it, skip it, or back out.",
        };
        var agreed = new Option<bool>("--yes", "-y")
        {
            Description = "Ask nothing: install the emulator where it is missing, create for real with --live, delete with --clean-up.",
        };
        var keep = new Option<bool>("--keep") { Description = "Leave what was made; the emulator goes on." };
        var cleanUp = new Option<bool>("--clean-up")
        {
            Description = "Only remove what earlier runs left, found by its tag, also of one that was killed.",
        };
        var profile = new Argument<string?>("profile")
        {
            Description = "The AWS profile; the configured one when left out.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var folder = new Argument<string>("folder") { Description = "What 'dotnet publish' made of the plugin." };
        var plugin = new Argument<string>("plugin") { Description = "Its folder's name, or its path in plugins.json." };
        var publicKey = new Option<string?>("--key")
        {
            Description = "A public key (PEM): the plugin must be signed by it, now and whenever it is replaced or loaded.",
            HelpName = "FILE",
        };
        var privateKey = new Option<string>("--key")
        {
            Description = "The private key (PEM); - for standard input.",
            HelpName = "FILE",
            Required = true,
        };
        var newKey = new Option<bool>("--new-key") { Description = "Make the key first, and its public half beside it as FILE.pub." };
        string[] clients = [.. InstallCommand.Clients];
        var client = new Argument<string>("client") { Description = $"{string.Join(", ", clients)}." };
        client.CompletionSources.Add(clients);
        var server = new Option<string>("--name")
        {
            Description = "The name that the client shows; aws when left out.",
            HelpName = "NAME",
            DefaultValueFactory = _ => InstallCommand.Usual,
        };
        var onlyPrint = new Option<bool>("--print") { Description = "Print the entry; write nothing." };
        var undo = new Option<bool>("--undo") { Description = "Put back what was there before." };
        var approveReads = new Option<bool>("--approve-reads") { Description = "Let read tools pass unasked, where the client can." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before writing." };
        var role = new Option<bool>("--role") { Description = "As a CloudFormation template of a role that another account may assume." };
        var check = new Option<bool>("--check") { Description = "Ask AWS what of it the caller may do, and name what is missing." };

        var token = new Argument<string>("name") { Description = "Whose token it is, for the journal." };
        var grant = new Option<string?>("--grant") { Description = "read (when left out), write or destructive: how far the token goes." };
        var grantModules = new Option<string?>("--grant-modules") { Description = "Only these modules, separated by commas." };
        var grantProfiles = new Option<string?>("--grant-profiles") { Description = "Only these AWS profiles, separated by commas." };
        var days = new Option<int?>("--days") { Description = "How many days the token holds; 90 when left out." };

        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or powershell." };
        shell.CompletionSources.Add([.. CompletionCommand.Shells]);
        // Mostly it is empty: the cursor stands behind a space.
        var word = new Option<string?>("--word") { Arity = ArgumentArity.ZeroOrOne };
        var before = new Argument<string[]>("before") { Arity = ArgumentArity.ZeroOrMore };
        var interval = new Option<double>("--interval")
        {
            Description = "Seconds between two reads; 2 when left out.",
            HelpName = "S",
            DefaultValueFactory = _ => 2,
        };
        var count = new Option<int?>("--count") { Description = "How often; until Ctrl-C when left out.", HelpName = "N" };
        var withRegion = new Option<string?>("--with-region")
        {
            Description = "The other side is the same command in this region.",
            HelpName = "REGION",
        };
        var withProfile = new Option<string?>("--with-profile")
        {
            Description = "The other side is the same command with this profile.",
            HelpName = "PROFILE",
        };
        var by = new Option<string?>("--by")
        {
            Description = "The column that tells which rows belong together; the id when left out, between two places the name.",
            HelpName = "COLUMN",
        };
        var module = new Option<string?>("--module") { Description = "Only the tools of this module." };
        var tokens = new Option<bool>("--tokens") { Description = "About how many tokens each takes in a model's context." };
        var schema = new Option<string?>("--schema")
        {
            Description = "The JSON Schemas of this tool's arguments and result.",
            HelpName = "TOOL",
        };
        var account = new Option<string?>("--account")
        {
            Description = "Of the configured accounts one, several with commas, a pattern or all; --region takes the same of regions.",
            HelpName = "ACCOUNT",
        };
        var tables = new Option<string?>("--tables")
        {
            Description = "Only these tables: names or patterns, with commas.",
            HelpName = "NAMES",
        };
        var shard = new Option<string?>("--shard")
        {
            Description = "Only a share of the accounts, such as 3/8, so that several machines divide them.",
            HelpName = "N/OF",
        };
        var to = new Option<string?>("--to")
        {
            Description = "A place in S3 where the history is kept as well; that of the module's setting \"history\" when left out.",
            HelpName = "S3-URI",
        };
        var location = new Option<string?>("--location")
        {
            Description = "Where the history lies in S3, for example s3://bucket/inventory.",
            HelpName = "S3-URI",
        };
        var timeout = new Option<double>("--timeout")
        {
            Description = "Seconds that each check may take; 15 when left out.",
            HelpName = "S",
            DefaultValueFactory = _ => 15,
        };
        var output = new OutputOptions();
        var picture = PictureOption.Make();
        var statistic = new Option<string?>("--statistic")
        {
            Description = "Average when left out; Sum, Minimum, Maximum, SampleCount, p99, tm99 ...",
            HelpName = "STATISTIC",
        };
        var unit = new Option<string?>("--unit")
        {
            Description = "Percent, Bytes, Seconds or any other; when left out, what the metric's name tells.",
            HelpName = "UNIT",
        };

        var root = new RootCommand("An MCP server for AWS that an assistant can be trusted with, and the same tools on the command line.")
        {
            Command("serve", "Serves MCP over stdio; this is what an assistant launches. With --http, over HTTP.",
                (flags, _, _) => ServeCommand.RunAsync(flags)),
            Command("reload", "Has your servers that run with this plugins.json read it again; calls in flight end as they began.",
                (flags, _, cancellation) => ReloadCommand.RunAsync(flags, cancellation)),
            Command("tools", "Lists the tools that a client would be offered.",
                (flags, parsed, _) =>
                    Task.FromResult(ToolsCommand.Run(flags, parsed.GetValue(module), parsed.GetValue(schema), parsed.GetValue(tokens),
                    output.Read(parsed))),
                [module, tokens, schema, .. output.All]),
            Words("watch", "COMMAND",
                "Repeats a command that reads, in its place on the screen, and marks what changed: infra watch list ec2.",
                (flags, parsed, cancellation) =>
                    WatchCommand.RunAsync(flags, parsed.UnmatchedTokens, parsed.GetValue(interval), parsed.GetValue(count), cancellation),
                    interval, count),
            Words("diff", "[OLD.json] [NEW.json|COMMAND]",
                "Compares two saved answers, a saved one with how it is now, or two regions or profiles.",
                (flags, parsed, cancellation) => DiffCommand.RunAsync(
                    flags, parsed.UnmatchedTokens, new(parsed.GetValue(withRegion), parsed.GetValue(withProfile), parsed.GetValue(by)),
                        output.Read(parsed), cancellation),
                [withRegion, withProfile, by, .. output.All]),
            Words("chart", "NAMESPACE METRIC... [DIMENSION=VALUE]...",
                "Draws values of metrics, with the options of 'infra get cloudwatch metric-data', such as --from 1d.",
                (flags, parsed, cancellation) => ChartCommand.RunAsync(flags, parsed.UnmatchedTokens,
                    new(parsed.GetValue(statistic), parsed.GetValue(unit), parsed.GetValue(picture)), cancellation),
                statistic, unit, picture),
            Words("map", "vpc ID", "Draws a network: its gateways, subnets with their routes, endpoints and peers.",
                (flags, parsed, cancellation) =>
                    MapCommand.RunAsync(flags, parsed.UnmatchedTokens, parsed.GetValue(picture), cancellation), picture),
            new Command("config", "The settings in force.")
            {
                Command("show", "Shows each setting, and the flag, variable or file that it comes from.", (flags, parsed, _) =>
                    Task.FromResult(ConfigCommand.Show(flags, output.Read(parsed))), [.. output.All]),
                Command("check", "Reads the settings as a server does, and says what is wrong.", (flags, _, _) =>
                    Task.FromResult(ConfigCommand.Check(flags))),
            },
            new Command("plugins", "The installed plugins.")
            {
                Command("list", "Lists the plugins of plugins.json, from their manifests.", (flags, parsed, _) =>
                    Task.FromResult(PluginsCommand.List(flags, output.Read(parsed))), [.. output.All]),
                Command("verify", "Holds each plugin against its pin, its contract and its manifest; loads it.",
                    (flags, parsed, _) => Task.FromResult(PluginsCommand.Verify(flags, output.Read(parsed))), [.. output.All]),
                Command("add", "Installs or replaces a plugin: shows what it brings, asks, copies it and pins all its files.",
                    (flags, parsed, _) => Task.FromResult(PluginAddCommand.Run(flags, parsed.GetValue(folder)!, parsed.GetValue(publicKey),
                        parsed.GetValue(yes))), folder, publicKey, yes),
                Command("remove", "Takes a plugin out of plugins.json, and deletes its folder if 'add' made it.", (flags, parsed, _) =>
                    Task.FromResult(PluginRemoveCommand.Run(flags, parsed.GetValue(plugin)!, parsed.GetValue(yes))), plugin, yes),
                Command("sign", "Signs a plugin: writes the list of its files' hashes, and the signature of that list.", (_, parsed, _) =>
                    Task.FromResult(PluginSignCommand.Run(parsed.GetValue(folder)!, parsed.GetValue(privateKey)!,
                        parsed.GetValue(newKey))), folder, privateKey, newKey),
            },
            Command("completion", "Prints the script that makes a shell complete commands, options, regions, profiles and ids.",
                (_, parsed, _) => Task.FromResult(CompletionCommand.Run(parsed.GetValue(shell)!)), shell),
            Hidden(Command("complete", "What can stand at the cursor.", (_, parsed, _) =>
                CompleteCommand.RunAsync(parsed.GetValue(before) ?? [], parsed.GetValue(word) ?? ""), before, word)),
            Command("call", "Calls a tool by its name, with the same checks, guard and journal as over MCP.",
                (flags, parsed, cancellation) =>
                    CallCommand.RunAsync(flags, parsed.GetValue(tool)!, parsed.GetValue(given), parsed.GetValue(arguments) ?? [],
                    cancellation), tool, arguments, given),
            Command("demo", "Tells a small story with real calls, on an emulator, and cleans up.",
                (flags, parsed, cancellation) => DemoCommand.RunAsync(flags, new(parsed.GetValue(live), parsed.GetValue(dryRun),
                    parsed.GetValue(interactive), parsed.GetValue(agreed), parsed.GetValue(keep), parsed.GetValue(cleanUp)), cancellation),
                live, interactive, dryRun, agreed, keep, cleanUp),
            Command("test-connection", "Tells which credentials are found, whose they are, when they expire, and how far away AWS is.",
                (flags, parsed, cancellation) => TestConnectionCommand.RunAsync(flags, parsed.GetValue(account), Limit(parsed, timeout),
                    output.Read(parsed), cancellation), [account, timeout, .. output.All]),
            Command("health-check", "Asks each enabled module for the least there is: reachable, permitted, throttled. For monitoring.",
                (flags, parsed, cancellation) => HealthCheckCommand.RunAsync(flags, parsed.GetValue(account), Limit(parsed, timeout),
                    output.Read(parsed), cancellation), [account, timeout, .. output.All]),
            Command("doctor", "Looks at all that must be right: settings, plugins, credentials, network, permissions, MCP, assistants.",
                (flags, parsed, cancellation) => DoctorCommand.RunAsync(flags, Limit(parsed, timeout), output.Read(parsed), cancellation),
                [timeout, .. output.All]),
            Command("policy", "Prints the least IAM policy for exactly the enabled tools.",
                (flags, parsed, cancellation) =>
                    PolicyCommand.RunAsync(flags, parsed.GetValue(check), parsed.GetValue(role), cancellation), check, role),
            Command("sign-in", "Signs in to IAM Identity Center, or with the code of an MFA device; running servers need no restart.",
                (flags, parsed, cancellation) =>
                    SignInCommand.RunAsync(flags, parsed.GetValue(profile), parsed.GetValue(account), cancellation), profile, account),
            Command("approve", "Approves a plan that waits for a person.", (flags, parsed, cancellation) =>
                ApproveCommand.RunAsync(flags, parsed.GetValue(code)!, cancellation), code),
            Command("install", "Makes an assistant know this server: shows the change to its settings, asks, writes it.",
                (flags, parsed, _) => Task.FromResult(InstallCommand.Run(flags, parsed.GetValue(client)!, new(parsed.GetValue(server)!,
                    parsed.GetValue(onlyPrint), parsed.GetValue(undo), parsed.GetValue(approveReads), parsed.GetValue(yes)))),
                client, server, onlyPrint, undo, approveReads, yes),
            Command("version", "Prints the versions of the program, of the contract and of .NET, and the commit.", (_, _, _) =>
                Task.FromResult(VersionCommand.Run())),
            Command("health", "Asks the HTTP server of this machine whether it takes requests; exits with 1 when it does not.",
                (flags, _, cancellation) => HealthCommand.RunAsync(flags, cancellation)),
            Command("journal", "Shows what was done.",
                (flags, parsed, cancellation) =>
                    JournalCommand.RunAsync(flags,
                    new(parsed.GetValue(since), parsed.GetValue(onlyTool), parsed.GetValue(writes), parsed.GetValue(failed),
                    parsed.GetValue(json)), cancellation),
                since, onlyTool, writes, failed, json),
            new Command("inventory", "What there is in all accounts and regions, kept as tables for SQL.")
            {
                Command("sync", "Reads all lists over the accounts and regions, and keeps their rows; goes on where it was interrupted.",
                    (flags, parsed, cancellation) => SyncCommand.RunAsync(flags, new(parsed.GetValue(account), parsed.GetValue(tables),
                        parsed.GetValue(shard), parsed.GetValue(to)), cancellation), account, tables, shard, to),
                Command("athena-ddl", "Prints the definitions of the tables for Amazon Athena.", (flags, parsed, _) =>
                    Task.FromResult(DdlCommand.Run(flags, parsed.GetValue(location))), location),
            },
            new Command("state", "What several servers of one service share, in DynamoDB.")
            {
                Command("init", "Makes the table, if it is not there.", (flags, _, cancellation) =>
                    StateCommand.InitAsync(flags, cancellation)),
            },
            new Command("token", "Makes, lists and revokes the tokens of callers over HTTP.")
            {
                Command("create", "Makes a token and prints it, this once.",
                    (flags, parsed, _) => TokenCommand.CreateAsync(flags, parsed.GetValue(token)!,
                        new(parsed.GetValue(grant), parsed.GetValue(grantModules), parsed.GetValue(grantProfiles), parsed.GetValue(days))),
                    token, grant, grantModules, grantProfiles, days),
                Command("list", "Lists them.", (flags, _, _) => TokenCommand.ListAsync(flags)),
                Command("revoke", "Takes one back.", (flags, parsed, _) => TokenCommand.RevokeAsync(flags, parsed.GetValue(token)!), token),
            },
        };
        foreach (var (_, option) in Flags) root.Options.Add(option);
        return root;
    }

    /// <summary>Runs what can be ended by Ctrl-C: the first one cancels, the second one kills.</summary>
    public static async Task<int> InterruptibleAsync(Func<CancellationToken, Task<int>> run)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await run(stop.Token).ConfigureAwait(false);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    /// <summary>Splits a command line of a tool into the switches of the host and the rest.</summary>
    public static (SwitchValues Flags, IReadOnlyList<string> Words) Split(IReadOnlyList<string> args)
    {
        var command = new Command("infra") { TreatUnmatchedTokensAsErrors = false };
        foreach (var (_, option) in Flags) command.Options.Add(option);
        // What follows a double dash is no option, and so is nothing of the host's.
        var (own, literal) = (args.TakeWhile(a => a is not "--").ToList(), args.SkipWhile(a => a is not "--"));
        var parsed = command.Parse(own, Parsing);
        if (parsed.Errors is [var error, ..]) throw new UsageException(Mistakes.Said(error));
        return (Given(parsed), [.. parsed.UnmatchedTokens, .. literal]);
    }

    /// <summary>Does what a command line says.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(string[] args)
    {
        var first = FirstWord(args);
        // As with git and aws.
        if (first is "help")
        {
            var at = Array.IndexOf(args, first);
            return await InvokeAsync([.. args[..at], .. args[(at + 1)..], "--help"]).ConfigureAwait(false);
        }

        var root = Root();
        if (first is null && root.Parse(args, Parsing).UnmatchedTokens is [['-', ..] unknown, ..])
            throw Mistakes.Unknown(unknown, "infra", [.. root.Options.Select(o => o.Name)]);
        if (first is null)
            return args.Contains("--version") ? VersionCommand.Run() : HelpText.Print(HelpText.Overview(root, CatalogOrNone(args)));
        var own = root.Subcommands.FirstOrDefault(c => c.Name == first);
        if (own is null || own.Subcommands.Count > 0 && IsTool(own, args))
            return await InterruptibleAsync(cancellation => ToolAsync(args, cancellation)).ConfigureAwait(false);

        var parsed = root.Parse(args, Parsing);
        var command = parsed.CommandResult.Command;
        if (parsed.Action is HelpAction || command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
            return HelpText.Print(HelpText.Of(command));
        Mistakes.Check(parsed, $"infra {first}", [.. command.Options.Concat(root.Options).Where(o => !o.Hidden).Select(o => o.Name)]);
        // A code of an MFA device is asked for at a terminal only: a server has none, and a shell that completes a word asks nobody.
        if (!command.Hidden && first is not "serve") AskForCodes();
        // The server has a lifetime of its own, which ends it at once.
        TimeSpan? grace = first is "serve" ? null : CleanUp;
        return await parsed.InvokeAsync(new()
        {
            Output = Terminal.Out,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = grace
        }).ConfigureAwait(false);
    }

    private static async Task<int> ToolAsync(string[] args, CancellationToken cancellation)
    {
        var (flags, words) = Split(args);
        if (words.TakeWhile(w => w is not "--").Any(IsHelp))
            return HelpText.Print(HelpText.Of(new(Catalog(flags)), [.. words.Where(w => !IsHelp(w))]));
        AskForCodes();
        var region = Places.Take(flags).Region;
        using var services = Services.Create(flags);
        var grammar = new Grammar(services.Catalog);
        var (phrase, rest) = grammar.Resolve(words);
        var command = new ToolCommand(phrase);
        var (arguments, choice, yes, isPart) = command.Read(rest);
        if (region is not null && command.Options.Any(o => o.Name == HostArguments.RegionName))
            arguments.TryAdd(HostArguments.RegionName, region);
        if (phrase.Tool.Refusal is null)
        {
            await Wizard.CompleteAsync(services, grammar, command, arguments, yes, cancellation).ConfigureAwait(false);
            await Wizard.AskSecretsAsync(command, arguments, cancellation).ConfigureAwait(false);
        }

        var exit = await new ToolRunner(services, phrase.Tool, choice, yes, isPart).RunAsync(arguments, cancellation).ConfigureAwait(false);
        if (phrase.Tool.Refusal is not null && flags[Switches.Mode] is null)
        {
            // The flag raises the mode where the file says nothing of it.
            flags[Switches.Mode] = PluginCatalog.Word(phrase.Tool.Kind);
            if (Catalog(flags).Find(phrase.Tool.Name)?.Refusal is null)
                Terminal.Complain($"for this command alone: --mode {flags[Switches.Mode]}");
        }

        return exit;
    }

    // A module may have the name of a command, and both have words of their own: "inventory sync" is the host's, "inventory query" a
    // tool's.
    private static bool IsTool(Command command, string[] args) =>
        Split(args).Words is [_, var second, ..] && !second.StartsWith('-') && command.Subcommands.All(c => c.Name != second)
        && CatalogOrNone(args)?.Find($"{command.Name}_{second}") is not null;

    private static void AskForCodes()
    {
        if (Terminal.IsInteractive) OneTimeCode.Ask = question => Terminal.AskAsync($"{question} ", CancellationToken.None);
    }

    /// <summary>What is installed, as plugins.json has it; no plugin is loaded.</summary>
    public static PluginCatalog Catalog(SwitchValues flags) =>
        PluginCatalog.Open(SettingsReader.Read(flags, Services.Variables()), _ => { });

    private static PluginCatalog? CatalogOrNone(string[] args)
    {
        try
        {
            return Catalog(Split(args).Flags);
        }
        catch (SettingsException)
        {
            // The overview is there even when the configuration is what is wrong.
            return null;
        }
    }

    private static bool IsHelp(string word) => word is "--help" or "-h" or "-?";

    // The first word that is no switch of the host, nor the value of one.
    private static string? FirstWord(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith('-')) return args[i];
            if (Switches.All.Any(s => !s.IsToggle && s.Flag == args[i])) i++;
        }

        return null;
    }

    private static Command Command(string name, string description, Func<SwitchValues, ParseResult, CancellationToken, Task<int>> run,
        params Symbol[] symbols) => With(new(name, description), run, symbols);

    private static Command With(Command command, Func<SwitchValues, ParseResult, CancellationToken, Task<int>> run, Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Options.Add(option);
            else if (symbol is Argument argument) command.Arguments.Add(argument);
        }

        command.SetAction((parsed, cancellation) => run(Given(parsed), parsed, cancellation));
        return command;
    }

    // A command around another one, whose words it does not know.
    private static Command Words(string name, string words, string description,
        Func<SwitchValues, ParseResult, CancellationToken, Task<int>> run, params Symbol[] symbols) =>
        With(new WordsCommand(name, words, description) { TreatUnmatchedTokensAsErrors = false }, run, symbols);

    private static Command Hidden(Command command)
    {
        command.Hidden = true;
        return command;
    }

    private static TimeSpan Limit(ParseResult parsed, Option<double> timeout) =>
        parsed.GetValue(timeout) is >= 0.1 and <= 600 and var seconds ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException("--timeout is 0.1 to 600 seconds.");

    private static SwitchValues Given(ParseResult parsed)
    {
        var values = new SwitchValues();
        foreach (var (one, option) in Flags)
        {
            values[one] = option is Option<bool> toggle ? parsed.GetValue(toggle) ? "true" : null
                : parsed.GetValue((Option<string?>)option);
            // As a script passes a variable that it has not set: what was meant is not known.
            if (values[one] is "") throw new UsageException($"{one.Flag} is empty.");
        }

        return values;
    }

    private static Option Flag(Switch one)
    {
        var description = $"{one.Text} Also {one.Variable}.";
        return one.IsToggle
            ? new Option<bool>(one.Flag) { Description = description, Recursive = true }
            : new Option<string?>(one.Flag) { Description = description, Recursive = true };
    }
}
