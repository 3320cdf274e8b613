using System.Text.Json.Nodes;

namespace Infra.Host.Demo;

/// <summary>A kind of thing that the demo makes, and how it is found again and deleted.</summary>
/// <param name="What">In a word or two.</param>
/// <param name="Delete">The tool that deletes one.</param>
/// <param name="Arguments">That tool's arguments, from the thing's id and the name of the run.</param>
internal sealed record DemoKind(string What, string Delete, Func<string, string, JsonObject> Arguments)
{
    /// <summary>The tag that everything carries; its value is the name of the run.</summary>
    public const string Tag = "infra-demo";

    public static readonly DemoKind Record = new("DNS record", "route53_delete_record",
        (zone, run) => new() { ["hostedZoneId"] = zone, ["name"] = $"web.{run}.internal", ["type"] = "A" })
    { Find = InZone };

    public static readonly DemoKind Zone = new("private zone", "route53_delete_zone", (id, _) => new() { ["hostedZoneId"] = id })
    {
        Find = InZone
    };

    public static readonly DemoKind Alarm = new("alarm", "cloudwatch_delete_alarms", (id, _) => new() { ["alarms"] = new JsonArray(id) });

    public static readonly DemoKind Function = new("function", "lambda_delete_function", (id, _) => new() { ["functionName"] = id });

    public static readonly DemoKind Role = new("role", "iam_delete_role",
        (id, _) => new() { ["roleName"] = id, ["detachAll"] = true });

    public static readonly DemoKind Bucket = new("bucket", "s3_delete_bucket", (id, _) => new() { ["bucket"] = id, ["empty"] = true });

    public static readonly DemoKind Database = new("database", "rds_delete_instance", (id, _) => new()
    {
        ["instanceId"] = id,
        ["skipFinalSnapshot"] = true,
        ["deleteAutomatedBackups"] = true,
        ["wait"] = true,
    });

    public static readonly DemoKind SubnetGroup = new("subnet group", "rds_delete_subnet_group", (id, _) => new() { ["name"] = id });

    public static readonly DemoKind Instance = new("instance", "ec2_terminate_instances",
        (id, _) => new() { ["instanceIds"] = new JsonArray(id), ["wait"] = true })
    { Find = run => ("ec2_list_instances", Tagged(run)) };

    public static readonly DemoKind SecurityGroup = new("security group", "vpc_delete_security_group",
        (id, _) => new() { ["groupId"] = id })
    { Find = run => ("vpc_list_security_groups", Tagged(run)) };

    public static readonly DemoKind Subnet = new("subnet", "vpc_delete_subnet", (id, _) => new() { ["subnetId"] = id })
    {
        Find = run => ("vpc_list_subnets", Tagged(run))
    };

    public static readonly DemoKind Vpc = new("network", "vpc_delete_vpc", (id, _) => new() { ["vpcId"] = id })
    {
        Find = run => ("vpc_list_vpcs", Tagged(run))
    };

    /// <summary>All of them, in the order in which they can be deleted.</summary>
    public static IReadOnlyList<DemoKind> All { get; } =
        [Record, Zone, Alarm, Function, Role, Bucket, Database, SubnetGroup, Instance, SecurityGroup, Subnet, Vpc];

    /// <summary>The list tool that finds those of a run, with its arguments; null where the name of the run is the id.</summary>
    public Func<string, (string Tool, JsonObject Arguments)>? Find { get; private init; }

    private static JsonObject Tagged(string run) => new() { ["tags"] = new JsonObject { [Tag] = run }, ["limit"] = 500 };

    private static (string, JsonObject) InZone(string run) => ("route53_list_zones", new() { ["name"] = $"{run}.internal" });
}

/// <summary>A thing that the demo has made.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">By which it is deleted.</param>
/// <param name="Made">How long that took; null for what an earlier run made.</param>
internal sealed record DemoThing(DemoKind Kind, string Id, TimeSpan? Made = null)
{
    /// <summary>How long its end took; null while it is there.</summary>
    public TimeSpan? Removed { get; set; }
}
