using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_attach_policy (AttachRolePolicy, AttachUserPolicy, AttachGroupPolicy).</summary>
public static class AttachPolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "attach_policy", "Attaches a managed policy to a role, user or group. For a document of its own, use iam_put_inline_policy.", PlanAsync, RunAsync,
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
        var (found, attached) = (ManagedPolicies.FindAsync(iam, input.PolicyArn, ct), identity.AttachedAsync(ct));
        await Task.WhenAll(found, attached);
        var (before, document) = ((await attached).ConvertAll(p => p.PolicyArn), (await found).Document);
        return new($"Attach {input.PolicyArn} to the {identity}.",
            before.Contains(input.PolicyArn) ? ["Nothing changes: it is attached already."]
            : [$"The {identity} has {before.Count} attached policies now.", $"It gains: {PolicyDocuments.Line(document)}", .. PolicyDocuments.Warnings(document)])
        {
            Resources = [await identity.FindAsync($"attached: {string.Join(", ", before)}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        await identity.AttachAsync(input.PolicyArn, ct);
        return new(input.IdentityType, input.IdentityName, (await identity.AttachedAsync(ct)).ConvertAll(p => p.PolicyArn));
    }
}
