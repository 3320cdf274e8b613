using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>The clients of both modules.</summary>
internal static class Ec2Clients
{
    public static IAmazonEC2 Create(AwsTarget target) => new AmazonEC2Client(target.Configure<AmazonEC2Config>());
}
