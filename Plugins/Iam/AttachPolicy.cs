using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_attach_policy (AttachRolePolicy, AttachUserPolicy, AttachGroupPolicy).</summary>
public static class AttachPolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "attach_policy", "Attaches a managed policy to a role, user or group. For a document of its own, use iam_put_inline_policy.",
        PlanAsync, RunAsync,
        iam:
        [
            "iam:GetPolicy", "iam:GetPolicyVersion", .. Identity.FindActions, .. Identity.AttachedActions,
            "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy",
        ],
        examples: ["Give the role web read access to S3."],
        idempotent: true);

    public sealed record Input : IdentityInput
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string PolicyArn { get; init; }
    }

    public sealed record Result(string IdentityType, string IdentityName, IReadOnlyList<string> AttachedPolicies);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        var (finding, attaching) = (ManagedPolicies.FindAsync(iam, input.PolicyArn, ct), identity.AttachedAsync(ct));
        await Task.WhenAll(finding, attaching);
        var (before, document) = ((await attaching).ConvertAll(p => p.PolicyArn), (await finding).Document);
        var found = await identity.FindAsync($"attached: {PlanBuilder.Text(before)}", ct);
        var plan = new PlanBuilder($"Attach {input.PolicyArn} to the {identity}.").Touch(found.Resource).Obstacle(found.Obstacle)
            .Change(identity.ToString(), "attached policies", before, before.Append(input.PolicyArn).Distinct(),
                $"it gains at once: {PolicyDocuments.Short(document)}");
        if (before.Contains(input.PolicyArn)) return plan.Build();
        return plan.WarnOf(document)
            .Undo("iam_detach_policy", identity.Arguments(KeyValuePair.Create("policyArn", (object)input.PolicyArn))).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        await identity.AttachAsync(input.PolicyArn, ct);
        context.Done($"attached {input.PolicyArn} to the {identity}");
        return new(identity.Type, identity.Name, (await identity.AttachedAsync(ct)).ConvertAll(p => p.PolicyArn));
    }
}
