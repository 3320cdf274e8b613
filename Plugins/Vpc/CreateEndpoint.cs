using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_endpoint (CreateVpcEndpoint).</summary>
public static class CreateEndpoint
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_endpoint", "Creates a VPC endpoint: a gateway (given routeTableIds) or an interface (subnetIds). Its state later: vpc_list_endpoints.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcs", "ec2:DescribeRouteTables", "ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints", "ec2:CreateVpcEndpoint", "ec2:CreateTags"],
        examples: ["Let the private subnets reach S3 without the internet."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("As com.amazonaws.eu-west-1.s3.")]
        public required string Service { get; init; }

        [Description("Gateway: S3, DynamoDB.")]
        public IReadOnlyList<string> RouteTableIds { get; init; } = [];

        [Description("Interface.")]
        public IReadOnlyList<string> SubnetIds { get; init; } = [];

        [Description("Security groups.")]
        public IReadOnlyList<string> GroupIds { get; init; } = [];

        [Description("Take over the service's DNS name.")]
        public bool PrivateDns { get; init; } = true;

        [Description("JSON; else full access.")]
        public string? Policy { get; init; }

        [Description("Until available, max 5 min.")]
        public bool Wait { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string State, string Type, IReadOnlyList<string> DnsNames);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var present = (await Networks.EndpointsAsync(ec2, vpc.VpcId, ct)).Where(e => e.ServiceName == input.Service);
        var tables = input.RouteTableIds.Count == 0 ? [] : (await ec2.DescribeRouteTablesAsync(new() { RouteTableIds = [.. input.RouteTableIds] }, ct)).RouteTables ?? [];
        var subnets = input.SubnetIds.Count == 0 ? [] : (await ec2.DescribeSubnetsAsync(new() { SubnetIds = [.. input.SubnetIds] }, ct)).Subnets ?? [];
        var isGateway = input.RouteTableIds.Count > 0;
        return new($"Create {(isGateway ? "a gateway" : "an interface")} endpoint to {input.Service} in {Networks.Label(vpc.VpcId, vpc.Tags)}.",
        [
            isGateway ? "A gateway endpoint costs nothing." : "An interface endpoint costs by the hour for each subnet, and by the gigabyte.",
            .. tables.Select(t => $"{Networks.Label(t.RouteTableId, t.Tags)} gets a route to it, for {Routes.AppliesTo(t)}. Open connections to the service are cut."),
            .. subnets.Select(s => $"An interface is put into {Networks.Label(s.SubnetId, s.Tags)} ({s.AvailabilityZone})."),
            .. !isGateway && input.PrivateDns ? ["In the whole VPC, the service's public name leads to the endpoint."] : Array.Empty<string>(),
            .. !isGateway && input.GroupIds.Count == 0 ? ["The VPC's default security group guards it: others cannot reach it until that lets them in on 443."] : Array.Empty<string>(),
            .. present.Select(e => $"There is one already: {Networks.Label(e.VpcEndpointId, e.Tags)}, {ListEndpoints.TypeOf(e)}, {ListEndpoints.StateOf(e)}."),
        ])
        {
            Resources = [.. tables.Select(Routes.ToResource)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var isGateway = input.RouteTableIds.Count > 0;
        var made = (await ec2.CreateVpcEndpointAsync(new()
        {
            VpcId = input.VpcId,
            ServiceName = input.Service,
            VpcEndpointType = isGateway ? VpcEndpointType.Gateway : VpcEndpointType.Interface,
            RouteTableIds = input.RouteTableIds.Count == 0 ? null : [.. input.RouteTableIds],
            SubnetIds = input.SubnetIds.Count == 0 ? null : [.. input.SubnetIds],
            SecurityGroupIds = input.GroupIds.Count == 0 ? null : [.. input.GroupIds],
            PrivateDnsEnabled = isGateway ? null : input.PrivateDns,
            PolicyDocument = input.Policy,
            TagSpecifications = Ec2Tags.For(ResourceType.VpcEndpoint, input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).VpcEndpoint;
        if (input.Wait)
        {
            made = await Waiting.UntilAsync(
                t => Networks.AfterAsync($"The endpoint {made.VpcEndpointId} was created", () => Networks.EndpointAsync(ec2, made.VpcEndpointId, t), context, t),
                e => ListEndpoints.StateOf(e) != "pending",
                e => $"{e.VpcEndpointId} is {ListEndpoints.StateOf(e)}",
                context, TimeSpan.FromMinutes(5), cancellation: ct);
        }

        return new(made.VpcEndpointId, ListEndpoints.StateOf(made), ListEndpoints.TypeOf(made), [.. (made.DnsEntries ?? []).Select(d => d.DnsName)]);
    }

    private static void Check(Input input)
    {
        if (input.RouteTableIds.Count > 0 == input.SubnetIds.Count > 0 || input.RouteTableIds.Count > 0 && input.GroupIds.Count > 0)
            throw new ToolException(ToolErrorCode.InvalidInput, "A gateway endpoint takes routeTableIds only; an interface endpoint takes subnetIds, and groupIds if wanted.");
    }
}
