using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_explain_path: whether one end can reach another, hop by hop, from what is configured (DescribeNetworkInterfaces, DescribeInstances,
/// DescribeRouteTables, DescribeNetworkAcls, DescribeSecurityGroupRules, DescribeNatGateways, DescribeVpcPeeringConnections,
/// DescribeVpcEndpoints, DescribeTransitGatewayAttachments, DescribeTransitGatewayVpcAttachments, DescribeSubnets,
/// SearchTransitGatewayRoutes, GetManagedPrefixListEntries,
/// DescribeVpcBlockPublicAccessOptions, DescribeVpcBlockPublicAccessExclusions). Nothing is sent.
/// </summary>
public static class ExplainPath
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "explain_path",
        "Whether one end can reach another, hop by hop, and which route, security group, network ACL or gateway decides.",
        RunAsync,
        iam:
        [
            "ec2:DescribeNetworkInterfaces", "ec2:DescribeInstances", "ec2:DescribeRouteTables", "ec2:DescribeNetworkAcls",
            "ec2:DescribeSecurityGroupRules", "ec2:DescribeNatGateways", "ec2:DescribeVpcPeeringConnections", "ec2:DescribeVpcEndpoints",
            "ec2:DescribeTransitGatewayAttachments", "ec2:DescribeTransitGatewayVpcAttachments", "ec2:DescribeSubnets",
            "ec2:SearchTransitGatewayRoutes", PrefixLists.Action,
            "ec2:DescribeVpcBlockPublicAccessOptions", "ec2:DescribeVpcBlockPublicAccessExclusions",
        ],
        examples: ["Can the web server reach the database on 5432?", "Why can nobody reach i-0abc from the internet?"]);

    public sealed record Input
    {
        [Description("Instance or interface id, address, or internet.")]
        public required string From { get; init; }

        [Description("As from.")]
        public required string To { get; init; }

        [Description("Needed but for icmp."), Range(1, 65535)]
        public int? Port { get; init; }

        [Description("Protocol."), AllowedValues("tcp", "udp", "icmp")]
        public string Protocol { get; init; } = "tcp";
    }

    /// <param name="Step">What is looked at: <c>security group out</c>, <c>route</c>, <c>replies: network ACL in</c>.</param>
    /// <param name="At">Where: an interface, a subnet, a gateway.</param>
    /// <param name="Verdict">allows, partly, unknown or blocks.</param>
    /// <param name="By">The rule, route or state that decides.</param>
    public sealed record Hop(string Step, string At, string Verdict, string By);

    /// <param name="Reachable">yes, no, partly (for some ports or addresses) or unknown.</param>
    /// <param name="Because">What decides.</param>
    public sealed record Result(string Reachable, string Because, string From, string To, string Traffic, IReadOnlyList<Hop> Hops,
        string Note);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.Protocol != "icmp" && input.Port is null) throw ToolException.InvalidInput($"{input.Protocol} needs port.");
        var unknowns = new Unknowns(context.Target);
        var (from, to) = await PathEnd.FindAsync(ec2, input.From, input.To, ct);
        var path = new PathWalk(ec2, Traffic.Of(input.Protocol, input.Port, from.Address.IsIpv6), unknowns, context, ct);
        await path.WalkAsync(from, to);

        var hops = path.Hops;
        var worst = hops.Select(h => h.Decision.Verdict).DefaultIfEmpty().Max();
        var deciding = hops.Where(h => h.Decision.Verdict == worst).ToList();
        return new(
            worst switch { PathVerdict.Allows => "yes", PathVerdict.Blocks => "no", PathVerdict.Partly => "partly", _ => "unknown" },
            worst is PathVerdict.Allows ? "Every hop allows it."
                : string.Join(" ", deciding.Select(h => $"{h.Step} at {h.At} {Text(worst)}: {h.Decision.By}.")),
            from.ToString(), to.ToString(), path.Traffic.ToString(),
            [.. hops.Select(h => new Hop(h.Step, h.At, Text(h.Decision.Verdict), h.Decision.By))],
            string.Join(" ", [.. unknowns.Notes,
                "From what is configured: whether something listens, and firewalls inside of instances, are not known."]));
    }

    private static string Text(PathVerdict verdict) => verdict switch
    {
        PathVerdict.Allows => "allows",
        PathVerdict.Blocks => "blocks",
        PathVerdict.Partly => "partly",
        _ => "unknown",
    };
}
