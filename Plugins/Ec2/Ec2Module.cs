global using Ec2Tool = Infra.Aws.AwsTool<Amazon.EC2.IAmazonEC2>;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>The module <c>ec2</c>: instances and what hangs on them.</summary>
public sealed class Ec2Module() : AwsModule<IAmazonEC2>("ec2", "EC2 instances, volumes, snapshots, images, key pairs, addresses and launch templates.")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Ec2Tool> Tools =>
    [
        ListInstances.Tool,
        StartInstances.Tool,
        TerminateInstances.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonEC2 CreateClient(AwsTarget target) => new AmazonEC2Client(target.Configure<AmazonEC2Config>());
}
