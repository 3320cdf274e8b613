using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_nat_gateway (CreateNatGateway; AllocateAddress only when asked for).</summary>
public static class CreateNatGateway
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_nat_gateway", "Creates a NAT gateway. Then route to it with vpc_create_route; its state: vpc_list_gateways.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeAddresses", "ec2:DescribeNatGateways", "ec2:AllocateAddress", "ec2:CreateNatGateway", "ec2:CreateTags",
        ],
        examples: ["Let the private subnets reach the internet."]);

    public sealed record Input
    {
        [Description("A public one for public connectivity.")]
        public required string SubnetId { get; init; }

        [Description("Connectivity."), AllowedValues("public", "private")]
        public string Connectivity { get; init; } = "public";

        [Description("Of a free Elastic IP.")]
        public string? AllocationId { get; init; }

        [Description("Or a new Elastic IP.")]
        public bool AllocateAddress { get; init; }

        [Description("Until available, max 5 min.")]
        public bool Wait { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string State, string? SubnetId, string? PublicIp, string? PrivateIp, string? AllocationId, string? Failure);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var subnet = await Networks.SubnetAsync(ec2, input.SubnetId, ct);
        var table = Routes.TableOf(subnet.SubnetId, await Networks.RouteTablesAsync(ec2, [new("vpc-id", [subnet.VpcId])], ct));
        var address = input.AllocationId is null ? null
            : (await ec2.DescribeAddressesAsync(new() { AllocationIds = [input.AllocationId] }, ct)).Addresses?.FirstOrDefault()
                ?? throw Networks.NotFound($"The address {input.AllocationId}", "ec2_list_addresses shows them.");
        var isPublic = input.Connectivity == "public";
        return new($"Create a {input.Connectivity} NAT gateway in {Networks.Label(subnet.SubnetId, subnet.Tags)}.",
        [
            "It costs by the hour and by the gigabyte, from now until vpc_delete_gateway.",
            .. input.AllocateAddress ? ["A new Elastic IP is allocated; it costs by the hour and outlives the gateway."] : Array.Empty<string>(),
            .. address is null ? Array.Empty<string>() : [$"Uses {address.PublicIp} ({address.AllocationId})."],
            .. address?.AssociationId is null ? Array.Empty<string>() : [$"AWS will refuse: {address.PublicIp} is in use by {address.InstanceId ?? address.NetworkInterfaceId}."],
            .. isPublic && !Routes.IsPublic(table) ? [$"WARNING: {subnet.SubnetId} has no route to an internet gateway, so this gateway would reach nothing."] : Array.Empty<string>(),
        ])
        {
            Resources = address is null ? [] : [new(address.AllocationId, $"{address.PublicIp}, {(address.AssociationId is null ? "free" : "in use")}") { Tags = address.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var allocation = input.AllocationId;
        if (input.AllocateAddress)
        {
            var tags = Ec2Tags.For(ResourceType.ElasticIp, input.Tags, input.Name);
            allocation = (await ec2.AllocateAddressAsync(new() { Domain = DomainType.Vpc, TagSpecifications = tags }, ct)).AllocationId;
        }

        var request = new CreateNatGatewayRequest
        {
            SubnetId = input.SubnetId,
            ConnectivityType = input.Connectivity,
            AllocationId = allocation,
            TagSpecifications = Ec2Tags.For(ResourceType.Natgateway, input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        };
        var created = (input.AllocateAddress
            ? await Networks.AfterAsync($"The Elastic IP {allocation} was allocated and is kept (pass it as allocationId)", () => ec2.CreateNatGatewayAsync(request, ct), context, ct)
            : await ec2.CreateNatGatewayAsync(request, ct)).NatGateway;
        if (!input.Wait) return ToResult(created, allocation);
        return ToResult(await Waiting.UntilAsync(
            t => Networks.AfterAsync($"The NAT gateway {created.NatGatewayId} was created", () => Networks.NatGatewayAsync(ec2, created.NatGatewayId, t), context, t),
            g => g.State != NatGatewayState.Pending,
            g => $"{g.NatGatewayId} is {g.State}",
            context, TimeSpan.FromMinutes(5), cancellation: ct), allocation);
    }

    private static void Check(Input input)
    {
        var given = (input.AllocationId is null ? 0 : 1) + (input.AllocateAddress ? 1 : 0);
        if (given != (input.Connectivity == "public" ? 1 : 0))
            throw new ToolException(ToolErrorCode.InvalidInput, "A public NAT gateway takes either allocationId or allocateAddress; a private one takes neither.");
    }

    private static Result ToResult(NatGateway g, string? allocation)
    {
        var address = (g.NatGatewayAddresses ?? []).FirstOrDefault();
        return new(g.NatGatewayId, g.State, g.SubnetId, address?.PublicIp, address?.PrivateIp, allocation, string.IsNullOrEmpty(g.FailureMessage) ? null : g.FailureMessage);
    }
}
