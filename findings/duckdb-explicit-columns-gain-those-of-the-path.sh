#!/usr/bin/env bash
# DuckDB 1.5.6 (DuckDB.NET.Data.Full 1.5.6.1, NuGet).
# Expected: read_json with columns = {...} gives exactly those columns, wherever the file lies: that is what naming them is for.
# Seen: a folder named key=value anywhere in the path of the file, also of one that is named in full, adds a column. What is copied to Parquet from a file in
# account=prod/ then has a column account, which Hive and Athena refuse beside the partition of that name. It takes hive_partitioning = false.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package DuckDB.NET.Data.Full@1.5.6.1
#:property PublishAot=false
using DuckDB.NET.Data;

Directory.CreateDirectory("account=prod");
File.WriteAllText("account=prod/rows.json", """{"id":"i-1"}""");
using var connection = new DuckDBConnection("Data Source=:memory:");
connection.Open();
foreach (var further in new[] { "", ", hive_partitioning = false" })
{
    using var command = connection.CreateCommand();
    command.CommandText = $"SELECT * FROM read_json('account=prod/rows.json', format = 'newline_delimited', columns = {{'id': 'VARCHAR'}}{further})";
    using var reader = command.ExecuteReader();
    Console.WriteLine(string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)));
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
id, account
id
SEEN
