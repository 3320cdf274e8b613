using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_detach_policy (DetachRolePolicy, DetachUserPolicy, DetachGroupPolicy).</summary>
public static class DetachPolicy
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "detach_policy", "Detaches a managed policy from a role, user or group. To delete the policy, use iam_delete_policy.", PlanAsync, RunAsync,
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

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        var before = (await identity.AttachedAsync(ct)).ConvertAll(p => p.PolicyArn);
        if (!before.Contains(input.PolicyArn))
            throw new ToolException(ToolErrorCode.NotFound, $"{input.PolicyArn} is not attached to the {identity}.", before.Count == 0 ? "It has no attached policies." : $"Attached are {string.Join(", ", before)}.");
        var (policy, document) = await ManagedPolicies.FindAsync(iam, input.PolicyArn, ct);
        return new($"Detach {input.PolicyArn} from the {identity}.",
        [
            $"It loses at once: {PolicyDocuments.Line(document)}",
            $"It keeps {before.Count - 1} attached policies. The policy itself stays, attached to {Math.Max(0, (policy.AttachmentCount ?? 1) - 1)} others.",
        ])
        {
            Resources = [await identity.FindAsync($"attached: {string.Join(", ", before)}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        await identity.DetachAsync(input.PolicyArn, ct);
        return new(input.IdentityType, input.IdentityName, (await identity.AttachedAsync(ct)).ConvertAll(p => p.PolicyArn));
    }
}
