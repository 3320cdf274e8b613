using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Plugins.Inventory;

public sealed class StoreTests : InventoryTest
{
    private const string Two = """
        [{ "region": "eu-west-1", "id": "i-1", "state": "running", "launchedAt": "2026-05-01T12:00:00Z" },
         { "region": "eu-west-1", "id": "i-2", "state": "stopped" }]
        """;

    [Fact]
    public async Task Rows_are_typed_columns_in_snake_case_with_their_account()
    {
        Keep("prod", ("ec2_instances", Two),
            ("vpc_network_interfaces", """[{ "region": "eu-west-1", "id": "eni-1", "groupIds": ["sg-1", "sg-2"] }]"""),
            ("secrets_secrets", """[{ "region": "eu-west-1", "name": "db", "tags": { "Owner": "web" } }]"""));

        Assert.Equal(["prod eu-west-1 i-1 2026-05-01T12:00:00Z", "prod eu-west-1 i-2 "],
            await RowsAsync("SELECT account, region, id, launched_at FROM ec2_instances ORDER BY id"));
        Assert.Equal(["sg-2"], await RowsAsync("SELECT group_ids[2] FROM vpc_network_interfaces"));
        Assert.Equal(["web"], await RowsAsync("SELECT tags['Owner'] FROM secrets_secrets"));
        Assert.Equal(["TIMESTAMP"], await RowsAsync(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'ec2_instances' AND column_name = 'launched_at'"));
        Assert.Equal(["0"], await RowsAsync("SELECT count(*) FROM elb_load_balancers"));
    }

    [Fact]
    public async Task What_was_redacted_or_does_not_fit_its_schema_is_null_or_a_text()
    {
        Keep("prod", ("vpc_network_interfaces", """[{ "region": "a", "id": "eni-1", "groupIds": "[redacted]" }]"""),
            ("ec2_instances", """[{ "region": "a", "id": "i-1", "name": { "x": 1 }, "launchedAt": "soon" }]"""));

        Assert.Equal(["eni-1 "], await RowsAsync("SELECT id, group_ids FROM vpc_network_interfaces"));
        Assert.Equal(["""{"x":1} """], await RowsAsync("SELECT name, launched_at FROM ec2_instances"));
    }

    [Fact]
    public async Task A_part_that_is_written_twice_is_there_once_and_one_that_was_not_completed_is_not_there()
    {
        using (var snapshot = new ParquetStore(Folder).Begin("all"))
        {
            foreach (var _ in new[] { 1, 2 })
            {
                using var part = snapshot.Open(Table("ec2_instances"), "prod");
                part.Add([.. JsonNode.Parse(Two)!.AsArray().Select(r => r!.DeepClone().AsObject())]);
                part.Complete([], isEmpty: false);
            }

            using (var part = snapshot.Open(Table("ec2_volumes"), "prod")) part.Add([new() { ["region"] = "a", ["id"] = "vol-1" }]);
            Assert.Equal((true, false), (snapshot.Has("ec2_instances", "prod"), snapshot.Has("ec2_volumes", "prod")));
            snapshot.Complete([Table("ec2_instances"), Table("ec2_volumes")]);
        }

        Assert.Equal(["2 0"], await RowsAsync("SELECT (SELECT count(*) FROM ec2_instances), (SELECT count(*) FROM ec2_volumes)"));
        Assert.Empty(Directory.GetFiles(Folder.History, "*.draft*", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_interrupted_snapshot_is_gone_on_with_and_a_complete_one_is_not()
    {
        DateTimeOffset time;
        using (var first = new ParquetStore(Folder).Begin("all")) time = first.Time;
        using (var other = new ParquetStore(Folder).Begin("other")) Assert.False(other.IsResumed);
        using (var again = new ParquetStore(Folder).Begin("other"))
        {
            Assert.True(again.IsResumed);
            again.Complete([]);
        }

        using var next = new ParquetStore(Folder).Begin("other");
        Assert.False(next.IsResumed);
        Assert.True(next.Time > time);
    }

    [Fact]
    public void What_a_bucket_has_is_not_sent_again_also_not_by_the_run_after_one_that_was_killed()
    {
        const string place = "s3://bucket/infra";
        Keep("prod", ("ec2_instances", Two));
        using (var killed = new ParquetStore(Folder).Begin("all"))
        {
            Write(killed, "ec2_instances");
            Write(killed, "ec2_volumes");
            var files = killed.Unsent(place);
            Assert.Equal(3, files.Count);
            Assert.All(files, f => Assert.Matches(
                "^kind=ec2_[a-z]+/snapshot_date=[0-9-]{10}/account=prod/[0-9]{8}T[0-9]{6}Z\\.parquet$", f.Name));
            killed.Sent(place, files[0]);
            killed.Sent(place, files[1]);
            // As a process leaves it that is killed while it writes.
            File.AppendAllText(Path.Combine(Folder.FullPath, "sent.txt"), "\nkind=ec2_vol");
        }

        using (var next = new ParquetStore(Folder).Begin("all"))
        {
            var left = Assert.Single(next.Unsent(place));
            next.Sent(place, left);
            Assert.Empty(next.Unsent(place));
            next.Complete([Table("ec2_instances"), Table("ec2_volumes")]);
        }

        Assert.Equal(2, File.ReadAllLines(Path.Combine(Folder.FullPath, "sent.txt")).Length);
        using var later = new ParquetStore(Folder).Begin("all");
        Assert.Empty(later.Unsent(place));
        Write(later, "ec2_instances");
        Assert.Single(later.Unsent(place));
        Assert.Equal(4, later.Unsent("s3://another").Count);

        static void Write(RowSnapshot snapshot, string table)
        {
            using var part = snapshot.Open(Table(table), "prod");
            part.Add([new() { ["region"] = "eu-west-1", ["id"] = "x-1" }]);
            part.Complete([], isEmpty: false);
        }
    }

    [Fact]
    public void Two_runs_do_not_write_to_one_folder()
    {
        using var first = new ParquetStore(Folder).Begin("");
        var refused = Assert.Throws<ToolException>(() => new ParquetStore(Folder).Begin(""));
        Assert.Contains("Another", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_account_has_its_newest_rows_and_what_was_not_read_is_told()
    {
        Keep("prod", ("ec2_instances", Two));
        using (var snapshot = new ParquetStore(Folder).Begin(""))
        {
            using (var part = snapshot.Open(Table("ec2_instances"), "prod"))
                part.Complete([new("prod", "AccessDenied", "No.")], isEmpty: true);
            using (var part = snapshot.Open(Table("ec2_instances"), "dev/eu west"))
            {
                part.Add([new() { ["region"] = "eu-west-1", ["id"] = "i-9" }]);
                part.Complete([new("us-east-1", "AuthFailure", "Not enabled.")], isEmpty: false);
            }

            snapshot.Complete([Table("ec2_instances"), Table("ec2_volumes")]);
        }

        Assert.Equal(["dev/eu west i-9", "prod i-1", "prod i-2"],
            await RowsAsync("SELECT account, id FROM ec2_instances ORDER BY account, id"));
        Assert.Equal(["dev/eu west us-east-1 AuthFailure", "prod prod AccessDenied"],
            await RowsAsync("SELECT account, place, code FROM missing_rows WHERE table_name = 'ec2_instances' ORDER BY account"));
        Assert.Contains("missing_rows", (await QueryAsync("SELECT 1")).GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_was_not_asked_or_did_not_answer_keeps_the_rows_of_before()
    {
        Keep("prod", ("ec2_instances",
            """[{ "region": "a", "id": "i-1" }, { "region": "b", "id": "i-2" }, { "region": "c", "id": "i-3" }]"""));
        Read(["a"], [], "a i-4");
        Assert.Equal(["i-4", "i-2", "i-3"], await RowsAsync("SELECT id FROM ec2_instances ORDER BY region"));
        Read(null, ["b"], "a i-5");
        Assert.Equal(["i-5", "i-2"], await RowsAsync("SELECT id FROM ec2_instances ORDER BY region"));
        Read(["a", "c"], []);
        Assert.Equal(["i-2"], await RowsAsync("SELECT id FROM ec2_instances ORDER BY region"));
        Assert.Equal(["b"], await RowsAsync("SELECT place FROM missing_rows"));
        Read(null, []);
        Assert.Equal(["0 0"], await RowsAsync("SELECT (SELECT count(*) FROM ec2_instances), (SELECT count(*) FROM missing_rows)"));

        void Read(string[]? regions, string[] gaps, params string[] rows)
        {
            using var snapshot = new ParquetStore(Folder).Begin("");
            using (var part = snapshot.Open(Table("ec2_instances"), "prod", regions))
            {
                part.Add([.. rows.Select(r => r.Split(' ')).Select(r => new JsonObject { ["region"] = r[0], ["id"] = r[1] })]);
                part.Complete([.. gaps.Select(g => new RowGap(g, "Throttled", "Later."))], isEmpty: false);
            }

            snapshot.Complete([Table("ec2_instances")]);
        }
    }

    [Fact]
    public async Task An_account_that_did_not_answer_is_no_longer_missing_when_what_was_asked_of_it_is_there()
    {
        Read(["a", "b"], answers: false);
        Assert.Equal(["prod"], await RowsAsync("SELECT place FROM missing_rows"));
        Read(["a"], answers: true);
        Assert.Equal(["prod"], await RowsAsync("SELECT place FROM missing_rows"));
        Read(["b", "c"], answers: true);
        Assert.Equal(["0"], await RowsAsync("SELECT count(*) FROM missing_rows"));
        Read(null, answers: false);
        Read(["a", "b", "c"], answers: true);
        // All regions were asked, and there may be more.
        Assert.Equal(["prod"], await RowsAsync("SELECT place FROM missing_rows"));
        Read(null, answers: true);
        Assert.Equal(["0"], await RowsAsync("SELECT count(*) FROM missing_rows"));

        void Read(string[]? regions, bool answers)
        {
            using var snapshot = new ParquetStore(Folder).Begin("");
            using (var part = snapshot.Open(Table("ec2_instances"), "prod", regions))
                part.Complete(answers ? [] : [new RowGap("prod", "AccessDenied", "No.")], isEmpty: !answers);
            snapshot.Complete([Table("ec2_instances")]);
        }
    }

    [Fact]
    public async Task Rows_of_an_older_version_of_a_tool_fit_its_newer_table()
    {
        Read("""
            {"properties":{"id":{"type":"string"},"size":{"type":"string"},"gone":{"type":"string"},
             "tags":{"type":"object","additionalProperties":{"type":"string"}},
             "disks":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"}}}}}}
            """, "prod", """{ "region": "a", "id": "1", "size": "large", "gone": "x", "disks": [{ "name": "root" }] }""");
        Read("""
            {"properties":{"id":{"type":"string"},"size":{"type":"integer"},"tags":{"type":"array","items":{"type":"string"}},
             "disks":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"gib":{"type":"integer"}}}}}}
            """, "dev", """{ "region": "a", "id": "2", "size": 5, "disks": [{ "name": "root", "gib": 8 }] }""");

        Assert.Equal(["dev 2 5 8", "prod 1  "],
            await RowsAsync("SELECT account, id, size, disks[1].gib FROM acme_things ORDER BY account"));
        Assert.Equal(["root"], await RowsAsync("SELECT disks[1].name FROM acme_things WHERE account = 'prod'"));
        var changes = (await RunAsync(Changes.Tool(Folder), new { table = "acme_things" })).GetProperty("items");
        Assert.Equal(["added dev 2"], changes.EnumerateArray().Select(c =>
            $"{c.GetProperty("change").GetString()} {c.GetProperty("account").GetString()} {c.GetProperty("key").GetString()}"));

        void Read(string schema, string account, string row)
        {
            using var snapshot = new ParquetStore(Folder).Begin("");
            var table = new RowTable("acme_things", JsonElement.Parse(schema));
            using (var part = snapshot.Open(table, account))
            {
                part.Add([JsonNode.Parse(row)!.AsObject()]);
                part.Complete([], isEmpty: false);
            }

            snapshot.Complete([table]);
        }
    }

    [Fact]
    public void Athena_is_told_the_columns_that_the_Parquet_files_have()
    {
        using (var snapshot = new ParquetStore(Folder).Begin(""))
        {
            foreach (var table in Tables)
            {
                using var part = snapshot.Open(table, "prod");
                part.Complete([], isEmpty: false);
            }
        }

        var ddl = new ParquetStore(Folder).AthenaTables(Tables, "s3://bucket/x").Split(";\n");
        using var connection = Sql.Open();
        foreach (var table in Tables)
        {
            var file = Folder.Parts(table.Name).Single().File;
            Assert.Matches(@"history.kind=\w+.snapshot_date=\d{4}-\d\d-\d\d.account=prod.\d{8}T\d{6}Z\.parquet$", file);
            var columns = connection.Read($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(file)}, hive_partitioning = false)",
                r => $"  `{r.GetString(0)}` {Hive(r.GetString(1))}");
            var own = ddl.Single(d => d.Contains($"EXISTS `{table.Name}` (", StringComparison.Ordinal));
            Assert.Equal(string.Join(",\n", columns), own.Split("(\n")[1].Split("\n)\nPARTITIONED")[0]);
            Assert.Contains($"LOCATION 's3://bucket/x/kind={table.Name}/'", own, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_row_has_an_account_of_its_own_and_no_two_columns_one_name() => Assert.All(Tables, t =>
    {
        var names = t.Row.GetProperty("properties").EnumerateObject().Select(p => ColumnType.Snake(p.Name)).ToList();
        Assert.DoesNotContain("account", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    });

    // From DuckDB's words for what is in the file, not from ours for what should be.
    private static string Hive(string type) => type switch
    {
        "VARCHAR" => "string",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => $"array<{Hive(type[..^2])}>",
        _ when type.StartsWith("MAP(VARCHAR, ", StringComparison.Ordinal) => $"map<string,{Hive(type[13..^1])}>",
        _ when type.StartsWith("STRUCT(", StringComparison.Ordinal) => $"struct<{string.Join(',', type[7..^1].Split(", ")
            .Select(f => f.Split(' ', 2)).Select(f => $"{f[0].Trim('"')}:{Hive(f[1])}"))}>",
        _ => type.ToLowerInvariant(),
    };
}
