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

    /// <summary>The first lines, and how many are left out.</summary>
    public static IEnumerable<string> Some(IReadOnlyCollection<string> lines, int most = 20) =>
        lines.Count <= most ? lines : lines.Take(most).Append($"and {lines.Count - most} more");

    public static string Join(IEnumerable<string> lines) => string.Join(", ", Some([.. lines]));

    public static ToolException NotFound(string what, string? hint = null) => new(ToolErrorCode.NotFound, $"{what} does not exist in this account and region.", hint);

    public static async Task<Amazon.EC2.Model.Vpc> VpcAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await ec2.DescribeVpcsAsync(new() { VpcIds = [id] }, ct)).Vpcs?.FirstOrDefault() ?? throw NotFound($"The VPC {id}");

    public static async Task<Subnet> SubnetAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await ec2.DescribeSubnetsAsync(new() { SubnetIds = [id] }, ct)).Subnets?.FirstOrDefault() ?? throw NotFound($"The subnet {id}");

    public static async Task<RouteTable> RouteTableAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await ec2.DescribeRouteTablesAsync(new() { RouteTableIds = [id] }, ct)).RouteTables?.FirstOrDefault() ?? throw NotFound($"The route table {id}");

    public static async Task<SecurityGroup> GroupAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await ec2.DescribeSecurityGroupsAsync(new() { GroupIds = [id] }, ct)).SecurityGroups?.FirstOrDefault() ?? throw NotFound($"The security group {id}");

    public static async Task<VpcEndpoint> EndpointAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await ec2.DescribeVpcEndpointsAsync(new() { VpcEndpointIds = [id] }, ct)).VpcEndpoints?.FirstOrDefault() ?? throw NotFound($"The endpoint {id}");

    public static async Task<NatGateway> NatGatewayAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        (await ec2.DescribeNatGatewaysAsync(new() { NatGatewayIds = [id] }, ct)).NatGateways?.FirstOrDefault() ?? throw NotFound($"The NAT gateway {id}");

    public static Task<List<Subnet>> SubnetsAsync(IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => AllAsync(async next =>
    {
        var answer = await ec2.DescribeSubnetsAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.Subnets, answer.NextToken);
    }, x => x.SubnetId);

    public static Task<List<RouteTable>> RouteTablesAsync(IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => AllAsync(async next =>
    {
        var answer = await ec2.DescribeRouteTablesAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.RouteTables, answer.NextToken);
    }, x => x.RouteTableId);

    public static Task<List<SecurityGroup>> GroupsAsync(IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => AllAsync(async next =>
    {
        var answer = await ec2.DescribeSecurityGroupsAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.SecurityGroups, answer.NextToken);
    }, x => x.GroupId);

    public static Task<List<NetworkInterface>> InterfacesAsync(IAmazonEC2 ec2, IEnumerable<Filter> filters, CancellationToken ct) => AllAsync(async next =>
    {
        var answer = await ec2.DescribeNetworkInterfacesAsync(new() { Filters = [.. filters], NextToken = next }, ct);
        return (answer.NetworkInterfaces, answer.NextToken);
    }, x => x.NetworkInterfaceId);

    /// <summary>Those that are still there; deleted ones stay listed for a while.</summary>
    public static async Task<List<VpcEndpoint>> EndpointsAsync(IAmazonEC2 ec2, string vpcId, CancellationToken ct) => (await AllAsync(async next =>
    {
        var answer = await ec2.DescribeVpcEndpointsAsync(new() { Filters = [new("vpc-id", [vpcId])], NextToken = next }, ct);
        return (answer.VpcEndpoints, answer.NextToken);
    }, x => x.VpcEndpointId)).FindAll(e => ListEndpoints.StateOf(e) != "deleted");

    /// <summary>Peering connections that are up or on offer. EC2 cannot filter for either side in one call.</summary>
    public static async Task<List<VpcPeeringConnection>> PeeringsAsync(IAmazonEC2 ec2, string vpcId, CancellationToken ct) => (await AllAsync(async next =>
    {
        var answer = await ec2.DescribeVpcPeeringConnectionsAsync(new() { NextToken = next }, ct);
        return (answer.VpcPeeringConnections, answer.NextToken);
    }, x => x.VpcPeeringConnectionId)).FindAll(p => (p.RequesterVpcInfo?.VpcId == vpcId || p.AccepterVpcInfo?.VpcId == vpcId)
        && (p.Status?.Code?.Value ?? "active") is "active" or "pending-acceptance" or "provisioning" or "initiating-request");

    /// <summary>Gateways of the kinds asked for, of one VPC or of all.</summary>
    public static async Task<List<Gateway>> GatewaysAsync(IAmazonEC2 ec2, string? vpcId, string? type, IReadOnlyList<Filter> tags, CancellationToken ct)
    {
        var internet = type is null or ListGateways.Internet ? AllAsync(async next =>
        {
            var answer = await ec2.DescribeInternetGatewaysAsync(new() { Filters = [.. Ec2Tags.Filter("attachment.vpc-id", vpcId), .. tags], NextToken = next }, ct);
            return (answer.InternetGateways, answer.NextToken);
        }, x => x.InternetGatewayId) : null;
        var egressOnly = type is null or ListGateways.EgressOnly ? AllAsync(async next =>
        {
            var answer = await ec2.DescribeEgressOnlyInternetGatewaysAsync(new() { Filters = [.. tags], NextToken = next }, ct);
            return (answer.EgressOnlyInternetGateways, answer.NextToken);
        }, x => x.EgressOnlyInternetGatewayId) : null;
        var nat = type is null or ListGateways.Nat ? AllAsync(async next =>
        {
            var answer = await ec2.DescribeNatGatewaysAsync(new() { Filter = [.. Ec2Tags.Filter("vpc-id", vpcId), .. tags], NextToken = next }, ct);
            return (answer.NatGateways, answer.NextToken);
        }, x => x.NatGatewayId) : null;
        return
        [
            .. (internet is null ? [] : await internet).Select(ListGateways.ToRow),
            // EC2 has no filter by VPC for these.
            .. (egressOnly is null ? [] : await egressOnly).Select(ListGateways.ToRow).Where(g => vpcId is null || g.VpcId == vpcId),
            .. (nat is null ? [] : await nat).Select(ListGateways.ToRow),
        ];
    }

    /// <summary>
    /// A step after a creation. EC2 may not know a new id for some seconds; and when the step fails, the caller must learn what was made.
    /// </summary>
    public static async Task<T> AfterAsync<T>(string made, Func<Task<T>> step, ToolContext context, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await step();
            }
            catch (AmazonEC2Exception e) when (attempt < 5 && e.ErrorCode?.EndsWith(".NotFound", StringComparison.Ordinal) == true)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), ct);
            }
            catch (Exception e) when (AwsErrors.Translate(e, context.Target) is { } failure)
            {
                throw new ToolException(failure.Code, $"{made}, but the next step failed: {failure.Message}", failure.Hint, e)
                {
                    AwsErrorCode = failure.AwsErrorCode,
                    RequestId = failure.RequestId,
                };
            }
        }
    }

    /// <summary>Every page of an operation, in the order of the ids: AWS gives no order, and a plan must be the same each time.</summary>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, string? Next)>> page, Func<T, string> id)
    {
        var all = new List<T>();
        string? next = null;
        do
        {
            (var items, next) = await page(next);
            all.AddRange(items ?? []);
        }
        while (!string.IsNullOrEmpty(next));
        return [.. all.OrderBy(id, StringComparer.Ordinal)];
    }
}
