using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_inline_policy (DeleteRolePolicy, DeleteUserPolicy, DeleteGroupPolicy).</summary>
public static class DeleteInlinePolicy
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_inline_policy", "Deletes an inline policy of a role, user or group. For a managed one, use iam_detach_policy.", PlanAsync, RunAsync,
        iam: [.. Identity.FindActions, .. Identity.DocumentActions, "iam:DeleteRolePolicy", "iam:DeleteUserPolicy", "iam:DeleteGroupPolicy"],
        examples: ["Remove the policy orders from the role web."]);

    public sealed record Input : IdentityInput
    {
        [Description("Policy name.")]
        public required string PolicyName { get; init; }
    }

    public sealed record Result(string IdentityType, string IdentityName, string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        var document = PolicyDocuments.Line(await identity.DocumentAsync(input.PolicyName, ct));
        return new($"Delete the inline policy {input.PolicyName} of the {identity}.", [$"It loses at once: {document}"])
        {
            Resources = [await identity.FindAsync($"inline policy {input.PolicyName}: {document}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        await Identity.Of(iam, input).DeleteAsync(input.PolicyName, ct);
        return new(input.IdentityType, input.IdentityName, input.PolicyName);
    }
}
