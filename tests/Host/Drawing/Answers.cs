using System.Globalization;
using System.Text.Json.Nodes;

namespace Infra.Drawing;

/// <summary>Answers as cloudwatch_get_metric_data and vpc_get_vpc give them.</summary>
internal static class Answers
{
    private static readonly DateTime Start = new(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    /// <summary>Values every five minutes; null where there is none.</summary>
    public static JsonObject Metrics(params IReadOnlyList<(string Label, IReadOnlyList<double?> Values)> series) => new()
    {
        ["from"] = Text(Start),
        ["to"] = Text(Start.AddMinutes(5 * series.Max(s => Math.Max(s.Values.Count, 2)))),
        ["periodSeconds"] = 300,
        ["series"] = new JsonArray([.. series.Select((s, i) => new JsonObject
        {
            ["id"] = $"m{i + 1}",
            ["label"] = s.Label,
            ["count"] = s.Values.Count(v => v is not null),
            ["points"] = new JsonArray([.. s.Values.Index().Where(v => v.Item is not null)
                .Select(v => new JsonObject { ["at"] = Text(Start.AddMinutes(5 * v.Index)), ["value"] = v.Item })]),
            ["note"] = s.Values.Count == 0 ? "no data: check the name, all dimensions and the time" : null,
        })]),
    };

    /// <summary>A day's shape.</summary>
    public static IReadOnlyList<double?> Wave(int count, double middle, double swing) =>
        [.. Enumerable.Range(0, count).Select(i => (double?)Math.Round(middle + swing * Math.Sin(i / 6.0), 3))];

    /// <summary>Three zones with four subnets each, two NAT gateways, endpoints and peerings.</summary>
    public static JsonObject LargeVpc()
    {
        JsonArray subnets = [], tables = [];
        foreach (var (z, zone) in new[] { "eu-west-1a", "eu-west-1b", "eu-west-1c" }.Index())
        {
            foreach (var (k, kind) in new[] { "public", "app", "data", "spare" }.Index())
            {
                subnets.Add(new JsonObject
                {
                    ["id"] = $"subnet-0{z}{k}4c5d6e7f8a9b0c1",
                    ["name"] = kind is "spare" ? null : $"staging-{kind}-{zone[^1]}",
                    ["cidrBlock"] = $"10.0.{16 * k + z}.0/24",
                    ["ipv6CidrBlock"] = kind is "public" ? $"2001:db8:0:{z}::/64" : null,
                    ["availabilityZone"] = zone,
                    ["freeIps"] = 251 - z,
                    ["public"] = kind is "public",
                    ["routeTableId"] = kind switch { "public" => "rtb-public", "spare" => "rtb-main", _ => $"rtb-app-{z}" },
                });
            }

            tables.Add(Table($"rtb-app-{z}", $"app-{zone[^1]}", false,
                ("0.0.0.0/0", $"nat-0{z}11223344556677", z == 2 ? "blackhole" : null),
                ("10.1.0.0/16", "pcx-0a1b2c3d4e5f60718", null), ("pl-6da54004", "vpce-0aaa1111bbbb2222c", null)));
        }

        tables.Add(Table("rtb-public", "public", false,
            ("0.0.0.0/0", "igw-0123456789abcdef0", null), ("::/0", "igw-0123456789abcdef0", null)));
        tables.Add(Table("rtb-main", null, true));
        return new()
        {
            ["id"] = "vpc-0fedcba9876543210",
            ["name"] = "staging <blue> & \"green\"",
            ["state"] = "available",
            ["cidrBlocks"] = new JsonArray("10.0.0.0/16", "2001:db8::/56"),
            ["isDefault"] = false,
            ["subnets"] = subnets,
            ["routeTables"] = tables,
            ["gateways"] = new JsonArray(
                Gateway("igw-0123456789abcdef0", "internet", "attached", null, null),
                Gateway("eigw-0123456789abcdef", "egress-only", "attached", null, null),
                Gateway("nat-0011223344556677", "nat", "available", "subnet-0004c5d6e7f8a9b0c1", "198.51.100.7"),
                Gateway("nat-0111223344556677", "nat", "failed", "subnet-0104c5d6e7f8a9b0c1", null)),
            ["endpoints"] = new JsonArray(
                Endpoint("vpce-0aaa1111bbbb2222c", "com.amazonaws.eu-west-1.s3", "gateway", "rtb-app-0", "rtb-app-1", "rtb-app-2"),
                Endpoint("vpce-0ddd3333eeee4444f", "com.amazonaws.eu-west-1.ecr.dkr", "interface", "subnet-0014c5d6e7f8a9b0c1"),
                Endpoint("vpce-0fff5555aaaa6666b", "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0", "interface"),
                Endpoint("vpce-0bbb7777cccc8888d", "com.amazonaws.eu-west-1.dynamodb", "gateway", "rtb-app-0")),
            ["peerings"] = new JsonArray(
                new JsonObject { ["id"] = "pcx-0a1b2c3d4e5f60718", ["name"] = "to-tools", ["status"] = "active", ["peerVpcId"] = "vpc-0aa",
                    ["peerCidrBlock"] = "10.1.0.0/16" },
                new JsonObject { ["id"] = "pcx-0f0e0d0c0b0a09080", ["status"] = "pending-acceptance", ["peerVpcId"] = "vpc-0bb" }),
            ["securityGroups"] = new JsonArray(
                new JsonObject { ["id"] = "sg-0123", ["name"] = "web", ["openToWorld"] = new JsonArray("tcp 443", "tcp 80") },
                new JsonObject { ["id"] = "sg-0456", ["name"] = "db" }),
            ["note"] = "Shown are the first 10 of 14 peering connections.",
        };
    }

    public static JsonObject EmptyVpc() => new()
    {
        ["id"] = "vpc-0a",
        ["state"] = "available",
        ["cidrBlocks"] = new JsonArray("10.9.0.0/28"),
        ["isDefault"] = false,
        ["subnets"] = new JsonArray(),
        ["routeTables"] = new JsonArray(Table("rtb-0a", null, true)),
        ["gateways"] = new JsonArray(),
        ["endpoints"] = new JsonArray(),
        ["peerings"] = new JsonArray(),
        ["securityGroups"] = new JsonArray(),
    };

    private static JsonObject Table(
        string id, string? name, bool main, params (string Destination, string Target, string? State)[] routes) =>
        new()
        {
            ["id"] = id,
            ["name"] = name,
            ["main"] = main,
            ["routes"] = new JsonArray([.. routes.Select(r =>
                new JsonObject { ["destination"] = r.Destination, ["target"] = r.Target, ["state"] = r.State })]),
        };

    private static JsonObject Gateway(string id, string type, string state, string? subnet, string? address) =>
        new() { ["id"] = id, ["type"] = type, ["state"] = state, ["subnetId"] = subnet, ["publicIp"] = address };

    private static JsonObject Endpoint(string id, string service, string type, params string[] attachedTo) => new()
    {
        ["id"] = id,
        ["service"] = service,
        ["type"] = type,
        ["state"] = "available",
        ["attachedTo"] = new JsonArray([.. attachedTo.Select(a => JsonValue.Create(a))]),
    };

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
