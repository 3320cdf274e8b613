using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>
/// A small network: vpc-1 with a public subnet (subnet-1, table rtb-2, instance i-1 behind sg-1, NAT gateway nat-1) and a private one
/// (subnet-2, main table rtb-1). sg-1 lets the world in on SSH; sg-2 lets sg-1 in.
/// </summary>
public abstract class NetworkTest : ToolTest<IAmazonEC2>
{
    protected NetworkTest()
    {
        Client.DescribeVpcsAsync(default!, default).ReturnsForAnyArgs(new DescribeVpcsResponse { Vpcs = [Vpc] });
        Client.DescribeVpcAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeVpcAttributeResponse { EnableDnsHostnames = true, EnableDnsSupport = true });
        Client.DescribeSubnetsAsync(default!, default).ReturnsForAnyArgs(call => new DescribeSubnetsResponse
        {
            Subnets = Subnets.FindAll(s => call.Arg<DescribeSubnetsRequest>()?.SubnetIds?.Contains(s.SubnetId) != false),
        });
        Client.DescribeRouteTablesAsync(default!, default).ReturnsForAnyArgs(call => new DescribeRouteTablesResponse
        {
            RouteTables = Tables.FindAll(t => call.Arg<DescribeRouteTablesRequest>()?.RouteTableIds?.Contains(t.RouteTableId) != false),
        });
        Client.DescribeInternetGatewaysAsync(default!, default).ReturnsForAnyArgs(new DescribeInternetGatewaysResponse
        {
            InternetGateways = [new() { InternetGatewayId = "igw-1", Attachments = [new() { VpcId = "vpc-1", State = "available" }] }],
        });
        Client.DescribeEgressOnlyInternetGatewaysAsync(default!, default).ReturnsForAnyArgs(new DescribeEgressOnlyInternetGatewaysResponse
        {
            EgressOnlyInternetGateways = [new() { EgressOnlyInternetGatewayId = "eigw-9",
                Attachments = [new() { VpcId = "vpc-9", State = "attached" }] }],
        });
        Client.DescribeNatGatewaysAsync(default!, default).ReturnsForAnyArgs(new DescribeNatGatewaysResponse { NatGateways = [Nat] });
        Client.DescribeVpcEndpointsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeVpcEndpointsResponse { VpcEndpoints = [Endpoint] });
        Client.DescribeVpcPeeringConnectionsAsync(default!, default).ReturnsForAnyArgs(new DescribeVpcPeeringConnectionsResponse
        {
            VpcPeeringConnections =
            [
                new() { VpcPeeringConnectionId = "pcx-1", RequesterVpcInfo = new() { VpcId = "vpc-2", CidrBlock = "10.2.0.0/16" },
                    AccepterVpcInfo = new() { VpcId = "vpc-1" }, Status = new() { Code = "active" } },
                new() { VpcPeeringConnectionId = "pcx-2", RequesterVpcInfo = new() { VpcId = "vpc-1" },
                    AccepterVpcInfo = new() { VpcId = "vpc-3" }, Status = new() { Code = "deleted" } },
            ],
        });
        Client.DescribeSecurityGroupsAsync(default!, default).ReturnsForAnyArgs(call => new DescribeSecurityGroupsResponse
        {
            SecurityGroups = Groups.FindAll(g => Wanted(g, call.Arg<DescribeSecurityGroupsRequest?>())),
        });
        Client.DescribeSecurityGroupRulesAsync(default!, default).ReturnsForAnyArgs(call => new DescribeSecurityGroupRulesResponse
        {
            SecurityGroupRules = RuleList.FindAll(
                r => call.Arg<DescribeSecurityGroupRulesRequest>()?.SecurityGroupRuleIds?.Contains(r.SecurityGroupRuleId) != false),
        });
        Client.DescribeNetworkInterfacesAsync(default!, default)
            .ReturnsForAnyArgs(_ => new DescribeNetworkInterfacesResponse { NetworkInterfaces = InterfaceList });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(_ => new DescribeInstancesResponse
        {
            Reservations =
            [
                new() { Instances = [new() { InstanceId = "i-1", State = new() { Name = InstanceState }, Tags = [new("Name", "web")] }] },
            ],
        });
        Client.GetManagedPrefixListEntriesAsync(default!, default).ReturnsForAnyArgs(call => new GetManagedPrefixListEntriesResponse
        {
            Entries = PrefixLists.GetValueOrDefault(call.Arg<GetManagedPrefixListEntriesRequest>()?.PrefixListId ?? "", [])
                .ConvertAll(c => new PrefixListEntry { Cidr = c }),
        });
        Client.DescribeSecurityGroupVpcAssociationsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSecurityGroupVpcAssociationsResponse());
        Client.DescribeVpcEndpointServicesAsync(default!, default)
            .ReturnsForAnyArgs(_ => new DescribeVpcEndpointServicesResponse { ServiceDetails = Services });
        Client.DescribeNetworkAclsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeNetworkAclsResponse { NetworkAcls = [new() { NetworkAclId = "acl-1", IsDefault = true }] });
        Client.DescribeVpnGatewaysAsync(default!, default).ReturnsForAnyArgs(new DescribeVpnGatewaysResponse());
        Client.DescribeTransitGatewayVpcAttachmentsAsync(default!, default).ReturnsForAnyArgs(
            _ => new DescribeTransitGatewayVpcAttachmentsResponse { TransitGatewayVpcAttachments = Attachments });
    }

    protected Amazon.EC2.Model.Vpc Vpc { get; } = new()
    {
        VpcId = "vpc-1",
        CidrBlock = "10.0.0.0/16",
        State = "available",
        InstanceTenancy = "default",
        Tags = [new("Name", "staging"), new("team", "a")],
    };

    protected List<Subnet> Subnets { get; } =
    [
        new() { SubnetId = "subnet-1", VpcId = "vpc-1", CidrBlock = "10.0.1.0/24", AvailabilityZone = "eu-west-1a", State = "available",
            AvailableIpAddressCount = 250, Tags = [new("Name", "public")] },
        new() { SubnetId = "subnet-2", VpcId = "vpc-1", CidrBlock = "10.0.2.0/24", AvailabilityZone = "eu-west-1b", State = "available",
            AvailableIpAddressCount = 251 },
    ];

    protected List<RouteTable> Tables { get; } =
    [
        new()
        {
            RouteTableId = "rtb-1", VpcId = "vpc-1", Associations = [new() { RouteTableAssociationId = "rtbassoc-1", Main = true }],
            Routes = [new() { DestinationCidrBlock = "10.0.0.0/16", GatewayId = "local", State = "active" }],
        },
        new()
        {
            RouteTableId = "rtb-2", VpcId = "vpc-1",
                Associations = [new() { RouteTableAssociationId = "rtbassoc-2", SubnetId = "subnet-1" }],
            Routes =
            [
                new() { DestinationCidrBlock = "10.0.0.0/16", GatewayId = "local", State = "active" },
                new() { DestinationCidrBlock = "0.0.0.0/0", GatewayId = "igw-1", State = "active" },
                new() { DestinationCidrBlock = "10.9.0.0/16", VpcPeeringConnectionId = "pcx-9", State = "blackhole" },
            ],
        },
    ];

    protected NatGateway Nat { get; } = new()
    {
        NatGatewayId = "nat-1",
        VpcId = "vpc-1",
        SubnetId = "subnet-1",
        State = "available",
        NatGatewayAddresses = [new() { AllocationId = "eipalloc-1", PublicIp = "203.0.113.9", PrivateIp = "10.0.1.9" }],
    };

    protected VpcEndpoint Endpoint { get; } = new()
    {
        VpcEndpointId = "vpce-1",
        VpcId = "vpc-1",
        ServiceName = "com.amazonaws.eu-west-1.s3",
        VpcEndpointType = "Gateway",
        State = "available",
        RouteTableIds = ["rtb-1"],
    };

    protected List<SecurityGroup> Groups { get; } =
    [
        new() { GroupId = "sg-0", GroupName = "default", VpcId = "vpc-1", Description = "default" },
        new()
        {
            GroupId = "sg-1", GroupName = "web", VpcId = "vpc-1", Description = "web servers", Tags = [new("team", "a")],
            IpPermissions =
            [
                new() { IpProtocol = "tcp", FromPort = 20, ToPort = 25, Ipv4Ranges = [new() { CidrIp = "0.0.0.0/0" }] },
                new() { IpProtocol = "tcp", FromPort = 443, ToPort = 443, Ipv6Ranges = [new() { CidrIpv6 = "::/0" }] },
                new() { IpProtocol = "tcp", FromPort = 9000, ToPort = 9000, Ipv4Ranges = [new() { CidrIp = "10.0.0.0/8" }] },
            ],
            IpPermissionsEgress = [new() { IpProtocol = "-1", Ipv4Ranges = [new() { CidrIp = "0.0.0.0/0" }] }],
        },
        new()
        {
            GroupId = "sg-2", GroupName = "db", VpcId = "vpc-1", Description = "database",
            IpPermissions = [new() { IpProtocol = "tcp", FromPort = 5432, ToPort = 5432, UserIdGroupPairs = [new() { GroupId = "sg-1" }] }],
        },
    ];

    protected List<SecurityGroupRule> RuleList { get; } =
    [
        new() { SecurityGroupRuleId = "sgr-1", GroupId = "sg-1", IsEgress = false, IpProtocol = "tcp", FromPort = 22, ToPort = 22,
            CidrIpv4 = "0.0.0.0/0", Description = "for now" },
        new() { SecurityGroupRuleId = "sgr-2", GroupId = "sg-1", IsEgress = true, IpProtocol = "-1", FromPort = -1, ToPort = -1,
            CidrIpv4 = "0.0.0.0/0" },
    ];

    protected List<NetworkInterface> InterfaceList { get; } =
    [
        new()
        {
            NetworkInterfaceId = "eni-1", Status = "in-use", SubnetId = "subnet-1", PrivateIpAddress = "10.0.1.5",
                Association = new() { PublicIp = "203.0.113.7" },
            Attachment = new() { InstanceId = "i-1" }, Groups = [new() { GroupId = "sg-1" }],
        },
    ];

    /// <summary>What is attached to transit gateways.</summary>
    protected List<TransitGatewayVpcAttachment> Attachments { get; } = [];

    /// <summary>The state of i-1.</summary>
    protected string InstanceState { get; set; } = "running";

    /// <summary>Prefix lists and their blocks.</summary>
    protected Dictionary<string, List<string>> PrefixLists { get; } = [];

    /// <summary>Endpoint services; S3 has both types, as at AWS.</summary>
    protected List<ServiceDetail> Services { get; } =
    [
        Service("com.amazonaws.eu-west-1.s3", "Gateway", null),
        Service("com.amazonaws.eu-west-1.s3", "Interface", "*.s3.eu-west-1.amazonaws.com"),
        Service("com.amazonaws.eu-west-1.sqs", "Interface", "sqs.eu-west-1.amazonaws.com"),
        Service("com.amazonaws.vpce.eu-west-1.vpce-svc-1", "Interface", null),
        Service("com.amazonaws.vpce.eu-west-1.vpce-svc-2", "GatewayLoadBalancer", null),
    ];

    private static ServiceDetail Service(string name, string type, string? privateName) => new()
    {
        ServiceName = name,
        ServiceType = [new() { ServiceType = type }],
        PrivateDnsName = privateName,
        PrivateDnsNameVerificationState = privateName is null ? null : "verified",
    };

    private static bool Wanted(SecurityGroup group, DescribeSecurityGroupsRequest? request)
    {
        if (request?.GroupIds is { } ids) return ids.Contains(group.GroupId);
        bool Names(List<IpPermission>? permissions, string filter) =>
            request?.Filters.Find(f => f.Name == filter) is not { } f || (permissions ?? [])
                .Exists(p => Rules.Peers(p).Contains(f.Values.Single()));
        return Names(group.IpPermissions, "ip-permission.group-id") && Names(group.IpPermissionsEgress, "egress.ip-permission.group-id");
    }
}
