using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Host.Cli;

namespace Infra.Host.Demo;

/// <summary>The demo's story. Each thing that it creates is put on a pile of what to delete, in the order in which that works.</summary>
internal sealed class Story(DemoServer server, bool dryRun)
{
    private const int MostWords = 220;
    // A real database takes its time to go.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private readonly Stack<(string Tool, JsonObject Arguments)> pile = new();
    private readonly string name = $"infra-demo-{Guid.NewGuid().ToString("n")[..8]}";
    private int number;

    private JsonObject Tags => new() { ["demo"] = name };

    public async Task TellAsync(CancellationToken ct)
    {
        var me = await ReadAsync("Who am I, and what may this server do?", "account_whoami", new() { }, ct).ConfigureAwait(false);
        var (subnets, group) = await NetworkAsync(me["region"]?.GetValue<string>()
            ?? throw new DemoException("no region is configured; pass --region."), ct).ConfigureAwait(false);
        var instance = await MachineAsync(subnets, group, ct).ConfigureAwait(false);
        await DatabaseAsync(subnets, group, ct).ConfigureAwait(false);
        await BucketAsync(ct).ConfigureAwait(false);
        await FunctionAsync(ct).ConfigureAwait(false);
        await AlarmAndRecordAsync(subnets, instance, ct).ConfigureAwait(false);

        await ReadAsync("What runs now?", "ec2_list_instances", new() { ["tags"] = Tags }, ct).ConfigureAwait(false);
        await ReadAsync("Which groups let the world in on port 80?", "vpc_list_security_groups",
            new() { ["openToWorld"] = true, ["port"] = 80 }, ct).ConfigureAwait(false);
        await ReadAsync("What carries the demo's tag, in any module?", "account_find_resources", new() { ["tags"] = Tags }, ct)
            .ConfigureAwait(false);

        if (instance is null) return;
        Say("End the machine. The first call only plans; the second carries the plan's code.");
        await DestroyAsync("ec2_terminate_instances", new() { ["instanceIds"] = new JsonArray(instance.Id) }, show: true, ct)
            .ConfigureAwait(false);
    }

    private async Task<(Network?, string?)> NetworkAsync(string region, CancellationToken ct)
    {
        var vpc = await CreateAsync("Make a network.", "vpc_create_vpc",
            new() { ["cidrBlock"] = "10.42.0.0/16", ["name"] = name, ["tags"] = Tags },
            "id", id => Undo("vpc_delete_vpc", "vpcId", id), ct).ConfigureAwait(false);
        if (vpc is null) return (null, null);

        var subnets = new List<string>();
        foreach (var (zone, block) in new[] { ("a", "10.42.1.0/24"), ("b", "10.42.2.0/24") })
        {
            subnets.Add((await CreateAsync($"A subnet in zone {region}{zone}.", "vpc_create_subnet",
                new() { ["vpcId"] = vpc, ["cidrBlock"] = block, ["availabilityZone"] = region + zone, ["name"] = name, ["tags"] = Tags },
                "id", id => Undo("vpc_delete_subnet", "subnetId", id), ct).ConfigureAwait(false))!);
        }

        var group = await CreateAsync("A security group …", "vpc_create_security_group",
            new() { ["vpcId"] = vpc, ["name"] = name, ["description"] = "infra demo", ["tags"] = Tags }, "id", id =>
                Undo("vpc_delete_security_group", "groupId", id), ct).ConfigureAwait(false);
        await WriteAsync("… that lets the web in. The plan warns of the open door:", "vpc_authorize_rule",
            new() { ["groupId"] = group, ["ports"] = "80", ["peer"] = "0.0.0.0/0" }, planFirst: true, ct).ConfigureAwait(false);
        return (new(vpc, region, subnets), group);
    }

    private async Task<Machine?> MachineAsync(Network? network, string? group, CancellationToken ct)
    {
        var run = new JsonObject
        {
            ["imageId"] = await FindImageAsync(ct).ConfigureAwait(false),
            ["instanceType"] = "t3.micro",
            ["name"] = name,
            ["tags"] = Tags,
            ["userData"] = "#!/bin/sh\npython3 -m http.server 80 &\n",
            ["wait"] = true,
        };
        if (network is not null) (run["subnetId"], run["securityGroupIds"]) = (network.Subnets[0], new JsonArray(group));
        var id = await CreateAsync("Start a machine with a small web server on it.", "ec2_run_instances", run, "instances.0.id",
            id => Undo("ec2_terminate_instances", "instanceIds", new JsonArray(id)), ct).ConfigureAwait(false);
        if (id is null) return null;
        var instance = await ReadAsync("Look at it closely.", "ec2_get_instance", new() { ["instanceId"] = id }, ct).ConfigureAwait(false);
        return new(id, instance["privateIp"]?.GetValue<string>() ?? "10.42.1.4");
    }

    private async Task DatabaseAsync(Network? network, string? group, CancellationToken ct)
    {
        var create = new JsonObject
        {
            ["instanceId"] = name,
            ["engine"] = "postgres",
            ["instanceClass"] = "db.t4g.micro",
            ["masterUsername"] = "demo",
            ["deletionProtection"] = false,
            ["tags"] = Tags,
        };
        if (network is not null)
        {
            await CreateAsync("Where databases may live.", "rds_create_subnet_group",
                new()
                {
                    ["name"] = name,
                    ["subnetIds"] = new JsonArray([.. network.Subnets.Select(s => JsonValue.Create(s))]),
                    ["tags"] = Tags
                },
                null, _ => Undo("rds_delete_subnet_group", "name", name), ct).ConfigureAwait(false);
            (create["subnetGroup"], create["securityGroupIds"]) = (name, new JsonArray(group));
        }

        await CreateAsync("A database. It is encrypted and private, and AWS keeps its password; nobody sees it.",
            "rds_create_instance", create,
            null, _ => ("rds_delete_instance",
                new() { ["instanceId"] = name, ["skipFinalSnapshot"] = true, ["deleteAutomatedBackups"] = true, ["wait"] = true }), ct)
                .ConfigureAwait(false);
    }

    private async Task BucketAsync(CancellationToken ct)
    {
        var bucket = await CreateAsync("A bucket with versions; encrypted and closed to the public without being asked.",
            "s3_create_bucket", new() { ["bucket"] = name, ["versioning"] = true, ["tags"] = Tags },
            null, _ => ("s3_delete_bucket", new() { ["bucket"] = name, ["empty"] = true }), ct).ConfigureAwait(false);
        if (bucket is null) return;
        await WriteAsync("Something in it.", "s3_put_object",
            new() { ["bucket"] = name, ["key"] = "hello.txt", ["content"] = "Hello from infra demo." }, planFirst: false, ct)
            .ConfigureAwait(false);
        await ReadAsync("All about the bucket in one answer.", "s3_get_bucket", new() { ["bucket"] = name }, ct).ConfigureAwait(false);
    }

    private async Task FunctionAsync(CancellationToken ct)
    {
        var role = await CreateAsync("A role for a function.", "iam_create_role",
            new() { ["roleName"] = name, ["service"] = "lambda.amazonaws.com", ["tags"] = Tags },
            "arn", _ => ("iam_delete_role", new() { ["roleName"] = name, ["detachAll"] = true }), ct).ConfigureAwait(false);
        if (role is null) return;
        // A new role is not known everywhere at once.
        if (!server.Emulated) await Task.Delay(TimeSpan.FromSeconds(12), ct).ConfigureAwait(false);
        await CreateAsync("A function; its code is in the call.", "lambda_create_function",
            new()
            {
                ["functionName"] = name,
                ["roleArn"] = role,
                ["runtime"] = "python3.13",
                ["source"] = "def handler(event, context):\n    return {'hello': event['name']}\n",
                ["wait"] = true,
                ["tags"] = Tags
            },
            null, _ => Undo("lambda_delete_function", "functionName", name), ct).ConfigureAwait(false);
        await WriteAsync("Call it.", "lambda_invoke",
            new() { ["functionName"] = name, ["payload"] = new JsonObject { ["name"] = "world" } }, planFirst: false, ct)
            .ConfigureAwait(false);
    }

    private async Task AlarmAndRecordAsync(Network? network, Machine? instance, CancellationToken ct)
    {
        if (network is null || instance is null) return;
        await CreateAsync("An alarm on the machine.", "cloudwatch_put_alarm",
            new()
            {
                ["alarm"] = name,
                ["namespace"] = "AWS/EC2",
                ["metric"] = "CPUUtilization",
                ["dimensions"] = new JsonObject { ["InstanceId"] = instance.Id },
                ["threshold"] = 80,
                ["tags"] = Tags
            },
            null, _ => Undo("cloudwatch_delete_alarms", "alarms", new JsonArray(name)), ct).ConfigureAwait(false);
        var zone = await CreateAsync("A private zone …", "route53_create_zone",
            new() { ["name"] = $"{name}.internal", ["vpcId"] = network.Vpc, ["vpcRegion"] = network.Region, ["tags"] = Tags }, "id", id =>
            Undo("route53_delete_zone", "hostedZoneId", id), ct).ConfigureAwait(false);
        await CreateAsync("… and the machine's name in it.", "route53_upsert_record",
            new() { ["hostedZoneId"] = zone, ["name"] = $"web.{name}.internal", ["type"] = "A", ["values"] = new JsonArray(instance.Ip) },
            null, _ => ("route53_delete_record", new() { ["hostedZoneId"] = zone, ["name"] = $"web.{name}.internal", ["type"] = "A" }), ct)
                .ConfigureAwait(false);
    }

    /// <summary>Deletes what the story created, last first, and gives what could not be deleted.</summary>
    public async Task<IReadOnlyList<(string Tool, JsonObject Arguments)>> CleanUpAsync()
    {
        if (pile.Count > 0) Say("Clean up, in the order that works.");
        List<(string, JsonObject)> left = [];
        await server.ForgetAsync().ConfigureAwait(false);
        // Ctrl-C ends the story, not the cleaning; that has a time of its own.
        using var time = new CancellationTokenSource(Patience);
        while (pile.TryPop(out var undo))
        {
            try
            {
                Terminal.Print($"  {undo.Tool} {HostJson.Text(undo.Arguments)}");
                await DestroyAsync(undo.Tool, undo.Arguments, show: false, time.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DemoException or OperationCanceledException)
            {
                Terminal.Print($"    {e.Message}");
                left.Add(undo);
            }
        }

        return left;
    }

    private async Task<string?> FindImageAsync(CancellationToken ct)
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
        Say(say);
        var answer = await CallAsync(tool, arguments, ct).ConfigureAwait(false);
        Show(answer);
        return answer;
    }

    // The id of what was created, or the demo's name where that is the id; null in a dry run.
    private async Task<string?> CreateAsync(string say, string tool, JsonObject arguments, string? idPath,
        Func<string, (string, JsonObject)> undo, CancellationToken ct)
    {
        var answer = await WriteAsync(say, tool, arguments, planFirst: false, ct).ConfigureAwait(false);
        if (dryRun) return null;
        var id = idPath is null ? name
            : idPath.Split('.').Aggregate((JsonNode?)answer, (node, step) => node is JsonArray list
            ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node?[step])!.GetValue<string>();
        pile.Push(undo(id));
        return id;
    }

    private async Task<JsonObject> WriteAsync(string say, string tool, JsonObject arguments, bool planFirst, CancellationToken ct)
    {
        Say(say);
        if (dryRun || planFirst)
        {
            var plan = await CallAsync(tool, With(arguments, "dryRun", true), ct).ConfigureAwait(false);
            ShowPlan(plan);
            if (dryRun) return plan;
        }

        // A creation that is under way is waited for: what is not known to exist cannot be deleted again.
        var answer = await CallAsync(tool, arguments, CancellationToken.None).ConfigureAwait(false);
        Show(answer["result"]!.AsObject());
        ct.ThrowIfCancellationRequested();
        return answer["result"]!.AsObject();
    }

    private async Task DestroyAsync(string tool, JsonObject arguments, bool show, CancellationToken ct)
    {
        while (true)
        {
            var plan = await CallAsync(tool, arguments, ct, retry: true).ConfigureAwait(false);
            if (plan["error"] is null)
            {
                if (show) ShowPlan(plan);
                if (plan["confirm"]?.GetValue<string>() is { } code)
                    plan = await CallAsync(tool, With(arguments, "confirm", code), ct, retry: true).ConfigureAwait(false);
            }

            switch (plan["error"]?["code"]?.GetValue<string>())
            {
                case null when plan["result"] is JsonObject result:
                    if (show) Show(result);
                    return;
                case "NotFound":
                    return;
                case null or "Conflict":
                    // Something still goes away behind it, such as a machine's network interface; or the plan changed under our hands.
                    await Task.Delay(TimeSpan.FromSeconds(3), ct).ConfigureAwait(false);
                    continue;
                default:
                    throw new DemoException($"{tool}: {plan["error"]!["message"]}");
            }
        }
    }

    private async Task<JsonObject> CallAsync(string tool, JsonObject arguments, CancellationToken ct, bool retry = false)
    {
        if (!retry) Terminal.Print($"  → {tool} {HostJson.Text(arguments)}");
        var (json, isError) = await server.CallAsync(tool, arguments, ct).ConfigureAwait(false);
        return isError && !retry ? throw new DemoException($"{tool}: {json["error"]?["message"]} {json["error"]?["hint"]}") : json;
    }

    private void Say(string text) => Terminal.Print($"\n{++number}. {text}");

    private static void Show(JsonObject answer)
    {
        var text = HostJson.Text(answer);
        Terminal.Print($"  ← {(text.Length <= MostWords ? text : $"{text[..MostWords]} … ({text.Length} characters)")}");
    }

    private static void ShowPlan(JsonObject answer)
    {
        Terminal.Print($"  plan: {answer["plan"]!["summary"]}");
        foreach (var change in answer["plan"]!["changes"]!.AsArray()) Terminal.Print($"    - {PlanText.Line(change!.AsObject())}");
        foreach (var warning in answer["plan"]!["warnings"]?.AsArray() ?? []) Terminal.Print($"    - WARNING: {warning}");
        if (answer["plan"]!["permissions"] is { } permissions) Terminal.Print($"    {permissions}");
    }

    private static JsonObject With(JsonObject arguments, string name, JsonNode value)
    {
        var copy = arguments.DeepClone().AsObject();
        copy[name] = value;
        return copy;
    }

    private static (string, JsonObject) Undo(string tool, string argument, JsonNode id) => (tool, new() { [argument] = id });

    private sealed record Network(string Vpc, string Region, IReadOnlyList<string> Subnets);

    private sealed record Machine(string Id, string Ip);
}
