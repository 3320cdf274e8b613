using System.CommandLine;
using System.CommandLine.Parsing;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Words;

/// <summary>
/// What to say to options that do not exist: the nearest one, or what a user of the AWS CLI was looking for. Never a page of help.
/// </summary>
internal static class Mistakes
{
    private static readonly Type[] Numbers = [typeof(double), typeof(int), typeof(int?)];

    private static readonly Dictionary<string, string> AwsHabits = new()
    {
        ["--cli-input-json"] = "All arguments as JSON are --json '{…}', or --json @file.",
        ["--cli-input-yaml"] = "All arguments as JSON are --json '{…}', or --json @file.",
        ["--generate-cli-skeleton"] = "The arguments are listed by --help, and 'infra tools --schema TOOL' prints their JSON Schema.",
        ["--filters"] = "Each filter is an option of its own; --help lists them.",
        ["--filter"] = "Each filter is an option of its own; --help lists them.",
        ["--max-items"] = "Most rows: --limit N. All rows: --all.",
        ["--page-size"] = "Most rows: --limit N. All rows: --all.",
        ["--starting-token"] = "A page goes on with --cursor and the nextCursor of the page before. All rows: --all.",
        ["--next-token"] = "A page goes on with --cursor and the nextCursor of the page before. All rows: --all.",
        ["--no-paginate"] = "One page is what you get; --all reads on.",
        ["--no-cli-pager"] = "It is --no-pager here.",
        ["--no-verify-ssl"] = "Certificates are always checked. Name a CA bundle in AWS_CA_BUNDLE.",
        ["--debug"] = "It is --log-level debug here.",
        ["--color"] = "Colours follow NO_COLOR, CLICOLOR and the terminal.",
        ["--format"] = "It is --output here: table, json, yaml, csv, ids or text.",
        ["--account"] = "Accounts can be named where aws.accounts in plugins.json configures several (docs/accounts.md).",
        ["--force"] = "To be asked nothing: --yes.",
    };

    /// <exception cref="UsageException">Something in it is wrong.</exception>
    public static void Check(ParseResult parsed, string command, IReadOnlyList<string> options)
    {
        var typed = parsed.CommandResult.Command;
        if (typed.TreatUnmatchedTokensAsErrors && parsed.UnmatchedTokens is [var first, ..])
        {
            if (typed.Subcommands.Count > 0 && !first.StartsWith('-'))
                throw new UsageException(
                    $"There is no '{command} {first}'.{Nearest.Hint(first, typed.Subcommands.Select(c => c.Name))} There is: "
                        + $"{string.Join(", ", typed.Subcommands.Select(c => c.Name))}.");
            if (!first.StartsWith('-')) throw new UsageException($"'{first}' is one word too many for '{command}'.");
            throw Unknown(first, command, options);
        }

        if (parsed.CommandResult.Children.OfType<ArgumentResult>().FirstOrDefault(a => a.Tokens.Any(t => t.Value.Length == 0)) is { } empty
            && !typed.Hidden)
            throw new UsageException($"{empty.Argument.Name.ToUpperInvariant()} is empty. The command is: {HelpText.Usage(typed)}");
        if (parsed.Errors is not [var error, ..]) return;
        var missing = typed.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(a) is not { Tokens.Count: > 0 })
            .Select(a => a.Name.ToUpperInvariant()).ToList();
        throw OptionOf(error) is null && missing.Count > 0
            ? new UsageException($"missing: {string.Join(", ", missing)}. The command is: {HelpText.Usage(typed)}")
            : new UsageException($"{Said(error)} See '{command} --help'.");
    }

    /// <summary>What the parser found wrong, in words.</summary>
    public static string Said(ParseError error) => OptionOf(error) switch
    {
        { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value.",
        { Tokens: [var only] } option when Numbers.Contains(option.Option.ValueType) =>
            $"{option.Option.Name} is '{only.Value}', which is no number.",
        _ => error.Message,
    };

    private static OptionResult? OptionOf(ParseError error) =>
        error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;

    /// <summary>What to say to an option that is none.</summary>
    public static UsageException Unknown(string typed, string command, IReadOnlyList<string> options)
    {
        var name = typed.Split('=', 2)[0];
        return AwsHabits.TryGetValue(name, out var instead)
            ? new($"There is no option {name}. {instead}")
            : new($"'{command}' has no option {name}.{Nearest.Hint(name, options)}{Others(name, options)}");
    }

    private static string Others(string name, IReadOnlyList<string> options) =>
        Nearest.Find(name, options) is null
            ? $" It has: {string.Join(", ", options.Where(o => o.Length > 2).Take(12))}{(options.Count > 12 ? " …" : "")}" : "";
}
