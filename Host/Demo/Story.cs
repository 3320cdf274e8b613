using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Infra.Host.Demo;

/// <summary>The demo's story: a small service, built as an assistant would build it.</summary>
/// <param name="calls">The server.</param>
/// <param name="run">The name of the run, which everything that is made carries as its tag, and most of it as its name.</param>
/// <param name="guide">Whom it is told to.</param>
/// <param name="dryRun">Whether plans are shown and nothing is made.</param>
/// <param name="emulated">Whether AWS is an emulator.</param>
internal sealed class Story(DemoCalls calls, string run, Guide guide, bool dryRun, bool emulated)
{
    // A new role is not known everywhere at once.
    private static readonly TimeSpan RoleSpreads = TimeSpan.FromSeconds(12);

    private readonly List<DemoThing> things = [];

    /// <summary>What was made so far.</summary>
    public IReadOnlyList<DemoThing> Things => things;

    private JsonObject Tags => new() { [DemoKind.Tag] = run };

    public async Task TellAsync(CancellationToken ct)
    {
        var me = await ReadAsync("Who am I, and what may this server do?", "account_whoami", new() { }, ct).ConfigureAwait(false);
        if (me["error"] is { } error) throw new DemoException($"there is no connection: {error} {me["hint"]}".TrimEnd());
        var region = me["region"]?.GetValue<string>() ?? throw new DemoException("no region is configured; pass --region.");
        var network = await NetworkAsync(region, ct).ConfigureAwait(false);
        var machine = await MachineAsync(network, ct).ConfigureAwait(false);
        await DatabaseAsync(network, ct).ConfigureAwait(false);
        await BucketAsync(ct).ConfigureAwait(false);
        await FunctionAsync(ct).ConfigureAwait(false);
        await AlarmAndRecordAsync(network, machine, ct).ConfigureAwait(false);
        await LookAsync(ct).ConfigureAwait(false);
        if (machine is null) return;
        guide.Say("End the machine. The first call only plans; the second carries the plan's code.");
        if (guide.Asks && !await Guide.AgreesAsync(ct).ConfigureAwait(false)) return;
        var thing = things.First(t => t.Kind == DemoKind.Instance);
        var started = Stopwatch.GetTimestamp();
        await calls.DestroyAsync(thing.Kind.Delete, thing.Kind.Arguments(thing.Id, run), isThere: true, DemoCalls.ShowPlan, ct)
            .ConfigureAwait(false);
        thing.Removed = Stopwatch.GetElapsedTime(started);
    }

    private async Task<Network?> NetworkAsync(string region, CancellationToken ct)
    {
        var vpc = await CreateAsync("Make a network: a VPC with a private range of addresses.", DemoKind.Vpc, "vpc_create_vpc",
            new() { ["cidrBlock"] = "10.42.0.0/16", ["name"] = run, ["tags"] = Tags }, "id", ct).ConfigureAwait(false);
        if (vpc is null) return null;

        var subnets = new List<string>();
        foreach (var (zone, block) in new[] { ("a", "10.42.1.0/24"), ("b", "10.42.2.0/24") })
        {
            var subnet = await CreateAsync($"A subnet in zone {region}{zone}; a database wants two zones.", DemoKind.Subnet,
                "vpc_create_subnet",
                new() { ["vpcId"] = vpc, ["cidrBlock"] = block, ["availabilityZone"] = region + zone, ["name"] = run, ["tags"] = Tags },
                "id", ct).ConfigureAwait(false);
            if (subnet is not null) subnets.Add(subnet);
        }

        var group = await CreateAsync("A security group, which lets nothing in …", DemoKind.SecurityGroup, "vpc_create_security_group",
            new() { ["vpcId"] = vpc, ["name"] = run, ["description"] = "infra demo", ["tags"] = Tags }, "id", ct).ConfigureAwait(false);
        if (group is not null)
            await WriteAsync("… but the web. The plan warns of the open door:", "vpc_authorize_rule",
                new() { ["groupId"] = group, ["ports"] = "80", ["peer"] = "0.0.0.0/0" }, planFirst: true, ct).ConfigureAwait(false);
        return new(vpc, region, subnets, group);
    }

    private async Task<Machine?> MachineAsync(Network? network, CancellationToken ct)
    {
        var start = new JsonObject
        {
            ["imageId"] = await FindImageAsync(ct).ConfigureAwait(false),
            ["instanceType"] = "t3.micro",
            ["name"] = run,
            ["tags"] = Tags,
            ["userData"] = "#!/bin/sh\npython3 -m http.server 80 &\n",
            ["wait"] = true,
        };
        if (network?.Subnets is [var subnet, ..]) start["subnetId"] = subnet;
        if (network is { Subnets.Count: > 0, Group: { } group }) start["securityGroupIds"] = new JsonArray(group);
        var id = await CreateAsync("Start a machine with a small web server on it, and wait until it runs.", DemoKind.Instance,
            "ec2_run_instances", start, "instances.0.id", ct).ConfigureAwait(false);
        if (id is null) return null;
        var instance = await ReadAsync("Look at it closely.", "ec2_get_instance", new() { ["instanceId"] = id }, ct).ConfigureAwait(false);
        Guide.Verify(instance["state"]?.ToString() is "running", "it runs");
        return new(id, instance["privateIp"]?.GetValue<string>() ?? "10.42.1.4");
    }

    private async Task DatabaseAsync(Network? network, CancellationToken ct)
    {
        var create = new JsonObject
        {
            ["instanceId"] = run,
            ["engine"] = "postgres",
            ["instanceClass"] = "db.t4g.micro",
            ["masterUsername"] = "demo",
            ["deletionProtection"] = false,
            ["tags"] = Tags,
        };
        if (network is { Subnets.Count: > 1 })
        {
            var group = await CreateAsync("Where databases may live.", DemoKind.SubnetGroup, "rds_create_subnet_group",
                new()
                {
                    ["name"] = run,
                    ["subnetIds"] = new JsonArray([.. network.Subnets.Select(s => JsonValue.Create(s))]),
                    ["tags"] = Tags,
                }, null, ct).ConfigureAwait(false);
            if (group is not null) create["subnetGroup"] = group;
            if (group is not null && network.Group is { } door) create["securityGroupIds"] = new JsonArray(door);
        }

        var database = await CreateAsync(
            "A database. It is encrypted and private, and AWS keeps its password; nobody sees it. It is not waited for.",
            DemoKind.Database, "rds_create_instance", create, null, ct).ConfigureAwait(false);
        if (database is null) return;
        var its = await ReadAsync("It is on its way.", "rds_get_instance", new() { ["instanceId"] = run }, ct).ConfigureAwait(false);
        Guide.Verify(its["storage"]?["encrypted"]?.ToString() is "true", "it is encrypted");
    }

    private async Task BucketAsync(CancellationToken ct)
    {
        const string content = "Hello from infra demo.";
        var bucket = await CreateAsync("A bucket with versions; encrypted and closed to the public without being asked.", DemoKind.Bucket,
            "s3_create_bucket", new() { ["bucket"] = run, ["versioning"] = true, ["tags"] = Tags }, null, ct).ConfigureAwait(false);
        if (bucket is null) return;
        var put = await WriteAsync("Something in it.", "s3_put_object",
            new() { ["bucket"] = run, ["key"] = "hello.txt", ["content"] = content }, planFirst: false, ct).ConfigureAwait(false);
        if (put is not null)
        {
            var got = await ReadAsync("Read it again.", "s3_get_object", new() { ["bucket"] = run, ["key"] = "hello.txt" }, ct)
                .ConfigureAwait(false);
            Guide.Verify(got["text"]?.ToString() == content, "it is what was put there");
        }

        await ReadAsync("All about the bucket in one answer.", "s3_get_bucket", new() { ["bucket"] = run }, ct).ConfigureAwait(false);
    }

    private async Task FunctionAsync(CancellationToken ct)
    {
        var role = await MakeAsync("A role for a function.", DemoKind.Role, "iam_create_role",
            new() { ["roleName"] = run, ["service"] = "lambda.amazonaws.com", ["tags"] = Tags }, _ => run, ct).ConfigureAwait(false);
        if (role is null) return;
        if (!emulated) await Task.Delay(RoleSpreads, ct).ConfigureAwait(false);
        var function = await CreateAsync("A function; its code is in the call.", DemoKind.Function, "lambda_create_function",
            new()
            {
                ["functionName"] = run,
                ["roleArn"] = role["arn"]!.GetValue<string>(),
                ["runtime"] = "python3.13",
                ["source"] = "def handler(event, context):\n    return {'hello': event['name']}\n",
                ["wait"] = true,
                ["tags"] = Tags,
            }, null, ct).ConfigureAwait(false);
        if (function is not null)
            await WriteAsync("Call it.", "lambda_invoke",
                new() { ["functionName"] = run, ["payload"] = new JsonObject { ["name"] = "world" } }, planFirst: false, ct)
                .ConfigureAwait(false);
    }

    private async Task AlarmAndRecordAsync(Network? network, Machine? machine, CancellationToken ct)
    {
        if (network is null || machine is null) return;
        await CreateAsync("An alarm on the machine.", DemoKind.Alarm, "cloudwatch_put_alarm",
            new()
            {
                ["alarm"] = run,
                ["namespace"] = "AWS/EC2",
                ["metric"] = "CPUUtilization",
                ["dimensions"] = new JsonObject { ["InstanceId"] = machine.Id },
                ["threshold"] = 80,
                ["tags"] = Tags,
            }, null, ct).ConfigureAwait(false);
        var zone = await CreateAsync("A private zone of names …", DemoKind.Zone, "route53_create_zone",
            new() { ["name"] = $"{run}.internal", ["vpcId"] = network.Vpc, ["vpcRegion"] = network.Region, ["tags"] = Tags }, "id", ct)
            .ConfigureAwait(false);
        if (zone is null) return;
        await MakeAsync("… and the machine's name in it.", DemoKind.Record, "route53_upsert_record",
            new() { ["hostedZoneId"] = zone, ["name"] = $"web.{run}.internal", ["type"] = "A", ["values"] = new JsonArray(machine.Ip) },
            _ => zone, ct).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        await ReadAsync("What runs now?", "ec2_list_instances", new() { ["tags"] = Tags }, ct).ConfigureAwait(false);
        await ReadAsync("Which groups let the world in on port 80?", "vpc_list_security_groups",
            new() { ["openToWorld"] = true, ["port"] = 80 }, ct).ConfigureAwait(false);
        var found = await ReadAsync("What carries the demo's tag, in any module?", "account_find_resources", new() { ["tags"] = Tags }, ct)
            .ConfigureAwait(false);
        if (things.Count > 0) Guide.Verify(found["items"]!.AsArray().Count > 0, "what was made is found by its tag");
    }

    private async Task<string> FindImageAsync(CancellationToken ct)
    {
        var images = await ReadAsync("Which image?", "ec2_list_images",
            new() { ["owners"] = new JsonArray("amazon"), ["name"] = "al20*x86_64*", ["limit"] = 1 }, ct).ConfigureAwait(false);
        if (images["items"]!.AsArray().FirstOrDefault() is { } first) return first["id"]!.GetValue<string>();
        images = await ReadAsync("None by that name; any of Amazon's then.", "ec2_list_images",
            new() { ["owners"] = new JsonArray("amazon"), ["limit"] = 1 }, ct).ConfigureAwait(false);
        return images["items"]!.AsArray().FirstOrDefault()?["id"]!.GetValue<string>() ?? throw new DemoException("no image was found.");
    }

    private async Task<JsonObject> ReadAsync(string say, string tool, JsonObject arguments, CancellationToken ct)
    {
        guide.Say(say);
        var answer = await calls.CallAsync(tool, arguments, ct).ConfigureAwait(false);
        DemoCalls.Show(answer);
        return answer;
    }

    // The id of what was created, or the name of the run where that is the id; null when nothing was.
    private async Task<string?> CreateAsync(string say, DemoKind kind, string tool, JsonObject arguments, string? idPath,
        CancellationToken ct)
    {
        var answer = await MakeAsync(say, kind, tool, arguments, IdOf, ct).ConfigureAwait(false);
        return answer is null ? null : IdOf(answer);

        string IdOf(JsonObject made) => idPath is null ? run
            : idPath.Split('.').Aggregate((JsonNode?)made, (node, step) => node is JsonArray list
                ? list[int.Parse(step, CultureInfo.InvariantCulture)] : node?[step])!.GetValue<string>();
    }

    // What was created is remembered before anything else happens.
    private async Task<JsonObject?> MakeAsync(string say, DemoKind kind, string tool, JsonObject arguments, Func<JsonObject, string> id,
        CancellationToken ct) =>
        await WriteAsync(say, tool, arguments, planFirst: false, (made, took) => things.Add(new(kind, id(made), took)), ct)
            .ConfigureAwait(false);

    // The result; null where nothing was done, as in a dry run, or when the person skips it.
    private Task<JsonObject?> WriteAsync(string say, string tool, JsonObject arguments, bool planFirst, CancellationToken ct) =>
        WriteAsync(say, tool, arguments, planFirst, made: null, ct);

    private async Task<JsonObject?> WriteAsync(string say, string tool, JsonObject arguments, bool planFirst,
        Action<JsonObject, TimeSpan>? made, CancellationToken ct)
    {
        guide.Say(say);
        if (dryRun || planFirst || guide.Asks)
        {
            var plan = await calls.CallAsync(tool, DemoCalls.With(arguments, "dryRun", true), ct).ConfigureAwait(false);
            DemoCalls.ShowPlan(plan);
            if (dryRun || guide.Asks && !await Guide.AgreesAsync(ct).ConfigureAwait(false)) return null;
        }

        var started = Stopwatch.GetTimestamp();
        // A creation that is under way is waited for: what is not known to exist cannot be deleted again.
        var answer = (await calls.CallAsync(tool, arguments, CancellationToken.None).ConfigureAwait(false))["result"]!.AsObject();
        made?.Invoke(answer, Stopwatch.GetElapsedTime(started));
        DemoCalls.Show(answer);
        ct.ThrowIfCancellationRequested();
        return answer;
    }

    private sealed record Network(string Vpc, string Region, IReadOnlyList<string> Subnets, string? Group);

    private sealed record Machine(string Id, string Ip);
}
