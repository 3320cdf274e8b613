using System.CommandLine;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Output;

/// <summary>What an answer is written as.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Yaml,
    Csv,
    Ids,
    Text,
}

/// <summary>How an answer is to be shown.</summary>
/// <param name="Format">As what.</param>
/// <param name="Query">A JMESPath expression over the answer; null for all of it.</param>
/// <param name="Columns">The columns of its rows; empty for all.</param>
/// <param name="SortBy">The column that its rows are sorted by, with a minus for descending; null for AWS's order.</param>
/// <param name="IsAll">Whether to read to the end.</param>
/// <param name="Pager">Whether what does not fit on the screen goes through a pager.</param>
/// <param name="Spark">The metric of which each row gets a curve; null for none.</param>
internal sealed record OutputChoice(OutputFormat Format, string? Query = null, IReadOnlyList<string>? Columns = null,
    string? SortBy = null, bool IsAll = false, bool Pager = true, string? Spark = null);

/// <summary>The options of every command that prints an answer.</summary>
internal sealed class OutputOptions
{
    private static readonly string[] Formats = [.. Enum.GetNames<OutputFormat>().Select(f => f.ToLowerInvariant())];

    private readonly Option<string?> format = new("--output", "-o")
    {
        Description = "table, json, yaml, csv, ids or text. On a terminal it is a table, in a pipe JSON.",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> query = new("--query")
    {
        Description = "A JMESPath expression: what of the answer to print.",
        HelpName = "JMESPATH",
    };
    private readonly Option<string?> columns = new("--columns")
    {
        Description = "Only these columns, in this order, separated by commas.",
        HelpName = "A,B",
    };
    private readonly Option<string?> sortBy = new("--sort-by")
    {
        Description = "The column to sort by; with a minus in front of it the largest comes first.",
        HelpName = "COLUMN",
    };
    private readonly Option<string?> spark = new("--spark")
    {
        Description = "A column with the curve of this CloudWatch metric, for example CPUUtilization; three hours of averages unless more "
            + "is said.",
        HelpName = "METRIC[:STATISTIC[:FROM]]",
    };
    private readonly Option<bool> all = new("--all") { Description = "All pages, to the end." };
    private readonly Option<bool> noPager = new("--no-pager") { Description = "Never through a pager." };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Ask nothing: carry out what the plan says." };

    /// <param name="tool">The tool whose answers are printed; null for a list of the host's own.</param>
    public OutputOptions(CatalogTool? tool = null)
    {
        isList = tool is null or { IsPage: true };
        All =
        [
            format, query, .. isList ? [columns, sortBy] : Array.Empty<Option>(),
                .. tool is { IsPage: true } ? [all, spark] : Array.Empty<Option>(), noPager,
            .. tool?.Kind > ToolKind.Read ? [yes] : Array.Empty<Option>(),
        ];
        format.CompletionSources.Add(Formats);
    }

    private readonly bool isList;

    public IReadOnlyList<Option> All { get; }

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    public bool IsAll(ParseResult parsed) => All.Contains(all) && parsed.GetValue(all);

    public bool Yes(ParseResult parsed) => All.Contains(yes) && parsed.GetValue(yes);

    /// <exception cref="UsageException">The format is none.</exception>
    public OutputChoice Read(ParseResult parsed)
    {
        return new(
            Format(parsed.GetValue(format)), parsed.GetValue(query),
            isList ? parsed.GetValue(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null,
            isList ? parsed.GetValue(sortBy) : null, IsAll(parsed), !parsed.GetValue(noPager),
            All.Contains(spark) ? parsed.GetValue(spark) : null);
    }

    private static OutputFormat Format(string? typed)
    {
        if (typed is null) return Terminal.IsOutputTerminal ? OutputFormat.Table : OutputFormat.Json;
        return Formats.Contains(typed.ToLowerInvariant())
            ? Enum.Parse<OutputFormat>(typed, ignoreCase: true)
            : throw new UsageException(
                $"--output is '{typed}'; it must be one of {string.Join(", ", Formats)}.{Nearest.Hint(typed, Formats)}");
    }
}
