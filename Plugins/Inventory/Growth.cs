using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Plugins.Inventory;

/// <summary>
/// How many times the length of what it is made of a value of a statement can have. A text that is put together with itself, in one
/// subquery after the other, doubles each time; a dozen lines make more of it than any machine holds, and no bound on time or memory is
/// looked at while one value is made.
/// </summary>
internal static class Growth
{
    // What puts its arguments together.
    private static readonly HashSet<string> Joining = new(StringComparer.OrdinalIgnoreCase)
    {
        "||", "concat", "concat_ws", "list_concat", "list_cat", "array_concat", "array_cat", "list_append", "array_append",
        "list_prepend", "array_prepend", "array_push_back", "array_push_front", "list_value", "list_pack", "array_value", "row",
        "struct_pack", "struct_insert", "struct_concat", "map", "map_concat", "map_from_entries", "json_object", "json_array",
        "json_merge_patch", "printf", "format", "list_zip", "array_zip", "list_resize", "array_resize", "lpad", "rpad",
    };

    // What writes each character with several.
    private static readonly Dictionary<string, int> Spelling = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bin"] = 8,
        ["to_binary"] = 8,
        ["hex"] = 2,
        ["to_hex"] = 2,
        ["to_base64"] = 2,
        ["base64"] = 2,
        ["url_encode"] = 3,
        ["regexp_escape"] = 2,
        ["to_json"] = 2,
        ["json_quote"] = 2,
        ["row_to_json"] = 2,
        ["array_to_json"] = 2,
    };

    // What puts one argument into another, or between the parts of another: which argument that is.
    private static readonly Dictionary<string, int> Spreading = new(StringComparer.OrdinalIgnoreCase)
    {
        ["replace"] = 2,
        ["regexp_replace"] = 2,
        ["array_to_string"] = 1,
        ["string_agg"] = 1,
        ["group_concat"] = 1,
        ["listagg"] = 1,
    };

    private const double Spread = 100;

    // What each round of a recursion may make of what the round before made: nobody knows how many there are. Between two rounds the
    // bounds on time and memory are looked at.
    private const double MostAgain = 4;

    /// <summary>
    /// The bound of a whole statement: each SELECT may work on what another one made, but not on what stands beside it in a UNION, nor on
    /// a query of a WITH that it does not name.
    /// </summary>
    /// <param name="statement">As DuckDB's parser writes it.</param>
    public static double Of(JsonNode statement)
    {
        // Those in others come after them; no recursion, since a statement may be deep.
        List<JsonNode> nodes = [];
        var open = new Stack<JsonNode>([statement]);
        while (open.TryPop(out var node))
        {
            nodes.Add(node);
            foreach (var child in Children(node)) open.Push(child);
        }

        Dictionary<JsonNode, (double Weight, double Times)> known = [];
        foreach (var node in Enumerable.Reverse(nodes))
        {
            var weight = Weight(node, child => child is null ? 0 : known.GetValueOrDefault(child).Weight);
            var times = Times(node, child => known.TryGetValue(child, out var its) ? its.Times : 1);
            known[node] = IsQuery(node) ? (1, times * Math.Max(1, weight)) : (weight, times);
        }

        return known[statement].Times;
    }

    // What the SELECTs in a part of the statement make of a value that goes through all of them that it can go through.
    private static double Times(JsonNode node, Func<JsonNode, double> of)
    {
        var children = Children(node);
        if (node is not JsonObject its) return Product(children);
        if (Text(its, "type") is "RECURSIVE_CTE_NODE" && its["right"] is { } again && of(again) > MostAgain) return double.PositiveInfinity;
        // A row of a UNION is one of either side.
        if (Text(its, "type") is "SET_OPERATION_NODE" && its["left"] is { } left && its["right"] is { } right)
            return Math.Max(of(left), of(right)) * Product(children.Where(c => c != left && c != right));
        // What a WITH names.
        return its["map"] is JsonArray named ? Named(named, of) : Product(children);

        double Product(IEnumerable<JsonNode> some) => some.Aggregate(1.0, (product, child) => product * of(child));
    }

    // Of the queries of a WITH, those that name one another; which are those before them.
    private static double Named(JsonArray queries, Func<JsonNode, double> of)
    {
        Dictionary<string, double> grown = new(StringComparer.OrdinalIgnoreCase);
        foreach (var query in queries.OfType<JsonObject>())
        {
            var before = Tables(query).Select(t => grown.GetValueOrDefault(t, 1)).DefaultIfEmpty(1).Max();
            grown[Text(query, "key") ?? ""] = before * of(query);
        }

        return grown.Values.DefaultIfEmpty(1).Max();
    }

    private static IEnumerable<string> Tables(JsonNode query)
    {
        var open = new Stack<JsonNode>([query]);
        while (open.TryPop(out var node))
        {
            if (node is JsonObject its && Text(its, "table_name") is { } name) yield return name;
            foreach (var child in Children(node)) open.Push(child);
        }
    }

    private static bool IsQuery(JsonNode node) =>
        node is JsonObject its && Text(its, "type")?.EndsWith("_NODE", StringComparison.Ordinal) is true;

    // How often the values that an expression names may stand in what it gives.
    private static double Weight(JsonNode node, Func<JsonNode?, double> of)
    {
        var most = Children(node).Select(of).DefaultIfEmpty().Max();
        if (node is not JsonObject expression) return most;
        switch (Text(expression, "class"))
        {
            case "CONSTANT":
                return 0;
            case "COLUMN_REF":
                return 1;
            // True or false, whatever they compare.
            case "COMPARISON" or "CONJUNCTION" or "BETWEEN":
                return Math.Min(most, 1);
            case "FUNCTION" when Text(expression, "function_name") is { } name && expression["children"] is JsonArray arguments:
                var sum = arguments.Sum(of);
                if (name.Equals("repeat", StringComparison.OrdinalIgnoreCase))
                    return of(arguments.ElementAtOrDefault(0)) * Math.Max(1, Fills.Number(arguments.ElementAtOrDefault(1)) ?? 1);
                if (Joining.Contains(name)) return Math.Max(most, sum);
                if (Spelling.TryGetValue(name, out var letters)) return Math.Max(most, 1) * letters;
                if (Spreading.TryGetValue(name, out var at) && of(arguments.ElementAtOrDefault(at)) > 0)
                    return Math.Max(most, sum) * Spread;
                // For each element of a list.
                return arguments.FirstOrDefault(a => a is JsonObject its && Text(its, "class") is "LAMBDA") is { } lambda
                    ? Math.Max(1, of(arguments[0])) * of(lambda) : most;
            default:
                return most;
        }
    }

    private static IEnumerable<JsonNode> Children(JsonNode node) => (node switch
    {
        JsonObject its => its.Select(p => p.Value),
        JsonArray list => list,
        _ => [],
    }).OfType<JsonNode>().Where(n => n is not JsonValue);

    private static string? Text(JsonObject node, string name) =>
        node[name] is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;
}
