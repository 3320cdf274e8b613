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
        "create_nat_gateway",
        "Creates a NAT gateway. Then route to it with vpc_create_route; its state: vpc_list_gateways.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeAddresses", "ec2:DescribeNatGateways", "ec2:AllocateAddress",
            "ec2:CreateNatGateway", "ec2:CreateTags",
        ],
        examples: ["Let the private subnets reach the internet."])
        .With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input
    {
        [Description("Subnet; for public, one with an internet gateway route.")]
        public required string SubnetId { get; init; }

        [Description("public: to the internet; private: to other networks."), AllowedValues("public", "private")]
        public string ConnectivityType { get; init; } = "public";

        [Description("Allocation id of a free Elastic IP.")]
        public string? AllocationId { get; init; }

        [Description("Allocate a new Elastic IP instead of allocationId.")]
        public bool AllocateAddress { get; init; }

        [Description("Until available, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string State, string? SubnetId, string? PublicIp, string? PrivateIp, string? AllocationId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var subnet = await Networks.SubnetAsync(ec2, input.SubnetId, ct);
        var table = Routes.TableOf(subnet.SubnetId, await Networks.RouteTablesAsync(ec2, [new("vpc-id", [subnet.VpcId])], ct));
        var address = input.AllocationId is null ? null
            : (await ec2.DescribeAddressesAsync(new() { AllocationIds = [input.AllocationId] }, ct)).Addresses?.FirstOrDefault()
                ?? throw ToolException.NotFound($"The address {input.AllocationId}", "ec2_list_addresses shows them.");
        var what = $"{input.ConnectivityType} NAT gateway in {Networks.Label(subnet.SubnetId, subnet.Tags)}";
        var plan = new PlanBuilder($"Create a {what}.")
            .Touch(Networks.ToResource(subnet))
            .Create(what, "it costs by the hour and by the gigabyte, from now until vpc_delete_gateway");
        if (input.AllocateAddress) plan.Create("Elastic IP", "it costs by the hour, and stays when the gateway is deleted");
        if (address is not null)
        {
            var holder = Ec2Resources.Holder(address);
            plan.Change($"Elastic IP {address.PublicIp} ({address.AllocationId})", "used by", holder, "the NAT gateway")
                .Touch(new PlannedResource(
                address.AllocationId, $"{address.PublicIp}, {holder ?? "free"}")
                { Tags = address.Tags.ToMap() });
            if (!string.IsNullOrEmpty(address.AssociationId))
                plan.Obstacle($"{address.PublicIp} is in use by {holder}; ec2_disassociate_address frees it.");
        }

        if (input.ConnectivityType == "public" && !Routes.IsPublic(table))
            plan.Warn($"{subnet.SubnetId} has no route to an internet gateway, so this gateway would reach nothing.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var allocation = input.AllocationId;
        if (input.AllocateAddress)
        {
            var tags = Ec2Tags.For(ResourceType.ElasticIp, input.Tags, input.Name);
            allocation = (await ec2.AllocateAddressAsync(new() { Domain = DomainType.Vpc, TagSpecifications = tags }, ct)).AllocationId;
            context.Done($"allocated the Elastic IP {allocation} (pass it as allocationId to use it)", created: allocation);
        }

        var request = new CreateNatGatewayRequest
        {
            SubnetId = input.SubnetId,
            ConnectivityType = input.ConnectivityType,
            AllocationId = allocation,
            TagSpecifications = Ec2Tags.For(ResourceType.Natgateway, input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        };
        var made = (input.AllocateAddress
            ? await Waiting.AfterCreationAsync(t => ec2.CreateNatGatewayAsync(request, t), context, ct)
            : await ec2.CreateNatGatewayAsync(request, ct)).NatGateway;
        context.Done($"created {made.NatGatewayId}", created: made.NatGatewayId);
        if (!input.Wait) return ToResult(made, allocation);
        return ToResult(
            await Waiting.UntilAsync(t => Networks.NatGatewayAsync(ec2, made.NatGatewayId, t), Judge, context, TimeSpan.FromMinutes(5),
                cancellation: ct), allocation);
    }

    private static Wait Judge(NatGateway g) => g.State?.Value switch
    {
        "available" => Wait.Done,
        "failed" => Wait.Failed($"{g.NatGatewayId} failed: {g.FailureMessage ?? "AWS gave no reason"} ({g.FailureCode ?? "no code"})."),
        "deleting" or "deleted" => Wait.Failed($"{g.NatGatewayId} is {g.State}: someone has deleted it."),
        _ => Wait.NotYet($"{g.NatGatewayId} is {g.State}"),
    };

    private static void Check(Input input)
    {
        var given = (input.AllocationId is null ? 0 : 1) + (input.AllocateAddress ? 1 : 0);
        if (given != (input.ConnectivityType == "public" ? 1 : 0))
            throw ToolException.InvalidInput(
                "A public NAT gateway takes either allocationId or allocateAddress; a private one takes neither.");
    }

    private static Result ToResult(NatGateway g, string? allocation)
    {
        var address = (g.NatGatewayAddresses ?? []).FirstOrDefault();
        return new(g.NatGatewayId, g.State, g.SubnetId, address?.PublicIp, address?.PrivateIp, allocation);
    }
}
