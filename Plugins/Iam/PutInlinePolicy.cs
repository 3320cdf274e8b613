using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_put_inline_policy (PutRolePolicy, PutUserPolicy, PutGroupPolicy).</summary>
public static class PutInlinePolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "put_inline_policy",
        "Creates or replaces an inline policy of a role, user or group. For one that several share, use iam_create_policy.", PlanAsync,
        RunAsync,
        iam: [.. Identity.FindActions, .. Identity.DocumentActions, "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PutGroupPolicy"],
        examples: ["Let the role web write to the queue orders."],
        idempotent: true);

    public sealed record Input : IdentityInput
    {
        [Description("Policy name."), RegularExpression(IamName.Pattern)]
        public required string PolicyName { get; init; }

        [Description("The whole policy, as JSON text.")]
        public required string PolicyDocument { get; init; }
    }

    public sealed record Result(string IdentityType, string IdentityName, string PolicyName, System.Text.Json.JsonElement Document);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var after = PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Inline);
        var identity = Identity.Of(iam, input);
        // First, so that a role that does not exist is told from a policy that does not.
        var found = await identity.FindAsync("", ct);
        System.Text.Json.JsonElement? before = null;
        try
        {
            before = await identity.DocumentAsync(input.PolicyName, ct);
        }
        catch (NoSuchEntityException)
        {
            // It is a new one.
        }

        var state = before is { } b ? $"inline policy {input.PolicyName}: {PolicyDocuments.Line(b)}"
            : $"no inline policy {input.PolicyName}";
        var plan = new PlanBuilder($"{(before is null ? "Create" : "Replace")} the inline policy {input.PolicyName} of the {identity}.")
            .Touch(found.Resource with { State = state })
            .Obstacle(found.Obstacle);
        plan.AddChange(identity.ToString(), $"inline policy {input.PolicyName}", before, after);
        var named = KeyValuePair.Create("policyName", (object)input.PolicyName);
        return (before is { } old
            ? plan.Undo("iam_put_inline_policy",
                identity.Arguments(named, KeyValuePair.Create("policyDocument", (object)PolicyDocuments.Line(old))))
            : plan.Undo("iam_delete_inline_policy", identity.Arguments(named))).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var document = PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Inline);
        var identity = Identity.Of(iam, input);
        await identity.PutAsync(input.PolicyName, input.PolicyDocument, ct);
        context.Done($"put the inline policy {input.PolicyName} of the {identity}");
        return new(identity.Type, identity.Name, input.PolicyName, document);
    }
}
