using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_detach_policy (DetachRolePolicy, DetachUserPolicy, DetachGroupPolicy).</summary>
public static class DetachPolicy
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "detach_policy", "Detaches a managed policy from a role, user or group. To delete the policy, use iam_delete_policy.", PlanAsync,
        RunAsync,
        iam:
        [
            "iam:GetPolicy", "iam:GetPolicyVersion", .. Identity.FindActions, .. Identity.AttachedActions,
            "iam:DetachRolePolicy", "iam:DetachUserPolicy", "iam:DetachGroupPolicy",
        ],
        examples: ["Take administrator access away from the role build."]);

    public sealed record Input : IdentityInput
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string PolicyArn { get; init; }
    }

    public sealed record Result(string IdentityType, string IdentityName, IReadOnlyList<string> AttachedPolicies);

    public static async Task<ToolPlan> PlanAsync(
        IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        var before = (await identity.AttachedAsync(ct)).ConvertAll(p => p.PolicyArn);
        if (!before.Contains(input.PolicyArn))
        {
            throw new ToolException(ToolErrorCode.NotFound, $"{input.PolicyArn} is not attached to the {identity}.",
                before.Count == 0 ? "It has no attached policies." : $"Attached are {string.Join(", ", before)}.");
        }

        var unknowns = new Unknowns(context.Target);
        var reading = unknowns.TryAsync("What the policy allows", () => ManagedPolicies.FindAsync(iam, input.PolicyArn, ct));
        var finding = identity.FindAsync($"attached: {PlanBuilder.Text(before)}", ct);
        await Task.WhenAll(reading, finding);
        var (policy, found) = (await reading, await finding);
        return new PlanBuilder($"Detach {input.PolicyArn} from the {identity}.").Touch(found.Resource).Obstacle(found.Obstacle)
            .Change(identity.ToString(), "attached policies", before, before.Where(p => p != input.PolicyArn),
                policy is null ? "it loses the policy at once" : $"it loses at once: {PolicyDocuments.Short(policy.Document)}")
            .Keep($"policy {input.PolicyArn}")
            .Unknown(unknowns.Notes)
            .Undo("iam_attach_policy", identity.Arguments(KeyValuePair.Create("policyArn", (object)input.PolicyArn)))
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        await identity.DetachAsync(input.PolicyArn, ct);
        context.Done($"detached {input.PolicyArn} from the {identity}");
        return new(identity.Type, identity.Name, (await identity.AttachedAsync(ct)).ConvertAll(p => p.PolicyArn));
    }
}
