using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Elastic Load Balancing. Sources are the operation's documentation in botocore 1.43.11 (model elbv2).</summary>
internal static class ElbRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("Load balancers are asked by name or by ARN", "elbv2",
            "DescribeLoadBalancers") { Refuses = Rule.AtMostOne("ValidationError", "LoadBalancerArns", "Names") },
        new("Target groups are asked by one of load balancer, name and ARN", "elbv2", "DescribeTargetGroups")
        {
            Refuses = Rule.AtMostOne("ValidationError", "LoadBalancerArn", "TargetGroupArns", "Names"),
        },
        // DescribeListeners: "you must specify either a load balancer or one or more listeners"; DescribeRules alike.
        new("Listeners are asked by load balancer or by ARN", "elbv2",
            "DescribeListeners") { Refuses = Rule.ExactlyOne("ValidationError", "LoadBalancerArn", "ListenerArns") },
        new("Rules are asked by listener or by ARN", "elbv2",
            "DescribeRules") { Refuses = Rule.ExactlyOne("ValidationError", "ListenerArn", "RuleArns") },
        new("Tags of at most 20 resources", "elbv2", "DescribeTags")
        {
            Refuses = call => call.Texts("ResourceArns").Count > 20 ? new("ValidationError", "Up to 20 resources can be named") : null,
        },
        new("A load balancer has subnets or subnet mappings", "elbv2", "CreateLoadBalancer", "SetSubnets")
        {
            Refuses = Rule.ExactlyOne("ValidationError", "Subnets", "SubnetMappings"),
        },
        // CreateListener.Certificates: required for HTTPS and TLS, exactly one, and no CertificateArn for others.
        new("A secure listener has a certificate", "elbv2", "CreateListener")
        {
            Refuses = call => call.Text("Protocol") is "HTTPS" or "TLS" && call.Objects("Certificates").Count != 1
                ? new("ValidationError", "A certificate must be specified for HTTPS listeners") : null,
        },
        // DeregisterTargets: "if the specified target does not exist, the action returns successfully"; TargetDescription.Port: a target
        // with a
        // port of its own is found by that port only.
        new("A target is deregistered by its port; another port is a silent success", "elbv2",
            "DeregisterTargets") { Changes = DeregisterAsync },
        // TargetDescription.AvailabilityZone: required for an address outside the VPC of the group.
        new("An address outside the VPC needs a zone", "elbv2", "RegisterTargets") { Looks = OutsideAsync },
    ];

    private static async Task<Change> DeregisterAsync(Call call, Backend backend)
    {
        var arn = call.Text("TargetGroupArn");
        var health = await backend.AskAsync(call, "DescribeTargetHealth", new() { ["TargetGroupArn"] = arn });
        var groups = await backend.AskAsync(call, "DescribeTargetGroups", new() { ["TargetGroupArns"] = new JsonArray(arn) });
        var port = Call.ObjectsOf(groups["TargetGroups"]).FirstOrDefault()?["Port"]?.ToString();
        var registered = Call.ObjectsOf(health["TargetHealthDescriptions"]).Select(d => d["Target"]).OfType<JsonObject>()
            .Select(t => (t["Id"]?.ToString(), t["Port"]?.ToString() ?? port)).ToHashSet();
        var targets = call.Objects("Targets");
        var there = targets.Where(t => registered.Contains((t["Id"]?.ToString(), t["Port"]?.ToString() ?? port))).ToList();
        if (there.Count == targets.Count || groups.Count == 0) return Change.None;
        if (there.Count == 0)
        {
            var answer = new Answer(200) { Rule = "A target is deregistered by its port; another port is a silent success" };
            System.Xml.Linq.XNamespace ns = call.Service.Namespace;
            answer.SetXml(new(ns + "DeregisterTargetsResponse", new System.Xml.Linq.XElement(ns + "DeregisterTargetsResult"),
                new System.Xml.Linq.XElement(ns + "ResponseMetadata", new System.Xml.Linq.XElement(ns + "RequestId", Answer.RequestId))));
            return Change.Answered(answer);
        }

        call.Input["Targets"] = new JsonArray([.. there.Select(t => t.DeepClone())]);
        call.Rewrite();
        return Change.Made;
    }

    private static async Task<Refusal?> OutsideAsync(Call call, Backend backend)
    {
        var found = await backend.AskAsync(call, "DescribeTargetGroups",
            new() { ["TargetGroupArns"] = new JsonArray(call.Text("TargetGroupArn")) });
        if (Call.ObjectsOf(found["TargetGroups"]).FirstOrDefault() is not { } group || group["TargetType"]?.ToString() != "ip") return null;
        var vpcs = await backend.AskAsync(call, "ec2", "DescribeVpcs", new() { ["VpcIds"] = new JsonArray(group["VpcId"]?.ToString()) });
        var blocks = Call.ObjectsOf(vpcs["Vpcs"])
            .SelectMany(v => Call.ObjectsOf(v["CidrBlockAssociationSet"]).Select(a => a["CidrBlock"]).Append(v["CidrBlock"]))
            .Select(b => System.Net.IPNetwork.TryParse(b?.ToString(), out var network) ? network
                : (System.Net.IPNetwork?)null).OfType<System.Net.IPNetwork>().ToList();
        var outside = call.Objects("Targets")
            .Where(t => t["AvailabilityZone"] is null && System.Net.IPAddress.TryParse(t["Id"]?.ToString(), out var ip) &&
            ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !blocks.Any(b => b.Contains(ip)))
                .Select(t => t["Id"]!.ToString()).ToList();
        return blocks.Count > 0 && outside.Count > 0
            ? new("ValidationError", "You must specify a valid Availability Zone or select 'all' for the IP addresses " +
                $"{string.Join(", ", outside)}, which are outside the VPC")
            : null;
    }
}
