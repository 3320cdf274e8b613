using System.CommandLine;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Words;

/// <summary>
/// What to say to options that do not exist: the nearest one, or what a user of the AWS CLI was looking for. Never a page of help.
/// </summary>
internal static class Mistakes
{
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

        if (parsed.Errors is [var error, ..]) throw new UsageException($"{error.Message} See '{command} --help'.");
    }

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
