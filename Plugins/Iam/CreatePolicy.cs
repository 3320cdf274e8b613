using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_policy (CreatePolicy).</summary>
public static class CreatePolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_policy", "Creates a managed policy. Then give it to someone with iam_attach_policy.", PlanAsync, RunAsync,
        iam: ["iam:CreatePolicy", "iam:TagPolicy"],
        examples: ["Make a policy that allows reading the bucket reports."]);

    public sealed record Input
    {
        [Description("Policy name.")]
        public required string PolicyName { get; init; }

        [Description("The whole policy, as JSON text.")]
        public required string PolicyDocument { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("For example /team/."), RegularExpression("((/[A-Za-z0-9.,+@=_-]+)*)/")]
        public string? Path { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Version);

    public static Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var document = PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Managed);
        return Task.FromResult(new PlanBuilder($"Create the policy {input.PolicyName}.")
            .Create($"policy {input.PolicyName}", "it has no effect until it is attached")
            .Create($"policy {input.PolicyName}", "document", PolicyDocuments.Line(document))
            .WarnOf(document)
            .Build());
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Managed);
        var policy = (await iam.CreatePolicyAsync(new()
        {
            PolicyName = input.PolicyName,
            PolicyDocument = input.PolicyDocument,
            Description = input.Description,
            Path = input.Path,
            Tags = IamTags.From(input.Tags),
        }, ct)).Policy;
        context.Done($"created {policy.Arn}", created: policy.Arn);
        return new(policy.PolicyName, policy.Arn, policy.DefaultVersionId);
    }
}
