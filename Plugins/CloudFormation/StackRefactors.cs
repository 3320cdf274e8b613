using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>What a refactoring does: resources that go from one stack to another, as they are.</summary>
internal static class StackRefactors
{
    /// <summary>How it stands.</summary>
    /// <exception cref="StackRefactorNotFoundException">There is none.</exception>
    public static Task<DescribeStackRefactorResponse> FindAsync(IAmazonCloudFormation cfn, string id, CancellationToken ct) =>
        cfn.DescribeStackRefactorAsync(new() { StackRefactorId = id }, ct);

    /// <summary>Its steps, all of them; none before CloudFormation has worked them out.</summary>
    public static Task<List<StackRefactorAction>> ActionsAsync(IAmazonCloudFormation cfn, string id, CancellationToken ct) =>
        Paging.AllAsync<StackRefactorAction>(async token =>
        {
            var a = await cfn.ListStackRefactorActionsAsync(new() { StackRefactorId = id, NextToken = token }, ct);
            return (a.StackRefactorActions, a.NextToken);
        });

    /// <summary><c>MOVE orders: web.Queue to data.Orders</c></summary>
    public static string Describe(StackRefactorAction a) => a.Entity == StackRefactorActionEntity.STACK
        ? $"{a.Action} stack {a.PhysicalResourceId ?? a.Description}"
        : $"{a.Action} {a.PhysicalResourceId}: {Place(a.ResourceMapping?.Source)} to {Place(a.ResourceMapping?.Destination)}";

    private static string Place(ResourceLocation? at) =>
        at is null ? "?" : $"{at.StackName.Split('/').ElementAtOrDefault(1) ?? at.StackName}.{at.LogicalResourceId}";
}
