using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Plugins.Inventory;

/// <summary>A column, or a field of a structure: its name in tables, and the property of the row that it holds.</summary>
internal sealed record Column(string Name, string Property, ColumnType Type);

/// <summary>The type of a column: what a JSON schema comes to for DuckDB and for Athena, and how values are written for it.</summary>
/// <param name="DuckDb">As DuckDB writes it.</param>
/// <param name="Athena">As Athena's data definitions write it.</param>
/// <param name="Write">Writes a value; what does not fit the schema, such as a redacted one, becomes null or a text.</param>
internal sealed record ColumnType(string DuckDb, string Athena, Action<Utf8JsonWriter, JsonNode?> Write)
{
    private static readonly ColumnType Text = new("VARCHAR", "string", (json, value) => json.WriteStringValue(value switch
    {
        null => null,
        JsonValue one when one.GetValueKind() is JsonValueKind.String => one.GetValue<string>(),
        // What has no schema is kept as the text of its JSON, which both engines take apart.
        _ => value.ToJsonString(),
    }));

    private static readonly ColumnType Integer = Of("BIGINT", "bigint", JsonValueKind.Number);
    private static readonly ColumnType Number = Of("DOUBLE", "double", JsonValueKind.Number);
    private static readonly ColumnType Flag = Of("BOOLEAN", "boolean", JsonValueKind.True, JsonValueKind.False);

    public static readonly ColumnType Time = new("TIMESTAMP", "timestamp", (json, value) =>
    {
        if (value is JsonValue one && one.GetValueKind() is JsonValueKind.String && DateTimeOffset.TryParse(one.GetValue<string>(),
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            json.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        else json.WriteNullValue();
    });

    /// <summary>The columns of a table: where a row is from, then its own.</summary>
    public static IReadOnlyList<Column> Columns(JsonElement row) =>
    [
        new("region", "region", Text), new("snapshot", "snapshot", Time),
        .. Fields(row).Where(f => f.Name is not ("region" or "snapshot" or "account" or "snapshot_date"))
    ];

    /// <summary>The type of what a schema describes.</summary>
    public static ColumnType Of(JsonElement schema)
    {
        var type = schema.TryGetProperty("type", out var named) ? named.GetString() : null;
        return type switch
        {
            "string" => schema.TryGetProperty("format", out var format) && format.ValueEquals("date-time") ? Time : Text,
            "integer" => Integer,
            "number" => Number,
            "boolean" => Flag,
            "array" when schema.TryGetProperty("items", out var items) => List(Of(items)),
            "object" when Fields(schema) is { Count: > 0 } fields => Struct(fields),
            "object" when schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind is JsonValueKind.Object =>
                Map(Of(values)),
            _ => Text,
        };
    }

    /// <summary>The name that a property has in tables: engines do not tell capitals apart.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1])))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static List<Column> Fields(JsonElement schema) => schema.TryGetProperty("properties", out var properties)
        ? [.. properties.EnumerateObject().Select(p => new Column(Snake(p.Name), p.Name, Of(p.Value))).DistinctBy(c => c.Name)] : [];

    private static ColumnType Of(string duckDb, string athena, params JsonValueKind[] kinds) => new(duckDb, athena, (json, value) =>
    {
        if (value is not null && kinds.Contains(value.GetValueKind())) value.WriteTo(json);
        else json.WriteNullValue();
    });

    private static ColumnType List(ColumnType item) => new($"{item.DuckDb}[]", $"array<{item.Athena}>", (json, value) =>
    {
        if (value is not JsonArray list)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var one in list) item.Write(json, one);
        json.WriteEndArray();
    });

    private static ColumnType Map(ColumnType item) => new($"MAP(VARCHAR, {item.DuckDb})", $"map<string,{item.Athena}>", (json, value) =>
    {
        if (value is not JsonObject map)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        foreach (var (name, one) in map)
        {
            json.WritePropertyName(name);
            item.Write(json, one);
        }

        json.WriteEndObject();
    });

    private static ColumnType Struct(IReadOnlyList<Column> fields) => new(
        $"STRUCT({string.Join(", ", fields.Select(f => $"{Sql.Name(f.Name)} {f.Type.DuckDb}"))})",
        $"struct<{string.Join(',', fields.Select(f => $"{f.Name}:{f.Type.Athena}"))}>", (json, value) =>
        {
            if (value is JsonObject row) WriteRow(json, fields, row);
            else json.WriteNullValue();
        });

    /// <summary>Writes a row under the names of its columns.</summary>
    public static void WriteRow(Utf8JsonWriter json, IReadOnlyList<Column> columns, JsonObject row)
    {
        json.WriteStartObject();
        foreach (var column in columns)
        {
            json.WritePropertyName(column.Name);
            column.Type.Write(json, row[column.Property]);
        }

        json.WriteEndObject();
    }
}
