using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Infra.Plugins.Inventory;

/// <summary>
/// DuckDB for statements of others: the file is read only, nothing but it can be opened, no setting can be changed, and the statement is
/// one SELECT, as DuckDB's own parser reads it.
/// </summary>
internal static class Database
{
    // What makes rows of nothing. Any other table function reads something beside the tables, or tells of the process.
    private static readonly string[] TableFunctions = ["unnest", "range", "generate_series"];

    // What tells or changes something of the process, or only takes time. (DuckDB has no file or network in a function of values.)
    private static readonly string[] Forbidden =
        ["current_setting", "getvariable", "getenv", "write_log", "sleep_ms", "pg_sleep", "current_query", "setseed",
        // Its value grows with each element, within one call.
        "list_reduce", "array_reduce", "reduce"];

    // Views that DuckDB has of itself: they tell settings, and paths of this machine.
    private static readonly string[] Views = ["pg_", "duckdb_", "pragma_", "sqlite_"];

    // Characters and values of an answer. The host shortens what it sends; here it is about the memory until then.
    private const int Most = 2_000_000;

    // What the process may grow by during a query: DuckDB's own limit, and some for what is not in it.
    private const long MostMemory = 700_000_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    // DuckDB itself takes expressions of a depth of a thousand, each of some levels of JSON.
    private const int Deepest = 10_000;

    /// <summary>Opens the file.</summary>
    /// <exception cref="ToolException">There is none yet, or it cannot be read.</exception>
    public static DuckDBConnection Open(Folder folder)
    {
        if (!File.Exists(folder.Database))
            throw new ToolException(ToolErrorCode.NotFound, $"Nothing is stored yet in {folder.FullPath}.",
                "A person fills it with 'infra inventory sync'.");
        return Sql.Open(folder.Database, "access_mode=read_only;enable_external_access=false;memory_limit=512MB;threads=2;"
            + "max_temp_directory_size=0KB;lock_configuration=true");
    }

    /// <summary>Refuses what is not one SELECT over tables.</summary>
    /// <exception cref="ToolException">It is something else.</exception>
    public static void Check(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json_serialize_sql(CAST($1 AS VARCHAR))";
        command.Parameters.Add(new DuckDBParameter(sql));
        var parsed = Tree((string)command.ExecuteScalar()!);
        if (parsed["error"]?.GetValue<bool>() is true)
            throw ToolException.InvalidInput(parsed["error_type"]?.GetValue<string>() is "not implemented"
                ? "Only SELECT is answered; the stored inventory is read only."
                : $"DuckDB cannot read the statement: {parsed["error_message"]}", "Pass one SELECT statement.");
        if (parsed["statements"] is not JsonArray { Count: 1 })
            throw ToolException.InvalidInput(parsed["statements"] is JsonArray { Count: > 1 } ? "These are several statements."
                : "There is no statement.", "Pass one SELECT statement.");
        const string hint = "SELECT from the stored tables; information_schema.columns lists them.";
        HashSet<string> stored = [.. connection.Read("SELECT table_name FROM duckdb_tables() WHERE NOT internal", r => r.GetString(0))];
        var (fills, rows) = (new Fills(), new HashSet<JsonNode>());
        foreach (var node in Nodes(parsed))
        {
            // Rows of a table function are made one after the other.
            if (node["function"] is JsonObject table) rows.Add(table);
            if (!rows.Contains(node) && Text(node, "type") is "FUNCTION" && Text(node, "function_name") is { } called)
                fills.Count(called, node["children"] as JsonArray ?? []);
            switch (Text(node, "type"))
            {
                case "TABLE_FUNCTION" when node["function"] is JsonObject function
                    && Text(function, "function_name") is var name && !TableFunctions.Contains(name, StringComparer.OrdinalIgnoreCase):
                    throw ToolException.InvalidInput($"The table function '{name}' is not available.", hint);
                case "FUNCTION" when Text(node, "function_name") is { } name && Forbidden.Contains(name, StringComparer.OrdinalIgnoreCase):
                    throw ToolException.InvalidInput($"The function '{name}' is not available.", hint);
                case "BASE_TABLE" when Text(node, "table_name") is { } name && !stored.Contains(name)
                    && Views.Any(v => name.StartsWith(v, StringComparison.OrdinalIgnoreCase)):
                    throw ToolException.InvalidInput($"There is no table '{name}' here.", hint);
            }
        }

        fills.Grow(Growth.Of(parsed));
    }

    private static JsonNode Tree(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { MaxDepth = Deepest })!;
        }
        catch (JsonException e)
        {
            throw new ToolException(ToolErrorCode.InvalidInput,
                "The statement cannot be checked: it is nested too deeply, or has a number that no type holds.",
                "Pass one simpler SELECT statement.", e);
        }
    }

    /// <summary>The columns and first rows of a query. Columns of one name are told apart by a number.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="sql">A statement that was checked.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="time">How long it may take.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="memory">What the process may grow by.</param>
    /// <exception cref="ToolException">It is wrong, or takes too much.</exception>
    public static async Task<(IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows, bool Complete)> ReadAsync(
        DuckDBConnection connection, string sql, int limit, TimeSpan time, CancellationToken ct, long memory = MostMemory)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var expired = new CancellationTokenSource(time);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct, expired.Token);
        await using var interrupt = late.Token.Register(command.Cancel);
        using var large = new CancellationTokenSource();
        await using var watch = Watch(memory, large, late);
        try
        {
            return await Task.Run(() => Read(command, limit, late.Token), CancellationToken.None);
        }
        catch (Exception e) when (e is DuckDBException or OperationCanceledException or InvalidOperationException
            && large.IsCancellationRequested)
        {
            throw TooLarge(e);
        }
        catch (Exception e) when (e is DuckDBException or OperationCanceledException or InvalidOperationException
            && late.IsCancellationRequested)
        {
            // What cannot be interrupted may outlast the call's own time, too.
            if (!expired.IsCancellationRequested) ct.ThrowIfCancellationRequested();
            throw new ToolException(ToolErrorCode.LimitExceeded, $"The query took longer than {time.TotalSeconds:0} s and was ended.",
                "Filter earlier, or join fewer rows.", e);
        }
        // Values that .NET has no type for: infinite dates, unions.
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or InvalidCastException
            or FormatException or OverflowException)
        {
            throw new ToolException(ToolErrorCode.InvalidInput, "A column has values that cannot be told as they are.",
                "Select them as text: CAST(x AS VARCHAR).", e);
        }
        catch (DuckDBException e)
        {
            var text = e.Message.ReplaceLineEndings(" ");
            throw text.StartsWith("Out of Memory", StringComparison.OrdinalIgnoreCase)
                ? TooLarge(e) : ToolException.InvalidInput(text, "information_schema.columns lists the tables and their columns.");
        }
    }

    private static ToolException TooLarge(Exception e) => new(ToolErrorCode.LimitExceeded,
        "The query needs more memory than it may have (512 MB).", "Filter earlier, or join fewer rows.", e);

    // DuckDB's own limit leaves out the texts that an expression makes. They come a chunk of rows at a time, and between two chunks it
    // can be interrupted.
    private static Timer Watch(long most, CancellationTokenSource large, CancellationTokenSource end)
    {
        var before = Environment.WorkingSet;
        return new(_ =>
        {
            if (Environment.WorkingSet - before < most) return;
            try
            {
                large.Cancel();
                end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The query has just ended.
            }
        }, null, Look, Look);
    }

    private static (IReadOnlyList<string>, IReadOnlyList<JsonElement>, bool) Read(DuckDBCommand command, int limit, CancellationToken ct)
    {
        using var reader = command.ExecuteReader();
        List<string> columns = [];
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var (name, n) = (reader.GetName(i), 1);
            for (var free = name; ; free = string.Create(CultureInfo.InvariantCulture, $"{name}_{++n}"))
            {
                if (columns.Contains(free)) continue;
                columns.Add(free);
                break;
            }
        }

        List<JsonElement> rows = [];
        var values = new Values();
        var cells = columns.Select((_, i) => Cell(reader, i)).ToList();
        while (reader.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (rows.Count == limit) return (columns, rows, false);
            var row = new JsonObject();
            for (var i = 0; i < columns.Count; i++) row[columns[i]] = reader.IsDBNull(i) ? null : values.Of(cells[i]());
            rows.Add(JsonSerializer.SerializeToElement(row));
        }

        return (columns, rows, true);
    }

    // What reads a column of the row that the reader is at. By itself the reader takes a list of numbers for one that holds no null, and
    // fails where it does.
    private static Func<object?> Cell(DbDataReader reader, int column)
    {
        var type = reader.GetFieldType(column);
        // A TimeSpan has no months, and age() of anything older has.
        if (type == typeof(TimeSpan)) return () => reader.GetFieldValue<DuckDBInterval>(column);
        if (!IsList(type)) return () => reader.GetValue(column);
        var read = typeof(DbDataReader).GetMethod(nameof(reader.GetFieldValue))!.MakeGenericMethod(WithNulls(type));
        return () => read.Invoke(reader, BindingFlags.DoNotWrapExceptions, null, [column], CultureInfo.InvariantCulture);
    }

    private static Type WithNulls(Type type) =>
        IsList(type)
            ? typeof(List<>).MakeGenericType(WithNulls(type.GetGenericArguments()[0]))
            : type == typeof(TimeSpan) ? typeof(DuckDBInterval?)
            : type.IsValueType && Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type;

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    private sealed class Values
    {
        private int left = Most;

        public JsonNode? Of(object? value)
        {
            left -= value is string { Length: var length } ? length + 1 : 1;
            return left > 0 ? Json(value) : throw new ToolException(ToolErrorCode.LimitExceeded,
                $"The answer has more than {Most} characters and values.",
                "Aggregate, take fewer columns, or shorten texts: left(x, 100).");
        }

        // As DuckDB writes it.
        private static string Length(DuckDBInterval length)
        {
            List<string> parts = [];
            foreach (var (n, unit) in new[] { (length.Months / 12, "year"), (length.Months % 12, "month"), (length.Days, "day") })
                if (n != 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{n} {unit}{(n is 1 ? "" : "s")}"));
            var micros = (long)length.Micros;
            var rest = TimeSpan.FromMicroseconds(Math.Abs(micros) % 3_600_000_000)
                .ToString(@"mm\:ss\.FFFFFF", CultureInfo.InvariantCulture);
            if (micros != 0 || parts.Count == 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{(micros < 0 ? "-" : "")}{Math.Abs(micros) / 3_600_000_000:00}:{rest.TrimEnd('.')}"));
            return string.Join(' ', parts);
        }

        private static string Name(JsonNode? key) => key is JsonValue value ? value.ToString() : key?.ToJsonString() ?? "";

        private JsonNode? Json(object? value) => value switch
        {
            null or DBNull => null,
            string text => text,
            bool flag => flag,
            sbyte or short or int or long or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong or decimal or BigInteger => JsonNode.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
            float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) =>
                Convert.ToDouble(value, CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            // A time of day with its offset; a timestamp comes as DateTime.
            DateTimeOffset time => time.ToString("HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DuckDBInterval length => Length(length),
            IDictionary map => new JsonObject(map.Keys.Cast<object>().Select(k =>
                KeyValuePair.Create(Name(Of(k)), Of(map[k])))),
            byte[] or Stream => "(binary)",
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Of)]),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    // The objects of the statement's tree, whatever its depth.
    private static IEnumerable<JsonObject> Nodes(JsonNode tree)
    {
        var open = new Stack<JsonNode?>([tree]);
        while (open.TryPop(out var node))
        {
            if (node is JsonObject its) yield return its;
            foreach (var inner in node switch
            {
                JsonObject o => o.Select(p => p.Value),
                JsonArray list => list,
                _ => [],
            }) open.Push(inner);
        }
    }

    private static string? Text(JsonObject node, string name) =>
        node[name] is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;
}
