using System.Data.Common;
using DuckDB.NET.Data;

namespace Infra.Plugins.Inventory;

/// <summary>DuckDB for the code of this module, which writes its own statements.</summary>
internal static class Sql
{
    /// <summary>A database in memory that may read and write files: for statements of this module alone.</summary>
    /// <exception cref="ToolException">There is no DuckDB for this platform.</exception>
    public static DuckDBConnection Open(string file = ":memory:", string settings = "memory_limit=1GB;threads=2")
    {
        try
        {
            var connection = new DuckDBConnection(
                $"Data Source={file};autoinstall_known_extensions=false;autoload_known_extensions=false;{settings}");
            connection.Open();
            return connection;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new ToolException(ToolErrorCode.NotSupported, "This build has no DuckDB library for this platform.",
                "Install the archive that is made for the platform; the one for any platform leaves the library out.", e);
        }
    }

    /// <summary>Runs a statement.</summary>
    public static int Run(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query.</summary>
    public static IEnumerable<T> Read<T>(this DuckDBConnection connection, string sql, Func<DbDataReader, T> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return row(reader);
    }

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
