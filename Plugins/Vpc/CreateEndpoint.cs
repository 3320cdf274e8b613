using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// vpc_create_endpoint (CreateVpcEndpoint). What kind it is and which DNS it gets is worked out in <see cref="EndpointChoice"/>.
/// </summary>
public static class CreateEndpoint
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_endpoint",
        "Creates a VPC endpoint: a gateway (given routeTableIds) or an interface (subnetIds). Its state later: vpc_list_endpoints.",
        PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeVpcEndpointServices", "ec2:DescribeVpcEndpoints",
            "ec2:DescribeRouteTables", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "ec2:CreateVpcEndpoint", "ec2:CreateTags",
        ],
        examples: ["Let the private subnets reach S3 without the internet."])
        .With(
            deadline: TimeSpan.FromMinutes(7),
            help: "Private DNS is on by default where the service has a verified private name, the VPC has DNS support and DNS host names "
                + "on, and no other endpoint has taken the name over; the plan says why when it is off. "
                + "For services that also have a gateway endpoint (S3), "
                + "private DNS is limited to inbound resolver endpoints when the VPC has that gateway endpoint. "
                + "Some IAM references name route53:AssociateVPCWithHostedZone as needed for private DNS, others do not; "
                + "if AWS denies the call, allow that action as well.");

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("Service name, like com.amazonaws.eu-west-1.s3.")]
        public string? Service { get; init; }

        [Description("Or a VPC Lattice resource configuration.")]
        public string? ResourceConfigurationArn { get; init; }

        [Description("Or a VPC Lattice service network.")]
        public string? ServiceNetworkArn { get; init; }

        [Description("Gateway endpoints (S3, DynamoDB) only.")]
        public IReadOnlyList<string> RouteTableIds { get; init; } = [];

        [Description("For all but gateway endpoints.")]
        public IReadOnlyList<string> SubnetIds { get; init; } = [];

        [Description("Default the VPC's default group.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Its public DNS name leads here; default where possible.")]
        public bool? PrivateDnsEnabled { get; init; }

        [Description("For S3: that name only from on-premises.")]
        public bool? PrivateDnsOnlyForInboundResolverEndpoint { get; init; }

        [Description("JSON; full access when left out.")]
        public string? PolicyDocument { get; init; }

        [Description("Until available, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        internal string To => Service ?? ResourceConfigurationArn ?? ServiceNetworkArn!;
    }

    public sealed record Result(string Id, string State, string Type, IReadOnlyList<string> DnsNames);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var choice = await EndpointChoice.MakeAsync(ec2, input, context, ct);
        var tables = await Networks.RouteTablesByIdAsync(ec2, input.RouteTableIds, ct);
        var subnets = await Networks.SubnetsByIdAsync(ec2, input.SubnetIds, ct);
        var groups = await Networks.GroupsByIdAsync(ec2, input.SecurityGroupIds, ct);
        var what = $"{choice.TypeText} endpoint to {input.To}";
        var plan = new PlanBuilder($"Create a VPC endpoint ({choice.TypeText}) to {input.To} in {Networks.Label(vpc.VpcId, vpc.Tags)}.")
            .Touch(Networks.ToResource(vpc))
            .Touch(tables.Select(Routes.ToResource))
            .Touch(subnets.Select(Networks.ToResource))
            .Touch(groups.Select(g => Networks.ToResource(g, [])))
            .Create(what, choice.Type == VpcEndpointType.Gateway
                ? "it costs nothing"
                : "it costs by the hour for each subnet, and by the gigabyte");
        foreach (var t in tables)
            plan.Create($"route to it in {Networks.Label(t.RouteTableId, t.Tags)}",
                $"for {Routes.AppliesTo(t)}; open connections to the service are cut");
        foreach (var s in subnets) plan.Create($"network interface in {Networks.Label(s.SubnetId, s.Tags)} ({s.AvailabilityZone})");
        if (choice.PrivateDns is { } on)
            plan.Create(
                what, "private DNS", on, on ? "in the whole VPC, the service's public name leads to the endpoint" : choice.WhyNoPrivateDns);
        if (choice.OnlyInbound is { } inbound) plan.Create(what, "private DNS only for inbound resolver endpoints", inbound);
        if (choice.Type == VpcEndpointType.Interface && input.SecurityGroupIds.Count == 0)
            plan.Warn("The VPC's default security group guards it: nothing else can reach it until that group lets it in on 443.");
        foreach (var e in choice.Present)
        {
            plan.Warn($"There is one already: {Networks.Label(e.VpcEndpointId, e.Tags)}, "
                + $"{ListEndpoints.TypeOf(e)}, {ListEndpoints.StateOf(e)}.");
        }

        foreach (var obstacle in choice.Obstacles) plan.Obstacle(obstacle);
        return plan.Unknown(choice.Unknown).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var choice = await EndpointChoice.MakeAsync(ec2, input, context, ct);
        var made = (await ec2.CreateVpcEndpointAsync(new()
        {
            VpcId = input.VpcId,
            ServiceName = input.Service,
            ResourceConfigurationArn = input.ResourceConfigurationArn,
            ServiceNetworkArn = input.ServiceNetworkArn,
            VpcEndpointType = choice.Type,
            RouteTableIds = OrNull(input.RouteTableIds),
            SubnetIds = OrNull(input.SubnetIds),
            SecurityGroupIds = OrNull(input.SecurityGroupIds),
            PrivateDnsEnabled = choice.PrivateDns,
            DnsOptions = choice.OnlyInbound is null ? null : new() { PrivateDnsOnlyForInboundResolverEndpoint = choice.OnlyInbound },
            PolicyDocument = input.PolicyDocument,
            TagSpecifications = Ec2Tags.For(ResourceType.VpcEndpoint, input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).VpcEndpoint;
        context.Done($"created {made.VpcEndpointId}", created: made.VpcEndpointId);
        if (input.Wait)
        {
            made = await Waiting.UntilAsync(
                t => Networks.EndpointAsync(ec2, made.VpcEndpointId, t), Judge, context, TimeSpan.FromMinutes(5), cancellation: ct);
        }

        return new(made.VpcEndpointId, ListEndpoints.StateOf(made), ListEndpoints.TypeOf(made),
            [.. (made.DnsEntries ?? []).Select(d => d.DnsName)]);

        static List<string>? OrNull(IReadOnlyList<string> ids) => ids.Count == 0 ? null : [.. ids];
    }

    private static Wait Judge(VpcEndpoint e) => ListEndpoints.StateOf(e) switch
    {
        // The owner of the service accepts whenever it likes: nothing to wait for.
        "available" or "pendingacceptance" => Wait.Done,
        ("failed" or "rejected" or "expired" or "deleting" or "deleted") and var state =>
            Wait.Failed($"{e.VpcEndpointId} is {state}: {e.FailureReason ?? e.LastError?.Message ?? "AWS gave no reason"}."),
        var state => Wait.NotYet($"{e.VpcEndpointId} is {state}"),
    };

    private static void Check(Input input)
    {
        if (new[] { input.Service, input.ResourceConfigurationArn, input.ServiceNetworkArn }.Count(t => t is not null) != 1)
            throw ToolException.InvalidInput("An endpoint leads to one of service, resourceConfigurationArn and serviceNetworkArn.");
        if (input.RouteTableIds.Count > 0 == input.SubnetIds.Count > 0)
            throw ToolException.InvalidInput("A gateway endpoint takes routeTableIds; any other endpoint takes subnetIds.");
        if (input.RouteTableIds.Count == 0) return;
        if (input.Service is null || input.SecurityGroupIds.Count > 0 || input.PrivateDnsEnabled is true
            || input.PrivateDnsOnlyForInboundResolverEndpoint is true)
            throw ToolException.InvalidInput(
                "A gateway endpoint takes a service and routeTableIds, without security groups and private DNS.");
    }
}
