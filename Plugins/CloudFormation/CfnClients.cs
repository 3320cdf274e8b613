using Amazon.CloudFormation;
using Amazon.S3;

namespace Infra.Plugins.CloudFormation;

/// <summary>The module's clients.</summary>
/// <param name="Cfn">Nearly all tools use this one.</param>
/// <param name="S3">For templates that are too long for a request; made when first asked for.</param>
public sealed record CfnClients(IAmazonCloudFormation Cfn, Lazy<IAmazonS3> S3);
