using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Plugins.Inventory;

/// <summary>The questions of docs/inventory.md: each finds what it should, and keeps to what DuckDB and Trino share.</summary>
public sealed partial class QuestionTests : InventoryTest
{
    // Of Trino's functions and operators those that DuckDB has under the same name, with the same arguments and meaning.
    private static readonly string[] Shared =
    [
        "+", "-", "*", "/", "%", "||", "~~", "!~~", "count", "count_star", "sum", "min", "max", "avg", "lower", "upper", "concat", "length",
        "contains", "date_diff", "strpos", "substr", "trim", "abs", "round",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Questions = new(() =>
        Block().Matches(File.ReadAllText(Path.Combine(AllTools.SourceFolder(), "../../../docs/inventory.md")).ReplaceLineEndings("\n"))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value));

    public static TheoryData<string, string[]> Answers => new()
    {
        { "Which instances open a database port to the world, and can delete buckets?", ["prod eu-west-1 i-bad db 5432 deleter"] },
        { "Whose are the volumes of stopped instances?", ["nobody 2 300", "web 1 50"] },
        {
            "Which functions have a runtime past its end, and what still calls them?",
            ["dev eu-west-1 old-2 python2.7 0", "prod eu-west-1 old python3.6 2"]
        },
        { "Which old access keys belong to administrators?", ["prod root-like AKIA1 400"] },
        { "Which load balancers face the internet, in VPCs with how many open groups?", ["prod eu-west-1 web 1", "prod eu-west-1 idle 0"] },
        { "Whose addresses are paid for and used by nothing?", ["prod eu-west-1 192.0.2.1 web", "prod eu-west-1 192.0.2.2 "] },
        { "Which snapshots are of volumes that are gone, and of no image?", ["prod eu-west-1 snap-gone 80"] },
        { "Which security groups does nothing use or refer to?", ["prod eu-west-1 sg-unused unused"] },
        {
            "Which databases have no snapshot of the last week?",
            ["prod eu-west-1 never mysql ", "prod eu-west-1 stale postgres 2020-01-01T00:00:00Z"]
        },
        { "Which log groups are of functions that are gone?", ["prod eu-west-1 /aws/lambda/removed 1000"] },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Each_question_finds_what_it_should(string question, string[] expected)
    {
        Record();
        var rows = await RowsAsync(Questions.Value[question]);
        // Days go by.
        Assert.Equal(expected, question.Contains("snapshots are of volumes", StringComparison.Ordinal)
            ? rows.Select(r => r[..r.LastIndexOf(' ')]) : rows);
    }

    [Fact]
    public void There_are_ten_and_each_has_an_answer() =>
        Assert.Equal(Questions.Value.Keys.Order(StringComparer.Ordinal), Answers.Select(a => (string)a[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void They_keep_to_what_DuckDB_and_Trino_share()
    {
        Assert.All(Questions.Value.Values, sql => Assert.Empty(Unshared(sql)));
        Assert.NotEmpty(Questions.Value);
    }

    [Theory]
    [InlineData("SELECT list_contains(a, 'x') FROM t", "list_contains")]
    [InlineData("SELECT regexp_matches(a, 'x') FROM t", "regexp_matches")]
    [InlineData("SELECT a::INTEGER FROM t", "::")]
    [InlineData("SELECT a[1] FROM t", "[")]
    [InlineData("SELECT to_days(trunc(1.5)) FROM t", "to_days")]
    [InlineData("SELECT * EXCLUDE (a) FROM t", "exclude")]
    [InlineData("SELECT a, row_number() OVER (ORDER BY a) AS n FROM t QUALIFY n = 1", "qualify")]
    [InlineData("SELECT filter(a, x -> x > 1) FROM t", "filter")]
    [InlineData("SELECT a FROM t USING SAMPLE 10", "sample")]
    [InlineData("FROM t", "SELECT")]
    [InlineData("SELECT a FROM range(10) t(a)", "range")]
    [InlineData("SELECT a FROM t GROUP BY ALL", "GROUP BY ALL")]
    public void What_only_DuckDB_has_is_seen(string sql, string what) =>
        Assert.Contains(Unshared(sql), fault => fault.Contains(what, StringComparison.Ordinal));

    // DuckDB's own reading of the statement; and of its text, what that reading does not keep.
    private static IEnumerable<string> Unshared(string sql)
    {
        var plain = Quoted().Replace(sql, "");
        foreach (var only in new[] { "::", "[", "to_days" }.Where(o => plain.Contains(o, StringComparison.Ordinal))) yield return only;
        if (!Begins().IsMatch(sql)) yield return "it does not begin with SELECT or WITH";
        if (ByAll().IsMatch(sql)) yield return "GROUP BY ALL";
        using var connection = Sql.Open();
        var parsed = JsonNode.Parse(connection.Read($"SELECT json_serialize_sql({Sql.Text(sql)})", r => r.GetString(0)).Single())!;
        Assert.False(parsed["error"]!.GetValue<bool>(), parsed.ToJsonString());
        foreach (var fault in Faults(parsed)) yield return fault;
    }

    private static IEnumerable<string> Faults(JsonNode? node)
    {
        if (node is JsonArray list) return list.SelectMany(Faults);
        if (node is not JsonObject its) return [];
        List<string> own = [];
        // INTERVAL '7' DAY, which both have, is read as to_days(trunc(7)).
        if (Text(its, "function_name") is "to_days") return [];
        if (Text(its, "class") is "FUNCTION" or "WINDOW" && Text(its, "function_name") is { } function && function != "unnest"
            && !Shared.Contains(function)) own.Add(function);
        if (Text(its, "class") is "LAMBDA") own.Add("lambda");
        foreach (var only in new[] { "qualify", "sample" }.Where(o => its[o] is JsonObject)) own.Add(only);
        own.AddRange(new[] { "exclude_list", "replace_list", "rename_list" }.Where(o => its[o] is JsonArray { Count: > 0 }));
        if (Text(its, "join_type") is { } join && join is not ("INNER" or "LEFT" or "RIGHT" or "FULL" or "OUTER")) own.Add(join);
        if (Text(its, "ref_type") is { } kind && kind is not ("REGULAR" or "CROSS" or "NATURAL")) own.Add(kind);
        return own.Concat(its.SelectMany(p => Faults(p.Value)));
    }

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    private void Record()
    {
        Keep("dev", ("lambda_functions", """
            [{ "region": "eu-west-1", "name": "old-2", "runtime": "python2.7", "runtimeEndsAt": "2021-07-15T00:00:00Z" }]
            """));
        Keep("prod", all: true,
        [
            ("ec2_instances", """
                [{ "region": "eu-west-1", "id": "i-bad", "name": "db", "type": "t3.micro", "state": "running" },
                 { "region": "eu-west-1", "id": "i-good", "name": "web", "type": "t3.micro", "state": "running" },
                 { "region": "eu-west-1", "id": "i-off", "name": "off", "type": "t3.micro", "state": "stopped" }]
                """),
            ("vpc_rules", """
                [{ "region": "eu-west-1", "id": "sgr-1", "groupId": "sg-db", "direction": "inbound", "protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidr": "0.0.0.0/0" },
                 { "region": "eu-west-1", "id": "sgr-2", "groupId": "sg-web", "direction": "inbound", "protocol": "tcp", "fromPort": 443, "toPort": 443, "cidr": "0.0.0.0/0" },
                 { "region": "eu-west-1", "id": "sgr-3", "groupId": "sg-db", "direction": "inbound", "protocol": "tcp", "fromPort": 22, "toPort": 22, "peerGroupId": "sg-named" },
                 { "region": "eu-west-1", "id": "sgr-4", "groupId": "sg-unused", "direction": "inbound", "protocol": "all", "peerGroupId": "sg-unused" },
                 { "region": "eu-west-1", "id": "sgr-5", "groupId": "sg-web", "direction": "inbound", "protocol": "icmp", "cidr": "0.0.0.0/0" },
                 { "region": "eu-west-1", "id": "sgr-6", "groupId": "sg-web", "direction": "inbound", "protocol": "udp", "fromPort": 5000, "toPort": 6000, "cidr": "0.0.0.0/0" }]
                """),
            ("vpc_network_interfaces", """
                [{ "region": "eu-west-1", "id": "eni-1", "status": "in-use", "ownerType": "instance", "owner": "i-bad", "groupIds": ["sg-web", "sg-db"] },
                 { "region": "eu-west-1", "id": "eni-2", "status": "in-use", "ownerType": "instance", "owner": "i-good", "groupIds": ["sg-web"] }]
                """),
            ("ec2_profile_uses", """
                [{ "region": "eu-west-1", "id": "a-1", "instanceId": "i-bad", "profileArn": "arn:p/deleter" },
                 { "region": "eu-west-1", "id": "a-2", "instanceId": "i-good", "profileArn": "arn:p/deleter" }]
                """),
            ("iam_instance_profiles", """[{ "region": "global", "name": "deleter", "arn": "arn:p/deleter", "role": "deleter" }]"""),
            ("iam_statements", """
                [{ "region": "global", "ownerType": "role", "owner": "deleter", "policy": "p", "effect": "Allow", "actions": ["s3:GetObject", "s3:Delete*"], "resources": ["*"] },
                 { "region": "global", "ownerType": "user", "owner": "root-like", "policy": "AdministratorAccess", "effect": "Allow", "actions": ["*"], "resources": ["*"] },
                 { "region": "global", "ownerType": "user", "owner": "reader", "policy": "ReadOnlyAccess", "effect": "Allow", "actions": ["ec2:Describe*"], "resources": ["*"] }]
                """),
            ("ec2_volumes", """
                [{ "region": "eu-west-1", "id": "vol-1", "sizeGib": 50, "instanceId": "i-off" }, { "region": "eu-west-1", "id": "vol-2", "sizeGib": 100, "instanceId": "i-off" },
                 { "region": "eu-west-1", "id": "vol-3", "sizeGib": 200, "instanceId": "i-off" }, { "region": "eu-west-1", "id": "vol-4", "sizeGib": 7, "instanceId": "i-bad" }]
                """),
            ("ec2_tags", """
                [{ "region": "eu-west-1", "resourceId": "vol-1", "resourceType": "volume", "key": "Owner", "value": "web" },
                 { "region": "eu-west-1", "resourceId": "eipalloc-1", "resourceType": "elastic-ip", "key": "owner", "value": "web" },
                 { "region": "eu-west-1", "resourceId": "vol-2", "resourceType": "volume", "key": "Name", "value": "data" }]
                """),
            ("lambda_functions", """
                [{ "region": "eu-west-1", "name": "old", "runtime": "python3.6", "runtimeEndsAt": "2022-07-18T00:00:00Z" },
                 { "region": "eu-west-1", "name": "new", "runtime": "dotnet10", "runtimeEndsAt": "2199-01-01T00:00:00Z" }]
                """),
            ("lambda_event_sources", """
                [{ "region": "eu-west-1", "id": "e-1", "function": "old" }, { "region": "eu-west-1", "id": "e-2", "function": "old" }, { "region": "eu-west-1", "id": "e-3", "function": "new" }]
                """),
            ("iam_access_keys", """
                [{ "region": "global", "id": "AKIA1", "user": "root-like", "status": "Active", "ageDays": 400 }, { "region": "global", "id": "AKIA2", "user": "root-like", "status": "Inactive", "ageDays": 900 },
                 { "region": "global", "id": "AKIA3", "user": "reader", "status": "Active", "ageDays": 500 }]
                """),
            ("elb_load_balancers", """
                [{ "region": "eu-west-1", "name": "web", "type": "application", "scheme": "internet-facing", "vpcId": "vpc-1" },
                 { "region": "eu-west-1", "name": "idle", "type": "application", "scheme": "internet-facing", "vpcId": "vpc-2" },
                 { "region": "eu-west-1", "name": "inside", "type": "application", "scheme": "internal", "vpcId": "vpc-1" }]
                """),
            ("vpc_security_groups", """
                [{ "region": "eu-west-1", "id": "sg-db", "name": "db", "vpcId": "vpc-1", "openToWorld": ["tcp 5432", "tcp 22"] }, { "region": "eu-west-1", "id": "sg-web", "name": "web", "vpcId": "vpc-9", "openToWorld": ["tcp 443"] },
                 { "region": "eu-west-1", "id": "sg-named", "name": "named", "vpcId": "vpc-2" }, { "region": "eu-west-1", "id": "sg-unused", "name": "unused", "vpcId": "vpc-2" },
                 { "region": "eu-west-1", "id": "sg-default", "name": "default", "vpcId": "vpc-2" }]
                """),
            ("ec2_addresses", """
                [{ "region": "eu-west-1", "id": "eipalloc-1", "publicIp": "192.0.2.1" }, { "region": "eu-west-1", "id": "eipalloc-2", "publicIp": "192.0.2.2" },
                 { "region": "eu-west-1", "id": "eipalloc-3", "publicIp": "192.0.2.3", "interfaceId": "eni-1" }]
                """),
            ("ec2_snapshots", """
                [{ "region": "eu-west-1", "id": "snap-gone", "volumeId": "vol-0", "sizeGib": 80, "createdAt": "2025-01-01T00:00:00Z" },
                 { "region": "eu-west-1", "id": "snap-image", "volumeId": "vol-0", "sizeGib": 8, "createdAt": "2025-01-01T00:00:00Z", "description": "Created by CreateImage for ami-1" },
                 { "region": "eu-west-1", "id": "snap-kept", "volumeId": "vol-1", "sizeGib": 50, "createdAt": "2025-01-01T00:00:00Z" }]
                """),
            ("rds_instances", """
                [{ "region": "eu-west-1", "id": "never", "engine": "mysql" }, { "region": "eu-west-1", "id": "stale", "engine": "postgres" }, { "region": "eu-west-1", "id": "safe", "engine": "postgres" }]
                """),
            ("rds_snapshots", """
                [{ "region": "eu-west-1", "id": "s-1", "sourceId": "stale", "createdAt": "2020-01-01T00:00:00Z" }, { "region": "eu-west-1", "id": "s-2", "sourceId": "safe", "createdAt": "2199-01-01T00:00:00Z" }]
                """),
            ("logs_groups", """
                [{ "region": "eu-west-1", "name": "/aws/lambda/removed", "bytes": 1000 }, { "region": "eu-west-1", "name": "/aws/lambda/old", "bytes": 5 }, { "region": "eu-west-1", "name": "/app", "bytes": 9 }]
                """),
        ]);
    }

    [GeneratedRegex(@"^### (.+\?)\n\n```sql\n([^`]+)```", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("'[^']*'|\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*(SELECT|WITH)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Begins();

    [GeneratedRegex(@"\b(GROUP|ORDER)\s+BY\s+ALL\b", RegexOptions.IgnoreCase)]
    private static partial Regex ByAll();
}
