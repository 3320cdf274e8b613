using Amazon.EC2;
using Infra.Aws;
using Infra.Plugins.Ec2.Vpc;

namespace Infra.Plugins.Ec2;

/// <summary>The module <c>vpc</c>: networks. The same AWS service as <see cref="Ec2Module"/>, so the same assembly.</summary>
public sealed class VpcModule() : AwsModule<IAmazonEC2>("vpc", "VPCs, subnets, routes, gateways, endpoints and security groups.")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Ec2Tool> Tools =>
    [
        CreateVpc.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonEC2 CreateClient(AwsTarget target) => new AmazonEC2Client(target.Configure<AmazonEC2Config>());
}
