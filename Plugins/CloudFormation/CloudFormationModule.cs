global using CfnTool = Infra.Aws.AwsTool<Amazon.CloudFormation.IAmazonCloudFormation>;
using Amazon.CloudFormation;
using Amazon.Runtime;
using Amazon.S3;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>The module <c>cfn</c>: CloudFormation stacks.</summary>
public sealed class CloudFormationModule() : AwsModule<CfnClients>("cfn",
    "CloudFormation stacks, their events, templates, change sets, drift and exports, and stack sets.", noun: "stack")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<AwsTool<CfnClients>> Tools =>
    [
        .. Cfn(
            ListStacks.Tool,
            GetStack.Tool,
            ListEvents.Tool,
            GetTemplate.Tool,
            ValidateTemplate.Tool,
            ListChangeSets.Tool,
            GetChangeSet.Tool,
            GetDrift.Tool,
            DetectDrift.Tool,
            ListExports.Tool,
            ListStackSets.Tool,
            GetStackSet.Tool,
            GetRefactor.Tool),
        PutTemplate.Tool,
        .. Cfn(
            CreateStack.Tool,
            UpdateStack.Tool,
            CreateChangeSet.Tool,
            ContinueRollback.Tool,
            CreateStackSet.Tool,
            UpdateStackSet.Tool,
            CreateStackInstances.Tool,
            CreateRefactor.Tool,
            SetTerminationProtection.Tool,
            ExecuteChangeSet.Tool,
            ExecuteRefactor.Tool,
            CancelUpdate.Tool,
            RollbackStack.Tool,
            DeleteChangeSet.Tool,
            DeleteStack.Tool,
            DeleteStackInstances.Tool,
            DeleteStackSet.Tool),
    ];

    /// <inheritdoc/>
    protected override CfnClients CreateClient(AwsTarget target) => new(
        new AmazonCloudFormationClient(target.Configure<AmazonCloudFormationConfig>()),
        new(() => new AmazonS3Client(Bucket(target))));

    // Left open, the SDK reads it from the profile of AWS_PROFILE.
    private static AmazonS3Config Bucket(AwsTarget target)
    {
        var config = target.Configure<AmazonS3Config>();
        config.USEast1RegionalEndpointValue = S3UsEast1RegionalEndpointValue.Regional;
        return config;
    }

    private static IEnumerable<AwsTool<CfnClients>> Cfn(params IEnumerable<CfnTool> tools) =>
        tools.Select(t => t.On<CfnClients>(c => c.Cfn));
}
