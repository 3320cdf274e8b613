using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_delete_stack_instances (DeleteStackInstances).</summary>
public static class DeleteStackInstances
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackSetOperationResult>(
        "delete_stack_instances", "Deletes stacks of a stack set from accounts and regions, with their resources unless they are retained.",
            PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:DescribeStackSet", "cloudformation:ListStackInstances", "cloudformation:ListStackSetOperations",
            "cloudformation:DeleteStackInstances",
        ],
        examples: ["Take the stack set baseline out of account 210987654321."]);

    public sealed record Input : StackSetTargets
    {
        [Description("Keep the stacks, outside the set.")]
        public bool RetainStacks { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        input.Check();
        var (set, instances, busy) = await StackSets.ReadAsync(cfn, input.StackSetName, ct);
        var going = instances.Where(i => input.Regions.Contains(i.Region)
            && (input.Accounts.Contains(i.Account) || input.OrganizationalUnits.Contains(i.OrganizationalUnitId)))
            .Select(i => $"{i.Account} {i.Region} ({i.StackId ?? "no stack"}, {i.Status})").Order(StringComparer.Ordinal).ToList();
        var plan = new PlanBuilder(
            $"Take {going.Count} stack(s) out of the stack set "
                + $"{input.StackSetName}{(input.RetainStacks ? "" : " and delete them with their resources")}.")
            .Touch(StackSets.ToResource(set))
            .Obstacle(busy)
            .Obstacle(StackSets.Unfit(set, input))
            .Obstacle(going.Count == 0 ? "It has no stacks there; cfn_get_stack_set shows where it is." : null);
        foreach (var one in PlanBuilder.Some(going, 40, "stacks"))
        {
            if (input.RetainStacks) plan.Keep($"stack in {one}", "it goes on as a stack of its own");
            else plan.Delete($"stack in {one}", "with the resources that its template does not retain");
        }

        return plan.NoUndo(input.RetainStacks ? "ImportStacksToStackSet takes stacks back into a set."
            : "Deleted resources do not come back; cfn_create_stack_instances makes new ones.").Build();
    }

    public static async Task<StackSetOperationResult> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context,
        CancellationToken ct)
    {
        input.Check();
        var id = (await cfn.DeleteStackInstancesAsync(new()
        {
            StackSetName = input.StackSetName,
            Accounts = input.AccountList,
            DeploymentTargets = input.Units,
            Regions = [.. input.Regions],
            RetainStacks = input.RetainStacks,
            OperationPreferences = StackSets.Careful(input.AtOnce, input.FailureTolerance),
            OperationId = Guid.NewGuid().ToString(),
        }, ct)).OperationId;
        context.Done($"began to delete stacks of {input.StackSetName}", created: id);
        return new(input.StackSetName, id);
    }
}
