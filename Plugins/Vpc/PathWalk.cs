using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>The way from one end to another and that of the replies. All that is on it is looked at, also behind what blocks.</summary>
internal sealed class PathWalk(IAmazonEC2 ec2, Traffic traffic, Unknowns unknowns, ToolContext context, CancellationToken ct)
{
    private readonly List<(string Step, string At, Decision Decision)> hops = [];
    private readonly PrefixLists lists = new();
    private InternetBlock? block;

    public Traffic Traffic => traffic;

    public IReadOnlyList<(string Step, string At, Decision Decision)> Hops => hops;

    /// <summary>What stands around an interface.</summary>
    private sealed record Surroundings(PathEnd End, IReadOnlyList<RouteTable>? Tables, NetworkAcl? Acl,
        IReadOnlyList<SecurityGroupRule>? Rules, Instance? Instance)
    {
        public string SubnetId => End.Interface!.SubnetId;

        public string VpcId => End.Interface!.VpcId;

        public RouteTable? Table => Tables is null ? null : Routes.TableOf(SubnetId, Tables);
    }

    public async Task WalkAsync(PathEnd from, PathEnd to)
    {
        var blocking = from.Interface is null || to.Interface is null || to.IsPublic
            ? unknowns.TryAsync("VPC Block Public Access", () => InternetBlock.ReadAsync(ec2, ct)) : Task.FromResult<InternetBlock?>(null);
        var around = await new[] { from, to }.AskAsync(async (end, t) => end.Interface is null ? null : await AroundAsync(end, t), ct);
        await lists.ReadAsync(ec2, around.OfType<Surroundings>().SelectMany(s => (s.Rules ?? []).Select(r => r.PrefixListId)
            .Concat((s.Table?.Routes ?? []).Select(r => r.DestinationPrefixListId))).OfType<string>(), context, ct);
        var (a, b) = (around[0], around[1]);
        block = await blocking;
        foreach (var s in around.OfType<Surroundings>()) Running(s);
        if (a is not null && b is not null && !to.IsPublic) await InsideAsync(a, b);
        else
        {
            var seenAs = a is null ? from.Address : await OutAsync(a, b is null ? to.Address : Public(b));
            if (b is not null) In(b, seenAs);
        }
    }

    private async Task<Surroundings> AroundAsync(PathEnd end, CancellationToken t)
    {
        var n = end.Interface!;
        var tables = unknowns.TryAsync($"The route tables of {n.VpcId}", () =>
            Networks.RouteTablesAsync(ec2, [new("vpc-id", [n.VpcId])], t));
        var acl = unknowns.TryAsync($"The network ACL of {n.SubnetId}", () => AclAsync(n.SubnetId, t));
        var rules = unknowns.TryAsync($"The security groups of {n.NetworkInterfaceId}", async () =>
            (await end.GroupIds.AskAsync((g, c) => Rules.OfGroupAsync(ec2, g, c), t)).SelectMany(r => r).ToList());
        var instance = n.Attachment?.InstanceId is { } id ? unknowns.TryAsync($"The instance {id}", async () =>
            await InstancePlans.FindAsync(ec2, new Filter("instance-id", [id]), t) is [var found, ..] ? found : null)
            : Task.FromResult<Instance?>(null);
        await Task.WhenAll(tables, acl, rules, instance);
        return new(end, await tables, await acl, await rules, await instance);
    }

    private async Task<NetworkAcl?> AclAsync(string subnetId, CancellationToken t) =>
        await Paging.FirstAsync<NetworkAcl>(async next =>
        {
            var answer = await ec2.DescribeNetworkAclsAsync(
                new() { Filters = [new("association.subnet-id", [subnetId])], NextToken = next }, t);
            return (answer.NetworkAcls, answer.NextToken);
        });

    private void Running(Surroundings s)
    {
        if (s.Instance is { State.Name: var state } i && state != InstanceStateName.Running)
            Add("instance", i.InstanceId, PathVerdict.Blocks, $"it is {state.Value}");
    }

    // Both ends by their private addresses.
    private async Task InsideAsync(Surroundings a, Surroundings b)
    {
        var (source, target) = (a.End.Address, b.End.Address);
        var sameSubnet = a.SubnetId == b.SubnetId;
        // A transit gateway hands on which group traffic is from only where it is set to, and never for what goes out.
        var doubt = a.VpcId != b.VpcId && a.Table is { } leaving
            && PathRules.RouteTo(leaving, target, lists) is { TransitGatewayId.Length: > 0 }
            ? "over a transit gateway, rules that name groups hold only where it supports references to them" : null;
        Group(a, egress: true, target, b.End.GroupIds, doubt);
        if (!sameSubnet) Acl("network ACL out", a, egress: true, traffic, target);
        var way = a.VpcId == b.VpcId ? Local(a, b, "route") : await BetweenAsync(a, b, "route");
        if (!sameSubnet) Acl("network ACL in", b, egress: false, traffic, source);
        Group(b, egress: false, source, a.End.GroupIds, doubt);
        if (sameSubnet) return;
        // Security groups remember connections, network ACLs and routes do not.
        Acl("replies: network ACL out", b, egress: true, traffic.Replies, source);
        if (a.VpcId == b.VpcId) Local(b, a, "replies: route");
        else if (way is not null) await BetweenAsync(b, a, "replies: route");
        Acl("replies: network ACL in", a, egress: false, traffic.Replies, target);
    }

    private string? Local(Surroundings a, Surroundings b, string step)
    {
        var target = Route(a, b.End.Address, step);
        if (target is null) return null;
        if (target != "local") Replace(PathVerdict.Unknown, "an appliance or gateway on the way inside of the VPC is not looked into");
        return target;
    }

    // Between two networks: a peering connection or a transit gateway, as the route says.
    private async Task<string?> BetweenAsync(Surroundings a, Surroundings b, string step)
    {
        var target = Route(a, b.End.Address, step);
        switch (target)
        {
            case null: return null;
            case "local":
                Replace(PathVerdict.Blocks,
                    $"{b.End.Address} is an address of {a.VpcId} itself, so that {b.VpcId} cannot be reached by it");
                return target;
            case ['p', 'c', 'x', '-', ..]:
                await PeeringAsync(target, b.VpcId);
                return target;
            case ['t', 'g', 'w', '-', ..]:
                await TransitAsync(target, a, b);
                return target;
            default:
                Add("gateway", target, PathVerdict.Unknown, $"where it leads is not known here, and {b.VpcId} is another VPC");
                return target;
        }
    }

    private async Task PeeringAsync(string id, string otherVpc)
    {
        var found = await unknowns.TryAsync($"The peering connection {id}", () => Paging.FirstAsync<VpcPeeringConnection>(async next =>
        {
            var answer = await ec2.DescribeVpcPeeringConnectionsAsync(new() { VpcPeeringConnectionIds = [id], NextToken = next }, ct);
            return (answer.VpcPeeringConnections, answer.NextToken);
        }));
        if (found is not { } peering) Add("peering connection", id, PathVerdict.Unknown, "it cannot be seen");
        else if (peering.Status?.Code is { } code && code != VpcPeeringConnectionStateReasonCode.Active)
            Add("peering connection", id, PathVerdict.Blocks, $"it is {code.Value}");
        else if (otherVpc != peering.AccepterVpcInfo?.VpcId && otherVpc != peering.RequesterVpcInfo?.VpcId)
            Add("peering connection", id, PathVerdict.Blocks, $"it does not lead to {otherVpc}, and peering is not transitive");
        else Add("peering connection", id, PathVerdict.Allows, "it is active");
    }

    private async Task TransitAsync(string id, Surroundings a, Surroundings b)
    {
        var attachment = await unknowns.TryAsync($"The attachments of {id}", () => Paging.FirstAsync<TransitGatewayAttachment>(async next =>
        {
            var answer = await ec2.DescribeTransitGatewayAttachmentsAsync(
                new() { Filters = [new("transit-gateway-id", [id]), new("resource-id", [a.VpcId])], NextToken = next }, ct);
            return (answer.TransitGatewayAttachments, answer.NextToken);
        }));
        if (attachment is null)
        {
            Add("transit gateway", id, PathVerdict.Unknown, $"its attachment of {a.VpcId} cannot be seen");
            return;
        }

        if (attachment.State != TransitGatewayAttachmentState.Available)
        {
            Add("transit gateway", id, PathVerdict.Blocks, $"{attachment.TransitGatewayAttachmentId} is {attachment.State?.Value}");
            return;
        }

        if (a.End.Interface!.AvailabilityZone is { Length: > 0 } zone
            && await unknowns.TryAsync($"The zones of {attachment.TransitGatewayAttachmentId}",
                () => ZonesAsync(attachment.TransitGatewayAttachmentId)) is { Count: > 0 } zones && !zones.Contains(zone))
        {
            Add("transit gateway", id, PathVerdict.Blocks,
                $"{attachment.TransitGatewayAttachmentId} has no subnet in {zone}, and takes nothing from there");
            return;
        }

        var table = attachment.Association?.TransitGatewayRouteTableId;
        var routes = table is null ? null
            : await unknowns.TryAsync($"The routes of {table}", async () => (await ec2.SearchTransitGatewayRoutesAsync(
            new()
            {
                TransitGatewayRouteTableId = table,
                Filters = [new("route-search.longest-prefix-match", [b.End.Address.Address.ToString()])]
            }, ct)).Routes ?? []);
        if (routes is null) Add("transit gateway", id, PathVerdict.Unknown, "its route table cannot be seen");
        else if (routes.FirstOrDefault() is not { } route) Add("transit gateway", id, PathVerdict.Blocks,
            $"no route of {table} to {b.End.Address}");
        else if (route.State == TransitGatewayRouteState.Blackhole) Add("transit gateway", id, PathVerdict.Blocks,
            $"{table} drops {route.DestinationCidrBlock} (blackhole)");
        else if ((route.TransitGatewayAttachments ?? []).Any(x => x.ResourceId == b.VpcId)) Add("transit gateway", id, PathVerdict.Allows,
            $"{table}: {route.DestinationCidrBlock} to {b.VpcId}");
        else Add("transit gateway", id, PathVerdict.Unknown,
            $"{table} sends {route.DestinationCidrBlock} to "
                + $"{string.Join(", ", (route.TransitGatewayAttachments ?? []).Select(x => x.ResourceId))}");
    }

    // Those of the attachment's subnets: what is in another zone does not reach the gateway, whatever its routes say.
    private async Task<IReadOnlyList<string>> ZonesAsync(string attachmentId)
    {
        var all = await TransitAttachments.AllAsync(ec2, [new("transit-gateway-attachment-id", [attachmentId])], ct);
        return all is [{ SubnetIds: { Count: > 0 } ids }]
            ? [.. (await Networks.SubnetsByIdAsync(ec2, ids, ct)).Select(s => s.AvailabilityZone)] : [];
    }

    // Out of the network; the address as which the other end sees it.
    private async Task<Cidr> OutAsync(Surroundings a, Cidr target)
    {
        Group(a, egress: true, target, []);
        Acl("network ACL out", a, egress: true, traffic, target);
        var seenAs = a.End.Address;
        switch (Route(a, target, "route"))
        {
            case null: break;
            case "local":
                Replace(PathVerdict.Blocks, $"{target} is an address of the VPC, and no network interface has it");
                break;
            case ['i', 'g', 'w', '-', ..] and var gateway:
                if (target.IsIpv6) Add("internet gateway", gateway, PathVerdict.Allows, "IPv6 addresses are public");
                else if (Interfaces.PublicIp(a.End.Interface!) is { } ip)
                {
                    seenAs = Cidr.Require(ip);
                    Add("internet gateway", gateway, PathVerdict.Allows, $"the public address is {ip}");
                }
                else Add("internet gateway", gateway, PathVerdict.Blocks, $"{a.End.Interface!.NetworkInterfaceId} has no public address");
                Block(a.SubnetId, a.VpcId, isOutbound: true, isOneWay: false);
                break;
            case ['e', 'i', 'g', 'w', '-', ..] and var gateway:
                Add("egress-only gateway", gateway, PathVerdict.Allows, "it takes IPv6 out");
                Block(a.SubnetId, a.VpcId, isOutbound: true, isOneWay: true);
                break;
            case ['n', 'a', 't', '-', ..] and var gateway:
                seenAs = await TranslatedAsync(gateway, a, target);
                break;
            case ['v', 'p', 'c', 'e', '-', ..] and var endpoint:
                await EndpointAsync(endpoint);
                break;
            case var other:
                Add("gateway", other, PathVerdict.Unknown, "what is behind it is not looked into");
                break;
        }

        Acl("replies: network ACL in", a, egress: false, traffic.Replies, target);
        return seenAs;
    }

    private async Task<Cidr> TranslatedAsync(string id, Surroundings a, Cidr target)
    {
        var found = await unknowns.TryAsync($"The NAT gateway {id}", () => Networks.NatGatewayAsync(ec2, id, ct));
        if (found is null)
        {
            Add("NAT gateway", id, PathVerdict.Unknown, "it cannot be seen");
            return a.End.Address;
        }

        var address = found.NatGatewayAddresses?.FirstOrDefault(n => n.IsPrimary != false);
        if (found.State != NatGatewayState.Available) Add("NAT gateway", id, PathVerdict.Blocks,
            $"it is {found.State?.Value}{(found.FailureMessage is { Length: > 0 } why ? $": {why}" : "")}");
        else if (found.ConnectivityType == ConnectivityType.Private) Add("NAT gateway", id, PathVerdict.Unknown,
            "it is private; what is behind it is not looked into");
        else Add("NAT gateway", id, PathVerdict.Allows, $"it is available, with {address?.PublicIp ?? "no public address"}");
        if (found.ConnectivityType != ConnectivityType.Private)
            Block(found.SubnetId ?? a.SubnetId, found.VpcId ?? a.VpcId, isOutbound: true, isOneWay: true);
        if (found.SubnetId is { } subnet && a.Tables is { } tables)
        {
            var acl = subnet == a.SubnetId ? null : await unknowns.TryAsync($"The network ACL of {subnet}", () => AclAsync(subnet, ct));
            if (acl is not null) Add("network ACL in", subnet, PathRules.Acl(acl, egress: false, traffic, a.End.Address));
            if (acl is not null) Add("network ACL out", subnet, PathRules.Acl(acl, egress: true, traffic, target));
            if (Routes.TableOf(subnet, tables) is { } table)
            {
                await lists.ReadAsync(ec2, (table.Routes ?? []).Select(r => r.DestinationPrefixListId).OfType<string>(), context, ct);
                var route = PathRules.RouteTo(table, target, lists);
                Add("route", subnet, route is null ? new(PathVerdict.Blocks, $"no route of {table.RouteTableId} to {target}")
                    : Routes.Target(route).StartsWith("igw-", StringComparison.Ordinal)
                        ? new(PathVerdict.Allows, $"{table.RouteTableId}: {Routes.Text(route)}")
                    : new(found.ConnectivityType == ConnectivityType.Private ? PathVerdict.Unknown : PathVerdict.Blocks,
                        $"{table.RouteTableId}: {Routes.Text(route)}, which is no internet gateway"));
            }

            if (acl is not null) Add("replies: network ACL in", subnet, PathRules.Acl(acl, egress: false, traffic.Replies, target));
            if (acl is not null) Add("replies: network ACL out", subnet, PathRules.Acl(acl, egress: true, traffic.Replies, a.End.Address));
        }

        return Cidr.Parse(address?.PublicIp) ?? a.End.Address;
    }

    private async Task EndpointAsync(string id)
    {
        var found = await unknowns.TryAsync($"The endpoint {id}", () => Networks.EndpointAsync(ec2, id, ct));
        if (found is null) Add("endpoint", id, PathVerdict.Unknown, "it cannot be seen");
        else if (ListEndpoints.StateOf(found) != "available") Add("endpoint", id, PathVerdict.Blocks,
            $"it is {ListEndpoints.StateOf(found)}");
        else if (found.VpcEndpointType != VpcEndpointType.Gateway) Add("endpoint", id, PathVerdict.Unknown,
            $"an appliance behind it ({found.ServiceName}) is not looked into");
        else Add("endpoint", id, PathVerdict.Allows, $"it leads to {found.ServiceName}; its policy decides which requests it takes");
    }

    // From outside to a public address.
    private void In(Surroundings b, Cidr source)
    {
        var n = b.End.Interface!;
        if (source.IsIpv6) Add("address", n.NetworkInterfaceId, PathVerdict.Allows, "IPv6 addresses are public");
        else if (Interfaces.PublicIp(n) is { } ip) Add("address", n.NetworkInterfaceId, PathVerdict.Allows, $"the public address is {ip}");
        else Add("address", n.NetworkInterfaceId, PathVerdict.Blocks, "it has no public address");
        Block(b.SubnetId, b.VpcId, isOutbound: false, isOneWay: false);
        Acl("network ACL in", b, egress: false, traffic, source);
        Group(b, egress: false, source, []);
        Acl("replies: network ACL out", b, egress: true, traffic.Replies, source);
        if (Route(b, source, "replies: route") is { } target && !target.StartsWith("igw-", StringComparison.Ordinal))
        {
            var isElsewhere = target.StartsWith("nat-", StringComparison.Ordinal) || target.StartsWith("eigw-", StringComparison.Ordinal)
                || target == "local";
            Replace(isElsewhere ? PathVerdict.Blocks : PathVerdict.Unknown, "what comes in by an internet gateway must leave by it");
        }
    }

    /// <summary>Where a subnet's table sends this; null when nowhere, which is told.</summary>
    private string? Route(Surroundings s, Cidr target, string step)
    {
        if (s.Table is not { } table)
        {
            Add(step, s.SubnetId, PathVerdict.Unknown, "its route table cannot be seen");
            return null;
        }

        if (PathRules.RouteTo(table, target, lists) is not { } route)
        {
            if (PathRules.Unread(table, lists) is { Count: > 0 } unread)
            {
                Add(step, s.SubnetId, PathVerdict.Unknown,
                    $"{table.RouteTableId} has no route to {target} but perhaps by {string.Join(", ", unread)}, which cannot be read");
                return null;
            }

            Add(step, s.SubnetId, PathVerdict.Blocks, $"no route of {table.RouteTableId} to {target}");
            return null;
        }

        if (route.State == RouteState.Blackhole)
        {
            Add(step, s.SubnetId, PathVerdict.Blocks, $"{table.RouteTableId}: {Routes.Text(route)} is a blackhole; the target is gone");
            return null;
        }

        Add(step, s.SubnetId, PathVerdict.Allows, $"{table.RouteTableId}: {Routes.Text(route)}");
        return Routes.IsLocal(route) ? "local" : Routes.Target(route);
    }

    private void Group(Surroundings s, bool egress, Cidr peer, IReadOnlyList<string> peerGroups, string? doubt = null) =>
        Add(egress ? "security group out" : "security group in", s.End.Interface!.NetworkInterfaceId, s.Rules is null
            ? new(PathVerdict.Unknown, "its rules cannot be seen")
            : PathRules.Groups(s.End.GroupIds, s.Rules, egress, traffic, peer, peerGroups, doubt, lists));

    private void Acl(string step, Surroundings s, bool egress, Traffic what, Cidr peer) =>
        Add(step, s.SubnetId, PathRules.Acl(s.Acl, egress, what, peer));

    private void Block(string subnetId, string vpcId, bool isOutbound, bool isOneWay)
    {
        if (block?.Judge(subnetId, vpcId, isOutbound, isOneWay) is { } decision) Add("block of public access", subnetId, decision);
    }

    private void Add(string step, string at, PathVerdict verdict, string by) => Add(step, at, new(verdict, by));

    private void Add(string step, string at, Decision decision) => hops.Add((step, at, decision));

    // The route is found, and does not lead there.
    private void Replace(PathVerdict verdict, string why)
    {
        var (step, at, decision) = hops[^1];
        hops[^1] = (step, at, new(verdict, $"{decision.By}: {why}"));
    }

    private static Cidr Public(Surroundings b) =>
        b.End.Address.IsIpv6 ? b.End.Address : Cidr.Parse(Interfaces.PublicIp(b.End.Interface!)) ?? b.End.Address;
}
