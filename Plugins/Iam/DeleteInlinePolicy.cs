using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_inline_policy (DeleteRolePolicy, DeleteUserPolicy, DeleteGroupPolicy).</summary>
public static class DeleteInlinePolicy
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_inline_policy", "Deletes an inline policy of a role, user or group. For a managed one, use iam_detach_policy.", PlanAsync,
        RunAsync,
        iam: [.. Identity.FindActions, .. Identity.DocumentActions, "iam:DeleteRolePolicy", "iam:DeleteUserPolicy",
            "iam:DeleteGroupPolicy"],
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
        var found = await identity.FindAsync($"inline policy {input.PolicyName}: {document}", ct);
        return new PlanBuilder($"Delete the inline policy {input.PolicyName} of the {identity}.").Touch(found.Resource)
            .Obstacle(found.Obstacle)
            .Delete($"inline policy {input.PolicyName} of the {identity}", $"it loses at once: {document}")
            .Undo("iam_put_inline_policy", identity.Arguments(
                KeyValuePair.Create("policyName", (object)input.PolicyName), KeyValuePair.Create("policyDocument", (object)document)))
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var identity = Identity.Of(iam, input);
        await identity.DeleteAsync(input.PolicyName, ct);
        context.Done($"deleted the inline policy {input.PolicyName} of the {identity}");
        return new(identity.Type, identity.Name, input.PolicyName);
    }
}
