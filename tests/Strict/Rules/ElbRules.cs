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
        // ModifyListener.Certificates: exactly one; from HTTP to HTTPS, or TCP to TLS, the policy and the certificate must be given.
        new("A listener that becomes secure gets a certificate and a policy", "elbv2", "ModifyListener") { Looks = SecureAsync },
        // AddListenerCertificates.Certificates: "you can specify one certificate per call"; RemoveListenerCertificates alike.
        new("Certificates are added and removed one a call", "elbv2", "AddListenerCertificates", "RemoveListenerCertificates")
        {
            Refuses = call => call.Objects("Certificates").Count != 1 ? new("ValidationError", "Exactly one certificate must be specified")
                : null,
        },
        // RuleCondition.Values: "alternatively, to specify multiple host names or path patterns, use HostHeaderConfig or
        // PathPatternConfig".
        new("A condition has values or a structure of them", "elbv2", "CreateRule", "ModifyRule")
        {
            Refuses = call => call.Objects("Conditions").Any(c =>
                c["Values"] is JsonArray { Count: > 0 } && (c["HostHeaderConfig"] ?? c["PathPatternConfig"]) is not null)
                ? new("ValidationError", "A condition cannot have both values and a configuration") : null,
        },
        // aws-cloudformation/cfn-lint#3833.
        new("A rule has at most five values", "elbv2", "CreateRule", "ModifyRule")
        {
            Refuses = call => call.Objects("Conditions").Sum(c => c.Select(p => p.Value).OfType<JsonObject>()
                .Sum(o => (o["Values"] as JsonArray)?.Count ?? 0)) > 5
                ? new("TooManyRules", "A rule can only have '5' condition values") : null,
        },
        // AuthenticateOidcActionConfig.ClientSecret: needed unless UseExistingClientSecret is true.
        new("An OIDC action has its secret, or keeps the one that AWS has", "elbv2", "CreateListener", "CreateRule", "ModifyListener",
            "ModifyRule")
        {
            Refuses = call => call.Objects("DefaultActions").Concat(call.Objects("Actions")).Select(a =>
                a["AuthenticateOidcConfig"]).OfType<JsonObject>()
                .Any(o => o["ClientSecret"] is null && o["UseExistingClientSecret"]?.ToString() is not "true")
                ? new("ValidationError", "A client secret must be specified") : null,
        },
        // ModifyTargetGroup.HealthCheckProtocol: TCP "is not supported if the protocol of the target group is HTTP or HTTPS".
        new("An HTTP group is not checked over TCP", "elbv2", "ModifyTargetGroup") { Looks = CheckAsync },
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

    private static async Task<Refusal?> SecureAsync(Call call, Backend backend)
    {
        if (call.Has("Certificates")
            && call.Objects("Certificates").Count != 1) return new("ValidationError", "Exactly one certificate must be specified");
        if (call.Text("Protocol") is not ("HTTPS" or "TLS") || (call.Has("Certificates") && call.Has("SslPolicy"))) return null;
        var found = await backend.AskAsync(call, "DescribeListeners", new() { ["ListenerArns"] = new JsonArray(call.Text("ListenerArn")) });
        return Call.ObjectsOf(found["Listeners"]).FirstOrDefault()?["Protocol"]?.ToString() is "HTTP" or "TCP"
            ? new("ValidationError", "A security policy and a certificate must be specified for a secure listener") : null;
    }

    private static async Task<Refusal?> CheckAsync(Call call, Backend backend)
    {
        if (call.Text("HealthCheckProtocol") != "TCP") return null;
        var found = await backend.AskAsync(call, "DescribeTargetGroups",
            new() { ["TargetGroupArns"] = new JsonArray(call.Text("TargetGroupArn")) });
        return Call.ObjectsOf(found["TargetGroups"]).FirstOrDefault()?["Protocol"]?.ToString() is "HTTP" or "HTTPS"
            ? new("InvalidConfigurationRequest", "Health check protocol TCP is not supported for this target group") : null;
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
