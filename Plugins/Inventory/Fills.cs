using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Plugins.Inventory;

/// <summary>
/// The functions of a statement that make a value as large as a number says. Such a value is made in one piece, so that the bounds on time
/// and memory are looked at too late: the number must stand in the statement and be small.
/// </summary>
internal sealed partial class Fills
{
    // What all of a statement's make together, since they may be nested, also by way of other functions.
    private const double Most = 10_000_000;
    private const double Widest = 10_000;

    // Of values from tables. Twelve columns in each of three subqueries are less.
    private const double MostTimes = 10_000;

    // Where their numbers are.
    private static readonly Dictionary<string, Range> Multiply = new(StringComparer.OrdinalIgnoreCase)
    {
        ["repeat"] = 1..2,
        ["list_resize"] = 1..2,
        ["array_resize"] = 1..2,
        ["range"] = 0..3,
        ["generate_series"] = 0..3,
    };

    private double product = 1;

    /// <summary>Counts that the statement puts values together: what it fills is then so many times as large.</summary>
    /// <param name="times">How often, in all.</param>
    /// <exception cref="ToolException">It makes too much.</exception>
    public void Grow(double times)
    {
        if (product * times > Most || times > MostTimes)
            throw new ToolException(ToolErrorCode.LimitExceeded,
                "The statement puts texts or lists together over and over, so that they might become too large.",
                "Put values together once, in the last SELECT.");
    }

    /// <summary>Counts one of them; others are left alone.</summary>
    /// <param name="name">The function.</param>
    /// <param name="arguments">As DuckDB's parser writes them.</param>
    /// <exception cref="ToolException">It makes too much, or nobody can tell how much.</exception>
    public void Count(string name, JsonArray arguments)
    {
        if (Multiply.TryGetValue(name, out var where))
        {
            foreach (var argument in arguments.Take(where))
                product *= Number(argument) is { } number ? Math.Max(1, Math.Abs(number)) : double.PositiveInfinity;
            if (product > Most) throw TooLarge(name);
        }
        else if (name.ToLowerInvariant() is "lpad" or "rpad" && Number(arguments.ElementAtOrDefault(1)) is not <= Widest
            || name.ToLowerInvariant() is "printf" or "format"
                && (Constant(arguments.ElementAtOrDefault(0)) is not JsonValue pattern || Wide().IsMatch(pattern.ToString())))
        {
            throw TooLarge(name);
        }
    }

    /// <summary>The number that an argument is; null where it is none that stands in the statement.</summary>
    public static double? Number(JsonNode? argument) =>
        Constant(argument) is JsonValue value && value.GetValueKind() is JsonValueKind.Number ? value.GetValue<double>() : null;

    private static JsonNode? Constant(JsonNode? argument) =>
        argument?["type"]?.ToString() is "VALUE_CONSTANT" ? argument["value"]?["value"] : null;

    private static ToolException TooLarge(string name) => new(ToolErrorCode.LimitExceeded,
        $"'{name}' would make too large a value, or one of a size that the statement does not tell.",
        "Write a small number as its argument. In FROM, range and generate_series may have any size.");

    // A width of five digits, or one that is an argument.
    [GeneratedRegex("[0-9]{5}|[{][^{}]*[{]|%[^a-zA-Z%]*[*]")]
    private static partial Regex Wide();
}
