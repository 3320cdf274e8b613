#!/usr/bin/env bash
# DuckDB.NET.Data.Full 1.5.6.1 (NuGet, with DuckDB 1.5.6).
# Expected: a reader's GetValue gives every value that a query can have, since that is the method for who does not know the types; GetFieldType names the type of what it gives.
# Seen: GetFieldType says List<int> for a list of numbers, and GetValue throws InvalidCastException when one of them is null, which depends on the row. GetFieldValue<List<int?>>
# reads the same cell. A list of texts, whose type can be null, is read by GetValue with its nulls; so are lists within lists by GetFieldValue when each level is made nullable.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package DuckDB.NET.Data.Full@1.5.6.1
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
using System.Text.Json;
using DuckDB.NET.Data;

using var connection = new DuckDBConnection("Data Source=:memory:");
connection.Open();
using var command = connection.CreateCommand();
command.CommandText = "SELECT [1, 2], [1, NULL], ['a', NULL], [[1, NULL], NULL]";
using var reader = command.ExecuteReader();
reader.Read();
for (var i = 0; i < 3; i++) Console.WriteLine($"{reader.GetFieldType(i).GenericTypeArguments[0].Name}: {Tell(() => reader.GetValue(i))}");
Console.WriteLine($"Int32?: {Tell(() => reader.GetFieldValue<List<int?>>(1))}");
Console.WriteLine($"List of Int32?: {Tell(() => reader.GetFieldValue<List<List<int?>?>>(3))}");

static string Tell(Func<object> read)
{
    try
    {
        return JsonSerializer.Serialize(read());
    }
    catch (InvalidCastException e)
    {
        return $"{e.GetType().Name}: {e.Message}";
    }
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
Int32: [1,2]
Int32: InvalidCastException: The list contains null value
String: ["a",null]
Int32?: [1,null]
List of Int32?: [[1,null],null]
SEEN
