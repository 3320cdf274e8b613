namespace Infra.Plugins.Inventory;

public sealed class QueryTests : InventoryTest
{
    [Fact]
    public async Task Before_the_first_run_it_says_what_to_do()
    {
        var told = await Assert.ThrowsAsync<ToolException>(() => QueryAsync("SELECT 1"));
        Assert.Contains("infra inventory sync", told.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DROP TABLE ec2_instances")]
    [InlineData("DELETE FROM ec2_instances")]
    [InlineData("INSERT INTO ec2_instances (id) VALUES ('i')")]
    [InlineData("UPDATE ec2_instances SET id = 'x'")]
    [InlineData("CREATE TABLE t (a INTEGER)")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DROP TABLE ec2_instances")]
    [InlineData("COPY ec2_instances TO 'FILE'")]
    [InlineData("EXPORT DATABASE 'FILE'")]
    [InlineData("ATTACH 'FILE' AS other")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET memory_limit = '8GB'")]
    [InlineData("RESET enable_external_access")]
    [InlineData("PRAGMA enable_profiling")]
    [InlineData("CALL enable_logging()")]
    [InlineData("SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_config = {'path': 'FILE'})")]
    [InlineData("SELECT * FROM read_text('FILE')")]
    [InlineData("SELECT * FROM read_blob('FILE')")]
    [InlineData("SELECT * FROM read_csv('FILE')")]
    [InlineData("SELECT * FROM read_json('FILE')")]
    [InlineData("SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT * FROM sniff_csv('FILE')")]
    [InlineData("SELECT * FROM duckdb_secrets()")]
    [InlineData("SELECT * FROM duckdb_settings()")]
    [InlineData("SELECT * FROM query('SELECT 1')")]
    [InlineData("SELECT (SELECT count(*) FROM read_text('FILE'))")]
    [InlineData("WITH x AS (SELECT * FROM read_text('FILE')) SELECT * FROM x")]
    [InlineData("SELECT * FROM 'FILE'")]
    [InlineData("SELECT * FROM \"FILE\"")]
    [InlineData("EXPLAIN ANALYZE SELECT 1")]
    [InlineData("SELEC 1")]
    [InlineData("")]
    public async Task Only_a_select_over_the_tables_is_answered(string sql)
    {
        Keep("prod", ("ec2_instances", """[{ "region": "a", "id": "i-1" }]"""));
        var file = Path.Combine(Folder.FullPath, "private.csv");
        await File.WriteAllTextAsync(file, "a,b\n1,hidden\n");
        var before = Directory.GetFileSystemEntries(Folder.FullPath).Length;

        var refused = await Record.ExceptionAsync(() => QueryAsync(sql.Replace("FILE", file, StringComparison.Ordinal)));

        Assert.NotNull(refused);
        Assert.DoesNotContain("hidden", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal("a,b\n1,hidden\n", await File.ReadAllTextAsync(file));
        Assert.Equal(before, Directory.GetFileSystemEntries(Folder.FullPath).Length);
        Assert.Equal(["1"], await RowsAsync("SELECT count(*) FROM ec2_instances"));
    }

    [Theory]
    [InlineData("SELECT * FROM read_text('FILE')")]
    [InlineData("SELECT * FROM read_csv('FILE')")]
    [InlineData("SELECT * FROM 'FILE'")]
    [InlineData("SELECT * FROM glob('FOLDER/*')")]
    [InlineData("SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')")]
    [InlineData("COPY (SELECT 1) TO 'FOLDER/out.csv'")]
    [InlineData("ATTACH 'FOLDER/other.duckdb' AS other")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD 'FOLDER/x.duckdb_extension'")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '8GB'")]
    [InlineData("SET lock_configuration = false")]
    [InlineData("CREATE TABLE t (a INTEGER)")]
    public async Task The_database_refuses_it_too_without_the_check_of_the_statement(string sql)
    {
        Keep("prod");
        var file = Path.Combine(Folder.FullPath, "private.csv");
        await File.WriteAllTextAsync(file, "a,b\n1,hidden\n");
        using var connection = Database.Open(Folder);
        sql = sql.Replace("FILE", file, StringComparison.Ordinal).Replace("FOLDER", Folder.FullPath, StringComparison.Ordinal);

        var before = Directory.GetFileSystemEntries(Folder.FullPath).Length;
        var refused = await Record.ExceptionAsync(() => Database.ReadAsync(connection, sql, 10, TimeSpan.FromSeconds(10), default));

        Assert.IsType<ToolException>(refused);
        Assert.Equal(before, Directory.GetFileSystemEntries(Folder.FullPath).Length);
    }

    [Fact]
    public async Task Rows_time_and_memory_have_bounds()
    {
        Keep("prod");
        var cut = await QueryAsync("SELECT * FROM range(1000)", limit: 10);
        Assert.Equal((10, false), (cut.GetProperty("rows").GetArrayLength(), cut.GetProperty("complete").GetBoolean()));

        var late = await Assert.ThrowsAsync<ToolException>(() => Query.RunAsync(Folder,
            new() { Sql = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3" },
            TimeSpan.FromMilliseconds(300), default));
        Assert.Contains("longer", late.Message, StringComparison.Ordinal);

        var large = await Assert.ThrowsAsync<ToolException>(() => Query.RunAsync(Folder,
            new() { Sql = "SELECT array_agg(repeat('x', 1000)) FROM range(2000000)" }, TimeSpan.FromMinutes(2), default));
        Assert.Contains("memory", large.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_query_is_told_in_DuckDBs_words()
    {
        Keep("prod");
        var told = await Assert.ThrowsAsync<ToolException>(() => QueryAsync("SELECT idd FROM ec2_instances"));
        Assert.Equal(ToolErrorCode.InvalidInput, told.Code);
        Assert.Contains("idd", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tables_can_be_replaced_while_somebody_asks()
    {
        Keep("prod", ("ec2_instances", """[{ "region": "a", "id": "i-1" }]"""));
        using var connection = Database.Open(Folder);
        if (OperatingSystem.IsWindows()) return;
        Keep("prod", ("ec2_instances", """[{ "region": "a", "id": "i-2" }]"""));
        Assert.Equal(["i-1"], connection.Read("SELECT id FROM ec2_instances", r => r.GetString(0)));
    }
}
