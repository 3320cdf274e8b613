using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;
using Gateway = Infra.Plugins.Vpc.ListGateways.Row;

namespace Infra.Plugins.Vpc;

/// <summary>What several tools read of networks and say of them.</summary>
internal static class Networks
{
    /// <summary><c>vpc-0abc (staging)</c></summary>
    public static string Label(string id, List<Tag>? tags) => tags.Name() is { Length: > 0 } name ? $"{id} ({name})" : id;

    /// <summary>The first of many, in order, as part of a sentence.</summary>
    public static string Join(IEnumerable<string> lines) => string.Join(", ", PlanBuilder.Some([.. lines.Order(StringComparer.Ordinal)]));

    /// <summary>Each thing that keeps AWS from deleting something, as an obstacle of the plan; the first 50.</summary>
    public static PlanBuilder InTheWay(this PlanBuilder plan, IEnumerable<string> things)
    {
        foreach (var thing in PlanBuilder.Some([.. things], 50)) plan.Obstacle($"In the way: {thing}.");
        return plan;
    }

    /// <summary>The VPC as a plan's touched resource.</summary>
    public static PlannedResource ToResource(Amazon.EC2.Model.Vpc v)
    {
        var state = $"{string.Join(", ", ListVpcs.CidrBlocks(v))}, tenancy {v.InstanceTenancy?.Value ?? "default"}";
        return new(v.VpcId, v.IsDefault == true ? $"{state}, default VPC" : state) { Name = v.Tags.Name(), Tags = v.Tags.ToMap() };
    }

    /// <summary>The subnet as a plan's touched resource.</summary>
    public static PlannedResource ToResource(Subnet s) =>
        new(s.SubnetId,
            $"{s.CidrBlock} in {s.VpcId}, {s.AvailabilityZone}, public addresses {PlanBuilder.Text(s.MapPublicIpOnLaunch == true)}")
        {
            Name = s.Tags.Name(),
            Tags = s.Tags.ToMap(),
        };

    /// <summary>The security group as a plan's touched resource.</summary>
    /// <param name="g">The group.</param>
    /// <param name="rules">Those that the act is about.</param>
    public static PlannedResource ToResource(SecurityGroup g, IEnumerable<SecurityGroupRule> rules) =>
        new(g.GroupId, $"in {g.VpcId}, '{g.Description}': {(Rules.Text(rules) is { Length: > 0 } text ? text : "no rules")}")
        {
            Name = g.GroupName,
            Tags = g.Tags.ToMap(),
        };

    public static async Task<Amazon.EC2.Model.Vpc> VpcAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<Amazon.EC2.Model.Vpc>(async next =>
        {
            var answer = await ec2.DescribeVpcsAsync(new() { VpcIds = [id], NextToken = next }, ct);
            return (answer.Vpcs, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The VPC {id}");

    public static async Task<Subnet> SubnetAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<Subnet>(async next =>
        {
            var answer = await ec2.DescribeSubnetsAsync(new() { SubnetIds = [id], NextToken = next }, ct);
            return (answer.Subnets, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The subnet {id}");

    public static async Task<RouteTable> RouteTableAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<RouteTable>(async next =>
        {
            var answer = await ec2.DescribeRouteTablesAsync(new() { RouteTableIds = [id], NextToken = next }, ct);
            return (answer.RouteTables, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The route table {id}");

    public static async Task<SecurityGroup> GroupAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<SecurityGroup>(async next =>
        {
            var answer = await ec2.DescribeSecurityGroupsAsync(new() { GroupIds = [id], NextToken = next }, ct);
            return (answer.SecurityGroups, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The security group {id}");

    public static async Task<VpcEndpoint> EndpointAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<VpcEndpoint>(async next =>
        {
            var answer = await ec2.DescribeVpcEndpointsAsync(new() { VpcEndpointIds = [id], NextToken = next }, ct);
            return (answer.VpcEndpoints, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The endpoint {id}");

    public static async Task<NatGateway> NatGatewayAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<NatGateway>(async next =>
        {
            var answer = await ec2.DescribeNatGatewaysAsync(new() { NatGatewayIds = [id], NextToken = next }, ct);
            return (answer.NatGateways, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The NAT gateway {id}");

    public static Task<List<Subnet>> SubnetsAsync(
        IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeSubnetsAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.Subnets, answer.NextToken);
    }, x => x.SubnetId);

    public static Task<List<RouteTable>> RouteTablesAsync(
        IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeRouteTablesAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.RouteTables, answer.NextToken);
    }, x => x.RouteTableId);

    public static Task<List<SecurityGroup>> GroupsAsync(
        IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeSecurityGroupsAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.SecurityGroups, answer.NextToken);
    }, x => x.GroupId);

    public static Task<List<NetworkInterface>> InterfacesAsync(
        IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeNetworkInterfacesAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.NetworkInterfaces, answer.NextToken);
    }, x => x.NetworkInterfaceId);

    /// <summary>The tables with these ids; none when none is named.</summary>
    public static Task<List<RouteTable>> RouteTablesByIdAsync(IAmazonEC2 ec2, IReadOnlyList<string> ids, CancellationToken ct) =>
        ByIdAsync(ids, async next =>
        {
            var answer = await ec2.DescribeRouteTablesAsync(new() { RouteTableIds = [.. ids], NextToken = next }, ct);
            return (answer.RouteTables, answer.NextToken);
        }, x => x.RouteTableId);

    /// <summary>The subnets with these ids; none when none is named.</summary>
    public static Task<List<Subnet>> SubnetsByIdAsync(IAmazonEC2 ec2, IReadOnlyList<string> ids, CancellationToken ct) =>
        ByIdAsync(ids, async next =>
        {
            var answer = await ec2.DescribeSubnetsAsync(new() { SubnetIds = [.. ids], NextToken = next }, ct);
            return (answer.Subnets, answer.NextToken);
        }, x => x.SubnetId);

    /// <summary>The security groups with these ids; none when none is named.</summary>
    public static Task<List<SecurityGroup>> GroupsByIdAsync(IAmazonEC2 ec2, IReadOnlyList<string> ids, CancellationToken ct) =>
        ByIdAsync(ids, async next =>
        {
            var answer = await ec2.DescribeSecurityGroupsAsync(new() { GroupIds = [.. ids], NextToken = next }, ct);
            return (answer.SecurityGroups, answer.NextToken);
        }, x => x.GroupId);

    /// <summary>A setting of a VPC; EC2 tells one a request.</summary>
    public static Task<DescribeVpcAttributeResponse> AttributeAsync(
        IAmazonEC2 ec2, string vpcId, VpcAttributeName name, CancellationToken ct) =>
        ec2.DescribeVpcAttributeAsync(new() { VpcId = vpcId, Attribute = name }, ct);

    private static Task<List<T>> ByIdAsync<T>(
        IReadOnlyList<string> ids, Func<string?, Task<(List<T>? Items, string? Next)>> page, Func<T, string> id) =>
        ids.Count == 0 ? Task.FromResult<List<T>>([]) : Paging.AllAsync(page, id);

    /// <summary>Those that are still there; deleted ones stay listed for a while.</summary>
    public static async Task<List<VpcEndpoint>> EndpointsAsync(
        IAmazonEC2 ec2, string vpcId, CancellationToken ct) => (await Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeVpcEndpointsAsync(new() { Filters = [new("vpc-id", [vpcId])], NextToken = next }, ct);
        return (answer.VpcEndpoints, answer.NextToken);
    }, x => x.VpcEndpointId)).FindAll(e => ListEndpoints.StateOf(e) != "deleted");

    /// <summary>Peering connections that are up or on offer. EC2 cannot filter for either side in one call.</summary>
    public static async Task<List<VpcPeeringConnection>> PeeringsAsync(
        IAmazonEC2 ec2, string vpcId, CancellationToken ct) => (await Paging.AllAsync(async next =>
    {
        var answer = await ec2.DescribeVpcPeeringConnectionsAsync(new() { NextToken = next }, ct);
        return (answer.VpcPeeringConnections, answer.NextToken);
    }, x => x.VpcPeeringConnectionId)).FindAll(p => (p.RequesterVpcInfo?.VpcId == vpcId || p.AccepterVpcInfo?.VpcId == vpcId)
        && (p.Status?.Code?.Value ?? "active") is "active" or "pending-acceptance" or "provisioning" or "initiating-request");

    /// <summary>Gateways of the kinds asked for, of one VPC or of all.</summary>
    public static async Task<List<Gateway>> GatewaysAsync(
        IAmazonEC2 ec2, string? vpcId, string? type, IReadOnlyList<Filter> tags, CancellationToken ct)
    {
        var internet = type is null or ListGateways.Internet ? Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeInternetGatewaysAsync(
                new() { Filters = [.. Ec2Tags.Filter("attachment.vpc-id", vpcId), .. tags], NextToken = next }, ct);
            return (answer.InternetGateways, answer.NextToken);
        }, x => x.InternetGatewayId) : null;
        var egressOnly = type is null or ListGateways.EgressOnly ? Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeEgressOnlyInternetGatewaysAsync(new() { Filters = [.. tags], NextToken = next }, ct);
            return (answer.EgressOnlyInternetGateways, answer.NextToken);
        }, x => x.EgressOnlyInternetGatewayId) : null;
        var nat = type is null or ListGateways.Nat ? Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeNatGatewaysAsync(
                new() { Filter = [.. Ec2Tags.Filter("vpc-id", vpcId), .. tags], NextToken = next }, ct);
            return (answer.NatGateways, answer.NextToken);
        }, x => x.NatGatewayId) : null;
        await Task.WhenAll(new Task?[] { internet, egressOnly, nat }.OfType<Task>());
        return
        [
            .. (internet is null ? [] : await internet).Select(ListGateways.ToRow),
            // EC2 has no filter by VPC for these.
            .. (egressOnly is null ? [] : await egressOnly).Select(ListGateways.ToRow).Where(g => vpcId is null || g.VpcId == vpcId),
            .. (nat is null ? [] : await nat).Select(ListGateways.ToRow),
        ];
    }
}
