using System.CommandLine;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Settings;
using Infra.Host.Demo;
using Infra.Host.Http;
using Infra.Host.Stdio;

namespace Infra.Host.Cli;

/// <summary>The commands of <c>infra</c>.</summary>
internal static class CommandLine
{
    private static readonly IReadOnlyList<(Switch Switch, Option Option)> Flags = [.. Switches.All.Select(s => (s, Flag(s)))];

    // After Ctrl-C the demo deletes what it made, which takes as long as AWS takes.
    private static readonly TimeSpan CleanUp = TimeSpan.FromMinutes(6);

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            StandardStreams.Take();
            // The server has a lifetime of its own, which ends it at once.
            TimeSpan? grace = args.Contains("serve") ? null : CleanUp;
            return await Root().Parse(args)
                .InvokeAsync(new() { Output = Terminal.Out, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = grace })
                .ConfigureAwait(false);
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync($"infra: {Visible.Lines(e.Message)}").ConfigureAwait(false);
            return 2;
        }
        catch (IOException e) when (!IsClosedPipe(e))
        {
            await Console.Error.WriteLineAsync($"infra: {Visible.Line(e.Message)}").ConfigureAwait(false);
            return 1;
        }
        catch (IOException)
        {
            // Whoever read the output has seen enough.
            return 1;
        }
    }

    // EPIPE, ERROR_BROKEN_PIPE, ERROR_NO_DATA.
    private static bool IsClosedPipe(IOException e) => (e.HResult & 0xffff) is 32 or 109 or 232;

    private static RootCommand Root()
    {
        var tool = new Argument<string>("tool") { Description = "The tool, for example ec2_list_instances." };
        var arguments = new Argument<string[]>("arguments") { Description = "name=value pairs, or one JSON object.",
            Arity = ArgumentArity.ZeroOrMore };
        var code = new Argument<string>("code") { Description = "The code of the plan." };
        var since = new Option<string?>("--since") { Description = "Only entries of the last 30m, 12h, 7d …" };
        var onlyTool = new Option<string?>("--tool") { Description = "Only this tool, or those that begin so: ec2_" };
        var writes = new Option<bool>("--writes") { Description = "Only calls that planned or changed something." };
        var failed = new Option<bool>("--failed") { Description = "Only calls that did not end well." };
        var json = new Option<bool>("--json") { Description = "Whole entries, a JSON object a line." };
        var live = new Option<bool>("--live") { Description = "Use the real AWS account of your credentials, not an emulator." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the plans only; create nothing." };
        var check = new Option<bool>("--check") { Description = "Ask AWS what of it the caller may do, and name what is missing." };

        var token = new Argument<string>("name") { Description = "Whose token it is, for the journal." };
        var grant = new Option<string?>("--grant") { Description = "read (when left out), write or destructive: how far the token goes." };
        var grantModules = new Option<string?>("--grant-modules") { Description = "Only these modules, separated by commas." };
        var grantProfiles = new Option<string?>("--grant-profiles") { Description = "Only these AWS profiles, separated by commas." };
        var days = new Option<int?>("--days") { Description = "How many days the token holds; 90 when left out." };

        var root = new RootCommand("An MCP server for AWS that an assistant can be trusted with.")
        {
            Command("serve", "Serves MCP over stdio; this is what an assistant launches. With --http, over HTTP.",
                (flags, _, _) => Services.WantsHttp(flags) ? HttpServer.RunAsync(flags) : StdioServer.RunAsync(flags)),
            Command("tools", "Lists the tools that a client would be offered.", (flags, _, _) => ToolsCommand.RunAsync(flags)),
            Command("call", "Calls a tool, with the same checks, guard and journal as over MCP.",
                (flags, parsed, cancellation) =>
                    CallCommand.RunAsync(flags, parsed.GetValue(tool)!, parsed.GetValue(arguments) ?? [], cancellation), tool, arguments),
            Command("demo", "Tells a small story with real calls, on an emulator, and cleans up.",
                (flags, parsed, cancellation) =>
                    DemoCommand.RunAsync(flags, parsed.GetValue(live), parsed.GetValue(dryRun), cancellation), live, dryRun),
            Command("policy", "Prints the least IAM policy for exactly the enabled tools.",
                (flags, parsed, cancellation) => PolicyCommand.RunAsync(flags, parsed.GetValue(check), cancellation), check),
            Command("approve", "Approves a plan that waits for a person.",
                (flags, parsed, _) => ApproveCommand.RunAsync(flags, parsed.GetValue(code)!), code),
            Command("journal", "Shows what was done.",
                (flags, parsed, _) => JournalCommand.RunAsync(flags,
                    new(parsed.GetValue(since), parsed.GetValue(onlyTool), parsed.GetValue(writes), parsed.GetValue(failed),
                    parsed.GetValue(json))),
                since, onlyTool, writes, failed, json),
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

    private static Command Command(string name, string description, Func<SwitchValues, ParseResult, CancellationToken, Task<int>> run,
        params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Options.Add(option);
            else if (symbol is Argument argument) command.Arguments.Add(argument);
        }

        command.SetAction((parsed, cancellation) => run(Given(parsed), parsed, cancellation));
        return command;
    }

    private static SwitchValues Given(ParseResult parsed)
    {
        var values = new SwitchValues();
        foreach (var (one, option) in Flags)
            values[one] = option is Option<bool> toggle ? parsed.GetValue(toggle)
                ? "true" : null : parsed.GetValue((Option<string?>)option);
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
