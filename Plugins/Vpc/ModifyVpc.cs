using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_modify_vpc (ModifyVpcAttribute, AssociateVpcCidrBlock, DisassociateVpcCidrBlock).</summary>
public static class ModifyVpc
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_vpc", "Changes DNS settings and secondary CIDR blocks of a VPC.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeSubnets", "ec2:ModifyVpcAttribute", "ec2:AssociateVpcCidrBlock",
            "ec2:DisassociateVpcCidrBlock",
        ],
        examples: ["Add 10.30.0.0/16 to this VPC.", "Turn on DNS host names."],
        idempotent: true);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("DNS support.")]
        public bool? DnsSupport { get; init; }

        [Description("DNS hostnames.")]
        public bool? DnsHostnames { get; init; }

        [Description("IPv4 block, or amazon for an IPv6 one.")]
        public string? AddCidrBlock { get; init; }

        [Description("Not the first one.")]
        public string? RemoveCidrBlock { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Changed);

    private sealed record Now(Amazon.EC2.Model.Vpc Vpc, bool Support, bool Hostnames)
    {
        /// <summary>Its blocks beside the first, with what they are taken away by.</summary>
        public IEnumerable<(string Block, string Association)> Blocks =>
            (Vpc.CidrBlockAssociationSet ?? []).Where(a => a.CidrBlock != Vpc.CidrBlock && !IsGone(a.CidrBlockState))
            .Select(a => (a.CidrBlock, a.AssociationId))
                .Concat((Vpc.Ipv6CidrBlockAssociationSet ?? []).Where(a => !IsGone(a.Ipv6CidrBlockState))
                    .Select(a => (a.Ipv6CidrBlock, a.AssociationId)));
    }

    // What was taken away stays listed for a while.
    private static bool IsGone(VpcCidrBlockState? state) => state?.State?.Value is "disassociated" or "disassociating" or "failed";

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var now = await ReadAsync(ec2, input, ct);
        var (v, label) = (now.Vpc, Networks.Label(now.Vpc.VpcId, now.Vpc.Tags));
        var plan = new PlanBuilder($"Change {label}.").Touch(Networks.ToResource(v));
        var back = new Dictionary<string, object> { ["vpcId"] = v.VpcId };
        if (input.DnsSupport is { } support)
        {
            plan.Change(label, "DNS support", now.Support, support, support ? null : "nothing in it can ask AWS's name server any more");
            back["dnsSupport"] = now.Support;
        }

        if (input.DnsHostnames is { } names)
        {
            plan.Change(label, "DNS hostnames", now.Hostnames, names);
            back["dnsHostnames"] = now.Hostnames;
            if (names && !(input.DnsSupport ?? now.Support)) plan.Obstacle("DNS host names need DNS support; turn on dnsSupport as well.");
        }

        if (input.AddCidrBlock is { } added)
        {
            plan.Create($"CIDR block {(added == "amazon" ? "of IPv6 addresses that Amazon chooses" : added)} of {label}",
                "subnets can be made in it");
            if (Cidr.Parse(added) is { } block && ListVpcs.CidrBlocks(v).Any(b => Cidr.Parse(b) is { } other && other.Overlaps(block)))
                plan.Obstacle($"{added} overlaps a block that the VPC has.");
            if (Cidr.Parse(added) is { } wanted && Cidr.PrivateRange(wanted) is { } range && Cidr.Parse(v.CidrBlock) is { } first
                && !range.Contains(first))
                plan.Obstacle($"{added} is of the private range {range}, and EC2 takes such a block only where the first one, {first}, "
                    + "is of the same range. Blocks of 100.64.0.0/10 go with all.");
            if (added != "amazon") back["removeCidrBlock"] = added;
        }

        if (input.RemoveCidrBlock is { } gone)
        {
            plan.Delete($"CIDR block {gone} of {label}");
            if (!now.Blocks.Any(b => Cidr.Same(b.Block, gone))) plan.Obstacle(
                $"{gone} is no secondary block of {v.VpcId}; its first block stays.");
            var subnets = await Networks.SubnetsAsync(ec2, [new("vpc-id", [v.VpcId])], ct);
            plan.InTheWay(subnets.Where(s => Cidr.Parse(gone) is { } block
                && new[] { s.CidrBlock, ListSubnets.Ipv6CidrBlock(s) }.Any(c => Cidr.Parse(c) is { } its && block.Contains(its)))
                .Select(s => $"subnet {Networks.Label(s.SubnetId, s.Tags)}: vpc_delete_subnet"));
            if (Cidr.Parse(gone) is { IsIpv6: false }) back["addCidrBlock"] = gone;
        }

        return (back.Count > 1 ? plan.Undo("vpc_modify_vpc", back) : plan.NoUndo("Amazon chooses another IPv6 block next time.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var now = await ReadAsync(ec2, input, ct);
        // EC2 takes one setting a request; names need support, so that one is first.
        if (input.DnsSupport is { } support && support != now.Support)
        {
            await ec2.ModifyVpcAttributeAsync(new() { VpcId = input.VpcId, EnableDnsSupport = support }, ct);
            context.Done($"turned DNS support of {input.VpcId} {PlanBuilder.Text(support)}");
        }

        if (input.DnsHostnames is { } names && names != now.Hostnames)
        {
            await ec2.ModifyVpcAttributeAsync(new() { VpcId = input.VpcId, EnableDnsHostnames = names }, ct);
            context.Done($"turned DNS hostnames of {input.VpcId} {PlanBuilder.Text(names)}");
        }

        if (input.AddCidrBlock is { } added)
        {
            await ec2.AssociateVpcCidrBlockAsync(
                added == "amazon" ? new() { VpcId = input.VpcId, AmazonProvidedIpv6CidrBlock = true }
                    : new() { VpcId = input.VpcId, CidrBlock = added }, ct);
            context.Done($"added the CIDR block {added} to {input.VpcId}", created: $"{input.VpcId} {added}");
        }

        if (input.RemoveCidrBlock is { } gone)
        {
            var association = now.Blocks.FirstOrDefault(b => Cidr.Same(b.Block, gone)).Association
                ?? throw ToolException.Conflict($"{gone} is no secondary block of {input.VpcId}.");
            await ec2.DisassociateVpcCidrBlockAsync(new() { AssociationId = association }, ct);
            context.Done($"removed the CIDR block {gone} from {input.VpcId}");
        }

        return new(input.VpcId, [.. context.Steps.Select(s => s.What)]);
    }

    private static async Task<Now> ReadAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if ((input.DnsSupport ?? input.DnsHostnames) is null
            && (input.AddCidrBlock ?? input.RemoveCidrBlock) is null) throw ToolException.NothingToChange();
        if (input.AddCidrBlock is not (null or "amazon")) Cidr.RequireNetwork(input.AddCidrBlock);
        var vpc = Networks.VpcAsync(ec2, input.VpcId, ct);
        var support = Networks.AttributeAsync(ec2, input.VpcId, VpcAttributeName.EnableDnsSupport, ct);
        var names = Networks.AttributeAsync(ec2, input.VpcId, VpcAttributeName.EnableDnsHostnames, ct);
        await Task.WhenAll(vpc, support, names);
        return new(await vpc, (await support).EnableDnsSupport == true, (await names).EnableDnsHostnames == true);
    }
}
