using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// The type of a new endpoint and its DNS, by what the service and the VPC offer: AWS refuses private DNS for services without a
/// private name, for VPCs without DNS host names and where another endpoint has the name, and for S3 by its own default.
/// </summary>
internal sealed record EndpointChoice(VpcEndpointType Type)
{
    public string TypeText => ListEndpoints.TypeName(Type);

    /// <summary>Null where the type has no private DNS.</summary>
    public bool? PrivateDns { get; private init; }

    public string? WhyNoPrivateDns { get; private init; }

    /// <summary>Null where the service has no gateway endpoints.</summary>
    public bool? OnlyInbound { get; private init; }

    /// <summary>Endpoints to the same service that the VPC has.</summary>
    public IReadOnlyList<VpcEndpoint> Present { get; private init; } = [];

    public IReadOnlyList<string> Obstacles { get; private init; } = [];

    public IReadOnlyList<string> Unknown { get; private init; } = [];

    public static async Task<EndpointChoice> MakeAsync(
        IAmazonEC2 ec2, CreateEndpoint.Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var endpoints = unknowns.TryAsync("The VPC's endpoints", () => Networks.EndpointsAsync(ec2, input.VpcId, ct));
        var services = input.Service is null ? Task.FromResult<List<ServiceDetail>?>([])
            : unknowns.TryAsync("What the service offers", () => ServicesAsync(ec2, input.Service, ct));
        await Task.WhenAll(endpoints, services);
        List<VpcEndpoint> present = [.. (await endpoints ?? []).Where(e =>
            ListEndpoints.ToRow(e).Service == input.To && ListEndpoints.StateOf(e) is not ("failed" or "rejected" or "expired"))];

        var offered = (await services ?? []).SelectMany(s => s.ServiceType ?? []).Select(t => t.ServiceType?.Value).OfType<string>()
            .Distinct().ToList();
        List<string> obstacles = [];
        var type = TypeOf(input, offered);
        if (offered.Count > 0 && !offered.Contains(type.Value))
            obstacles.Add($"{input.Service} offers no {ListEndpoints.TypeName(type)} endpoints: only {PlanBuilder.Text(offered)}.");
        if (type == VpcEndpointType.GatewayLoadBalancer
            && (input.SubnetIds.Count > 1 || input.SecurityGroupIds.Count > 0 || input.PrivateDnsEnabled is true))
            obstacles.Add("A Gateway Load Balancer endpoint takes one subnet, and neither security groups nor private DNS.");
        var choice = new EndpointChoice(type) { Present = present };
        if (type == VpcEndpointType.Interface)
        {
            var why = await WhyNoPrivateDnsAsync(ec2, input, await services, present, unknowns, ct);
            if (input.PrivateDnsEnabled is true && why is not null) obstacles.Add($"Private DNS cannot be on: {why}.");
            var on = input.PrivateDnsEnabled ?? why is null;
            var hasGateway = present.Exists(e => e.VpcEndpointType == VpcEndpointType.Gateway);
            // Left out, AWS takes true, and then refuses where the VPC has no gateway endpoint.
            var both = offered.Contains(VpcEndpointType.Gateway.Value)
                || offered.Count == 0 && input.Service!.EndsWith(".s3", StringComparison.Ordinal);
            bool? onlyInbound = on && (both || input.PrivateDnsOnlyForInboundResolverEndpoint is not null)
                ? input.PrivateDnsOnlyForInboundResolverEndpoint ?? hasGateway
                : null;
            if (onlyInbound is true && !hasGateway && await endpoints is not null)
                obstacles.Add(
                    $"privateDnsOnlyForInboundResolverEndpoint needs a gateway endpoint to {input.Service} in the VPC, and there is none.");
            choice = choice with { PrivateDns = on, WhyNoPrivateDns = why, OnlyInbound = onlyInbound };
        }
        else if (type == VpcEndpointType.Resource || type == VpcEndpointType.ServiceNetwork)
        {
            choice = choice with { PrivateDns = input.PrivateDnsEnabled };
        }

        return choice with { Obstacles = obstacles, Unknown = unknowns.Notes };
    }

    private static VpcEndpointType TypeOf(CreateEndpoint.Input input, List<string> offered) =>
        input.ResourceConfigurationArn is not null ? VpcEndpointType.Resource
        : input.ServiceNetworkArn is not null ? VpcEndpointType.ServiceNetwork
        : input.RouteTableIds.Count > 0 ? VpcEndpointType.Gateway
        : offered.Contains(VpcEndpointType.GatewayLoadBalancer.Value) && !offered.Contains(VpcEndpointType.Interface.Value)
            ? VpcEndpointType.GatewayLoadBalancer
        : VpcEndpointType.Interface;

    private static async Task<string?> WhyNoPrivateDnsAsync(
        IAmazonEC2 ec2, CreateEndpoint.Input input, List<ServiceDetail>? services, List<VpcEndpoint> present, Unknowns unknowns,
        CancellationToken ct)
    {
        // Where the service cannot be asked: AWS's own services have private names, those of other accounts mostly not.
        if (services is null && input.Service!.Contains(".vpce-svc-", StringComparison.Ordinal))
            return "it is not known whether the service has a private name";
        if (services is { Count: > 0 } && !services.Exists(HasPrivateName)) return "the service has no verified private DNS name";
        if (present.Find(e => e.PrivateDnsEnabled == true) is { } other) return $"{other.VpcEndpointId} has taken over the service's name";
        var attributes = await unknowns.TryAsync("The VPC's DNS settings", async () =>
        {
            var support = Networks.AttributeAsync(ec2, input.VpcId, VpcAttributeName.EnableDnsSupport, ct);
            var hostnames = Networks.AttributeAsync(ec2, input.VpcId, VpcAttributeName.EnableDnsHostnames, ct);
            return new[] { (await support).EnableDnsSupport, (await hostnames).EnableDnsHostnames };
        });
        return attributes is null || Array.TrueForAll(attributes, a => a is true)
            ? null
            : "the VPC needs DNS support and DNS host names on";
    }

    private static bool HasPrivateName(ServiceDetail s) =>
        (!string.IsNullOrEmpty(s.PrivateDnsName) || s.PrivateDnsNames is { Count: > 0 })
        && s.PrivateDnsNameVerificationState?.Value is null or "verified";

    private static async Task<List<ServiceDetail>> ServicesAsync(IAmazonEC2 ec2, string service, CancellationToken ct) =>
        [.. (await Paging.AllAsync(async next =>
        {
            var answer = await ec2.DescribeVpcEndpointServicesAsync(new() { ServiceNames = [service], NextToken = next }, ct);
            return (answer.ServiceDetails, answer.NextToken);
        })).Where(s => s.ServiceName == service)];
}
