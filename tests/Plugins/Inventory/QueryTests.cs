using System.Text.Json.Nodes;

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
    [InlineData("SELECT current_setting('temp_directory')")]
    [InlineData("SELECT id, Current_Setting('temp_directory') FROM ec2_instances")]
    [InlineData("SELECT system.main.current_setting('temp_directory')")]
    [InlineData("SELECT getvariable('x')")]
    [InlineData("SELECT write_log('x')")]
    [InlineData("SELECT sleep_ms(30000)")]
    [InlineData("SELECT list_reduce(['a', 'b'], (x, y) -> x || y)")]
    [InlineData("SELECT Reduce(['a', 'b'], (x, y) -> x || y)")]
    [InlineData("SELECT * FROM pg_settings")]
    [InlineData("SELECT * FROM PG_Catalog.PG_Settings")]
    [InlineData("SELECT * FROM pragma_database_list")]
    [InlineData("SELECT * FROM system.main.duckdb_databases")]
    [InlineData("SELECT (SELECT path FROM duckdb_databases LIMIT 1)")]
    [InlineData("SELECT * FROM sqlite_master")]
    [InlineData("SELECT repeat('x', 300000000)")]
    [InlineData("SELECT range(5000000)")]
    [InlineData("SELECT map([1], [[repeat('x', 3000000)]])")]
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
    [InlineData("SELECT 1 AS id, 2 AS id, 3 AS id_2, 4 AS id", """{"id":1,"id_2":2,"id_2_2":3,"id_3":4}""")]
    [InlineData("SELECT MAP {['a']: 1} AS m", """{"m":{"[\"a\"]":1}}""")]
    [InlineData("SELECT MAP {1: 'x'} AS m", """{"m":{"1":"x"}}""")]
    [InlineData("SELECT TIMETZ '10:00:00+02' AS t, TIME '10:00:00.5' AS u, DATE '2026-01-01' AS d",
        """{"t":"10:00:00+02:00","u":"10:00:00.5","d":"2026-01-01"}""")]
    [InlineData("SELECT 'nan'::double AS n, 1::hugeint AS h, 1.50::decimal(9,2) AS m", """{"n":"NaN","h":1,"m":1.50}""")]
    [InlineData("SELECT UUID '00000000-0000-0000-0000-000000000001' AS u, [1, NULL] AS l, [[1, NULL], NULL] AS n, {'a': 1} AS s",
        """{"u":"00000000-0000-0000-0000-000000000001","l":[1,null],"n":[[1,null],null],"s":{"a":1}}""")]
    public async Task Every_value_is_told_and_no_column_hides_another(string sql, string row)
    {
        Keep("prod");
        var told = JsonNode.Parse((await QueryAsync(sql)).GetProperty("rows")[0].GetRawText())!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(row), told), told.ToJsonString());
    }

    [Theory]
    [InlineData("SELECT DATE 'infinity'")]
    [InlineData("SELECT TIMESTAMP '20000-01-01'")]
    [InlineData("SELECT union_value(n := 1)")]
    [InlineData("SELECT 1e400")]
    public async Task What_no_type_holds_is_refused_in_words(string sql)
    {
        Keep("prod");
        var told = await Assert.ThrowsAsync<ToolException>(() => QueryAsync(sql));
        Assert.Equal(ToolErrorCode.InvalidInput, told.Code);
    }

    [Theory]
    [InlineData("SELECT length(list_resize([1], 10000001))")]
    [InlineData("SELECT length(Range(10000001))")]
    [InlineData("SELECT length(range(0, 10000001))")]
    [InlineData("SELECT length(list_transform(range(4000), x -> range(4000)))")]
    [InlineData("SELECT length(replace(repeat('a', 10000), 'a', repeat('b', 2000)))")]
    [InlineData("SELECT length(repeat('x', 1000 * 10))")]
    [InlineData("WITH a AS (SELECT 10 AS n) SELECT length(repeat('x', n)) FROM a")]
    [InlineData("SELECT length(('x').repeat(10000001))")]
    [InlineData("SELECT length(lpad('x', 10001, 'y'))")]
    [InlineData("SELECT length(format('{:10001}', 1))")]
    [InlineData("SELECT length(format('{:{}}', 1, 10))")]
    [InlineData("SELECT length(printf('%*d', 10, 1))")]
    [InlineData("SELECT * FROM unnest(range(10000001)) LIMIT 1")]
    public async Task A_value_of_any_size_is_not_made(string sql)
    {
        Keep("prod");
        var told = await Assert.ThrowsAsync<ToolException>(() => QueryAsync(sql));
        Assert.Equal(ToolErrorCode.LimitExceeded, told.Code);
    }

    // Small numbers: what is refused is the form, whatever it would come to.
    [Theory]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS n, id AS s FROM ec2_instances UNION ALL "
        + "SELECT n + 1, replace(s, 'i', s) FROM r WHERE n < 3) SELECT length(replace(s, 'i', s || s)) FROM r")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS n, id AS s FROM ec2_instances UNION ALL "
        + "SELECT n + 1, s || s || s || s || s FROM r WHERE n < 3) SELECT length(s) FROM r")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS n, id AS s FROM ec2_instances UNION ALL "
        + "SELECT n + 1, Repeat(s, 5) FROM r WHERE n < 3) SELECT length(s) FROM r")]
    [InlineData("SELECT length(repeat(id, 10001)) FROM ec2_instances")]
    [InlineData("SELECT length(repeat(s, 200)) FROM (SELECT repeat(id, 200) AS s FROM ec2_instances) t")]
    [InlineData("SELECT length(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex('a')))))))))))))))")]
    [InlineData("SELECT length(bin(bin(bin(bin(bin('a'))))))")]
    public async Task A_value_that_is_put_together_over_and_over_is_not_made(string sql) => await NotGrownAsync(sql);

    [Fact]
    public async Task A_text_is_not_doubled_over_and_over()
    {
        await NotGrownAsync("WITH t0 AS (SELECT id AS s FROM ec2_instances), "
            + string.Join(", ", Enumerable.Range(1, 14).Select(i => $"t{i} AS (SELECT s || s AS s FROM t{i - 1})"))
            + " SELECT length(s) FROM t14");
        var inner = "(SELECT id AS s FROM ec2_instances) t";
        for (var i = 0; i < 14; i++) inner = $"(SELECT concat(s, s) AS s FROM {inner}) t";
        await NotGrownAsync($"SELECT length(s) FROM {inner}");
        Assert.Equal(["8"], await RowsAsync("WITH a AS (SELECT 'x' AS s), b AS (SELECT s || s AS s FROM a), "
            + "c AS (SELECT s || s AS s FROM b) SELECT length(concat(s, s)) FROM c"));
    }

    [Fact]
    public async Task Columns_of_many_tables_are_put_together()
    {
        Keep("prod", ("ec2_instances", """[{ "region": "a", "id": "i-1", "name": "web", "state": "running", "type": "t3.micro" }]"""));
        var wide = string.Join(" || ',' || ", Enumerable.Repeat("coalesce(name, '')", 30));
        Assert.Equal(["a/i-1/web 119"], await RowsAsync($"""
            WITH a AS (SELECT concat_ws('/', region, id, name) AS line, {wide} AS csv FROM ec2_instances
              WHERE state = 'running' AND id LIKE 'i-%' AND (name = 'web' OR name = 'db' OR lower(name) = 'cache')),
            b AS (SELECT line, csv, CASE WHEN csv = '' THEN line || csv WHEN csv IS NULL THEN line ELSE csv END AS either FROM a)
            SELECT line, length(either) AS n FROM b GROUP BY line, either ORDER BY line
            """));
    }

    [Fact]
    public async Task What_stands_side_by_side_does_not_make_one_another_larger()
    {
        Keep("prod", ("ec2_instances", """[{ "region": "a", "id": "i-1" }]"""));
        const string line = "SELECT account || '/' || region || '/' || id AS line FROM ec2_instances";
        Assert.Equal(["20"], await RowsAsync(
            $"SELECT count(*) FROM ({string.Join(" UNION ALL ", Enumerable.Repeat(line, 20))})"));
        Assert.Equal(["20"], await RowsAsync("WITH "
            + string.Join(", ", Enumerable.Range(0, 20).Select(i => $"t{i} AS ({line})")) + " SELECT "
            + string.Join(" + ", Enumerable.Range(0, 20).Select(i => $"(SELECT count(*) FROM t{i})"))));
        // Whoever names one another is larger, also by way of a UNION, and whatever the letters.
        await NotGrownAsync("WITH t0 AS (SELECT id AS s FROM ec2_instances), "
            + string.Join(", ", Enumerable.Range(1, 14).Select(i => $"t{i} AS (SELECT s || s AS s FROM T{i - 1} UNION ALL SELECT '')"))
            + " SELECT length(s) FROM t14");
        var deep = "SELECT id AS s FROM ec2_instances";
        for (var i = 0; i < 14; i++) deep = $"SELECT s || s AS s FROM ({deep}) t UNION ALL SELECT ''";
        await NotGrownAsync($"SELECT length(s) FROM ({deep}) t");
    }

    [Theory]
    [InlineData("age(timestamp '2026-05-01 12:00:00', timestamp '2025-02-28 11:00:00.5')", "1 year 2 months 1 day 00:59:59.5")]
    [InlineData("timestamp '2026-05-11' - timestamp '2026-05-01 01:00:00'", "9 days 23:00:00")]
    [InlineData("interval '100' hour", "100:00:00")]
    [InlineData("interval '-90' second", "-00:01:30")]
    [InlineData("interval '0' day", "00:00:00")]
    [InlineData("interval '1' month + interval '1' day", "1 month 1 day")]
    public async Task A_length_of_time_is_told_as_DuckDB_writes_it(string sql, string told)
    {
        Keep("prod");
        Assert.Equal([$"{told} {told}"], await RowsAsync($"SELECT {sql} AS told, CAST({sql} AS VARCHAR) AS text"));
        Assert.Equal([$"""["{told}",null]"""], await RowsAsync($"SELECT [{sql}, NULL] AS list"));
    }

    private async Task NotGrownAsync(string sql)
    {
        Keep("prod", ("ec2_instances", """[{ "region": "a", "id": "i-1" }]"""));
        var told = await Assert.ThrowsAsync<ToolException>(() => QueryAsync(sql));
        Assert.Equal(ToolErrorCode.LimitExceeded, told.Code);
    }

    [Theory]
    [InlineData("SELECT lpad('7', 3, '0') || repeat('#', 20) || format('{:>8.2f}', 1.5) || printf('%05d', 3)",
        "007####################    1.5000003")]
    [InlineData("SELECT length(range(10)) + length(generate_series(1, 5))", "15")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS n, 'a' AS s UNION ALL SELECT n + 1, s || '/' || n || repeat(' ', 3) FROM r WHERE n < 30) "
        + "SELECT max(length(s)) FROM r", "166")]
    [InlineData("SELECT count(*) FROM range(20000000)", "20000000")]
    [InlineData("SELECT count(*) FROM generate_series(date '2026-01-01', date '2026-01-31', interval 1 day)", "31")]
    public async Task Values_of_a_sensible_size_are(string sql, string value)
    {
        Keep("prod");
        Assert.Equal([value], await RowsAsync(sql));
    }

    [Theory]
    [InlineData("-- nothing")]
    [InlineData(" ; ")]
    public async Task What_is_no_statement_is_not_called_several(string sql)
    {
        Keep("prod");
        Assert.Equal("There is no statement.", (await Assert.ThrowsAsync<ToolException>(() => QueryAsync(sql))).Message);
    }

    [Fact]
    public async Task A_long_statement_is_read_to_its_depths()
    {
        Keep("prod");
        var sum = string.Join('+', Enumerable.Repeat("1", 200));
        Assert.Equal(["200"], await RowsAsync($"SELECT {sum}"));
        var hidden = string.Concat(Enumerable.Repeat("abs(", 100)) + "(SELECT count(*) FROM duckdb_settings())" + new string(')', 100);
        Assert.Contains("duckdb_settings", (await Assert.ThrowsAsync<ToolException>(() => QueryAsync($"SELECT {hidden}"))).Message,
            StringComparison.Ordinal);
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
    public async Task Texts_that_DuckDB_does_not_count_have_a_bound_too()
    {
        Keep("prod");
        using var connection = Database.Open(Folder);
        // Each turn makes a text that is twice as long; to its end they would be 260 MB.
        const string sql = "WITH RECURSIVE r AS (SELECT 1 AS n, repeat('x', 1000) AS s UNION ALL "
            + "SELECT n + 1, s || s FROM r WHERE n < 18) SELECT n, sum(length(s)) FROM r GROUP BY n";
        Database.Check(connection, sql);
        var large = await Assert.ThrowsAsync<ToolException>(() =>
            Database.ReadAsync(connection, sql, 10, TimeSpan.FromMinutes(1), default, memory: 20_000_000));
        Assert.Equal((ToolErrorCode.LimitExceeded, true), (large.Code, large.Message.Contains("memory", StringComparison.Ordinal)));
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
