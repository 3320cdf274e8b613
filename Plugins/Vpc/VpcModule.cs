global using Infra.Plugins.Ec2;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>The module <c>vpc</c>: networks. The same AWS service as <see cref="Ec2Module"/>, so the same assembly.</summary>
public sealed class VpcModule()
    : AwsModule<IAmazonEC2>("vpc", "VPCs, subnets, routes, gateways, endpoints, security groups and network ACLs.",
        noun: "vpc")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Ec2Tool> Tools =>
    [
        ListVpcs.Tool,
        GetVpc.Tool,
        ListSubnets.Tool,
        ListSecurityGroups.Tool,
        GetSecurityGroup.Tool,
        ListRouteTables.Tool,
        ListGateways.Tool,
        ListEndpoints.Tool,
        ListNetworkInterfaces.Tool,
        ExplainPath.Tool,
        ListNetworkAcls.Tool,
        ListPeerings.Tool,
        ListFlowLogs.Tool,
        ListPrefixLists.Tool,
        ListRules.Tool,
        CreateVpc.Tool,
        CreateSubnet.Tool,
        CreateInternetGateway.Tool,
        CreateNatGateway.Tool,
        CreateRouteTable.Tool,
        CreateRoute.Tool,
        AssociateRouteTable.Tool,
        CreateSecurityGroup.Tool,
        AuthorizeRule.Tool,
        CreateEndpoint.Tool,
        ModifyVpc.Tool,
        ModifySubnet.Tool,
        ModifyRule.Tool,
        ModifyEndpoint.Tool,
        ModifyPrefixList.Tool,
        PutAclRule.Tool,
        CreatePeering.Tool,
        AcceptPeering.Tool,
        CreateFlowLog.Tool,
        CreateNetworkInterface.Tool,
        ModifyNetworkInterface.Tool,
        AttachNetworkInterface.Tool,
        DetachNetworkInterface.Tool,
        AttachTransitGateway.Tool,
        RevokeRule.Tool,
        DeleteRoute.Tool,
        DeleteSubnet.Tool,
        DeleteSecurityGroup.Tool,
        DeleteGateway.Tool,
        DeleteRouteTable.Tool,
        DeleteEndpoint.Tool,
        DeleteVpc.Tool,
        DeleteAclRule.Tool,
        DeletePeering.Tool,
        DetachTransitGateway.Tool,
        DeleteFlowLog.Tool,
        DeleteNetworkInterface.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonEC2 CreateClient(AwsTarget target) => Ec2Clients.Create(target);
}
