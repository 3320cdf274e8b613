using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_create_stack_instances (CreateStackInstances).</summary>
public static class CreateStackInstances
{
    public static readonly CfnTool Tool = CfnTool.Write<Input, StackSetOperationResult>(
        "create_stack_instances", "Deploys a stack set to accounts and regions. To follow it, use cfn_get_stack_set.", PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:DescribeStackSet", "cloudformation:ListStackInstances", "cloudformation:ListStackSetOperations",
            "cloudformation:CreateStackInstances",
        ],
        examples: ["Deploy the stack set baseline to account 210987654321 in eu-west-1."]);

    public sealed record Input : StackSetTargets;

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        input.Check();
        var (set, instances, busy) = await StackSets.ReadAsync(cfn, input.StackSetName, ct);
        var there = instances.Select(i => $"{i.Account} {i.Region}").ToHashSet();
        var plan = new PlanBuilder(
            $"Deploy the stack set {input.StackSetName} to {input.Accounts.Count + input.OrganizationalUnits.Count} account(s) or "
                + $"unit(s) in {input.Regions.Count} region(s).")
            .Touch(StackSets.ToResource(set))
            .Obstacle(busy)
            .Obstacle(StackSets.Unfit(set, input));
        foreach (var place in PlanBuilder.Some([.. input.Places.Where(p => !there.Contains(p))], 40, "instances")) plan.Create(
            $"stack of {input.StackSetName} in {place}");
        foreach (var place in input.Places.Where(there.Contains)) plan.Keep($"stack of {input.StackSetName} in {place}",
            "it is there already, and is updated");
        return plan.Warn("It creates what the template declares in each of them.").Undo("cfn_delete_stack_instances", new
        {
            stackSetName = input.StackSetName,
            accounts = input.Accounts,
            organizationalUnits = input.OrganizationalUnits,
            regions = input.Regions,
        }).Build();
    }

    public static async Task<StackSetOperationResult> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context,
        CancellationToken ct)
    {
        input.Check();
        var id = (await cfn.CreateStackInstancesAsync(new()
        {
            StackSetName = input.StackSetName,
            Accounts = input.AccountList,
            DeploymentTargets = input.Units,
            Regions = [.. input.Regions],
            OperationPreferences = StackSets.Careful(input.AtOnce, input.FailureTolerance),
            OperationId = Guid.NewGuid().ToString(),
        }, ct)).OperationId;
        context.Done($"began to deploy {input.StackSetName}", created: id);
        return new(input.StackSetName, id);
    }
}
