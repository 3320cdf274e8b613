using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_put_inline_policy (PutRolePolicy, PutUserPolicy, PutGroupPolicy).</summary>
public static class PutInlinePolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "put_inline_policy", "Creates or replaces an inline policy of a role, user or group. For one that several share, use iam_create_policy.", PlanAsync, RunAsync,
        iam: [.. Identity.FindActions, .. Identity.DocumentActions, "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PutGroupPolicy"],
        examples: ["Let the role web write to the queue orders."],
        idempotent: true);

    public sealed record Input : IdentityInput
    {
        [Description("Policy name.")]
        public required string PolicyName { get; init; }

        [Description("JSON policy.")]
        public required string Document { get; init; }
    }

    public sealed record Result(string IdentityType, string IdentityName, string PolicyName, System.Text.Json.JsonElement Document);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var after = PolicyDocuments.Check(input.Document);
        var identity = Identity.Of(iam, input);
        // First, so that a role that does not exist is told from a policy that does not.
        var resource = await identity.FindAsync("", ct);
        System.Text.Json.JsonElement? before = null;
        try
        {
            before = await identity.DocumentAsync(input.PolicyName, ct);
        }
        catch (NoSuchEntityException)
        {
            // It is a new one.
        }

        return new($"{(before is null ? "Create" : "Replace")} the inline policy {input.PolicyName} of the {identity}.", [.. PolicyDocuments.Change(before, after)])
        {
            Resources = [resource with { State = before is { } b ? $"inline policy {input.PolicyName}: {PolicyDocuments.Line(b)}" : $"no inline policy {input.PolicyName}" }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var document = PolicyDocuments.Check(input.Document);
        await Identity.Of(iam, input).PutAsync(input.PolicyName, input.Document, ct);
        return new(input.IdentityType, input.IdentityName, input.PolicyName, document);
    }
}
