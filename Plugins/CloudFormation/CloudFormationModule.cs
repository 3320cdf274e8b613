global using CfnTool = Infra.Aws.AwsTool<Amazon.CloudFormation.IAmazonCloudFormation>;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>The module <c>cfn</c>: CloudFormation stacks.</summary>
public sealed class CloudFormationModule() : AwsModule<IAmazonCloudFormation>("cfn",
    "CloudFormation stacks, their events, templates, change sets, drift and exports, and stack sets.", noun: "stack")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<CfnTool> Tools =>
    [
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
        CreateStack.Tool,
        UpdateStack.Tool,
        CreateChangeSet.Tool,
        ContinueRollback.Tool,
        CreateStackSet.Tool,
        UpdateStackSet.Tool,
        CreateStackInstances.Tool,
        SetTerminationProtection.Tool,
        ExecuteChangeSet.Tool,
        CancelUpdate.Tool,
        RollbackStack.Tool,
        DeleteChangeSet.Tool,
        DeleteStack.Tool,
        DeleteStackInstances.Tool,
        DeleteStackSet.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonCloudFormation CreateClient(AwsTarget target) =>
        new AmazonCloudFormationClient(target.Configure<AmazonCloudFormationConfig>());
}
