using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace Infra.Plugins.Inventory;

/// <summary>
/// DuckDB for statements of others: the file is read only, nothing but it can be opened, no setting can be changed, and the statement is
/// one SELECT, as DuckDB's own parser reads it.
/// </summary>
internal static class Database
{
    // What makes rows of nothing. Any other table function reads something beside the tables, or tells of the process.
    private static readonly string[] TableFunctions = ["unnest", "range", "generate_series"];

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
        var parsed = JsonNode.Parse((string)command.ExecuteScalar()!)!;
        if (parsed["error"]?.GetValue<bool>() is true)
            throw ToolException.InvalidInput(parsed["error_type"]?.GetValue<string>() is "not implemented"
                ? "Only SELECT is answered; the stored inventory is read only."
                : $"DuckDB cannot read the statement: {parsed["error_message"]}", "Pass one SELECT statement.");
        if (parsed["statements"] is not JsonArray { Count: 1 })
            throw ToolException.InvalidInput("These are several statements.", "Pass one SELECT statement.");
        if (Functions(parsed).FirstOrDefault(f => !TableFunctions.Contains(f)) is { } function)
            throw ToolException.InvalidInput($"The table function '{function}' is not available.",
                "SELECT from the stored tables; information_schema.columns lists them.");
    }

    /// <summary>The columns and first rows of a query.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="sql">A statement that was checked.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="time">How long it may take.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ToolException">It is wrong, or takes too much.</exception>
    public static async Task<(IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows, bool Complete)> ReadAsync(
        DuckDBConnection connection, string sql, int limit, TimeSpan time, CancellationToken ct)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(time);
        await using var interrupt = late.Token.Register(command.Cancel);
        try
        {
            return await Task.Run(() => Read(command, limit, late.Token), CancellationToken.None);
        }
        catch (Exception e) when (e is DuckDBException or OperationCanceledException or InvalidOperationException
            && late.IsCancellationRequested)
        {
            ct.ThrowIfCancellationRequested();
            throw new ToolException(ToolErrorCode.LimitExceeded, $"The query took longer than {time.TotalSeconds:0} s and was ended.",
                "Filter earlier, or join fewer rows.", e);
        }
        catch (DuckDBException e)
        {
            var text = e.Message.ReplaceLineEndings(" ");
            throw text.StartsWith("Out of Memory", StringComparison.OrdinalIgnoreCase)
                ? new ToolException(ToolErrorCode.LimitExceeded, "The query needs more memory than it may have (512 MB).",
                    "Filter earlier, or join fewer rows.", e)
                : ToolException.InvalidInput(text, "information_schema.columns lists the tables and their columns.");
        }
    }

    private static (IReadOnlyList<string>, IReadOnlyList<JsonElement>, bool) Read(DuckDBCommand command, int limit, CancellationToken ct)
    {
        using var reader = command.ExecuteReader();
        List<string> columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        List<JsonElement> rows = [];
        while (reader.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (rows.Count == limit) return (columns, rows, false);
            var row = new JsonObject();
            for (var i = 0; i < columns.Count; i++) row[columns[i]] = reader.IsDBNull(i) ? null : Value(reader.GetValue(i));
            rows.Add(JsonSerializer.SerializeToElement(row));
        }

        return (columns, rows, true);
    }

    private static JsonNode? Value(object? value) => value switch
    {
        null or DBNull => null,
        string text => text,
        bool flag => flag,
        sbyte or short or int or long or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong or decimal or BigInteger => JsonNode.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) =>
            Convert.ToDouble(value, CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IDictionary map => new JsonObject(map.Keys.Cast<object>().Select(k =>
            KeyValuePair.Create(Convert.ToString(k, CultureInfo.InvariantCulture)!, Value(map[k])))),
        byte[] or Stream => "(binary)",
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Value)]),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<string> Functions(JsonNode? node) => node switch
    {
        JsonObject its => (its["type"] is JsonValue type && type.GetValueKind() is JsonValueKind.String
                && type.GetValue<string>() is "TABLE_FUNCTION" && its["function"]?["function_name"] is { } name
                ? [name.GetValue<string>()] : Enumerable.Empty<string>())
            .Concat(its.SelectMany(p => Functions(p.Value))),
        JsonArray list => list.SelectMany(Functions),
        _ => [],
    };
}
