using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

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
        public required string Name { get; init; }

        [Description("JSON policy.")]
        public required string Document { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Version);

    public static Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var document = PolicyDocuments.Check(input.Document);
        return Task.FromResult(new ToolPlan($"Create the policy {input.Name}.", ["It has no effect until it is attached.", PolicyDocuments.Line(document), .. PolicyDocuments.Warnings(document)]));
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        PolicyDocuments.Check(input.Document);
        var policy = (await iam.CreatePolicyAsync(new()
        {
            PolicyName = input.Name,
            PolicyDocument = input.Document,
            Description = input.Description,
            Tags = IamTags.From(input.Tags),
        }, ct)).Policy;
        return new(policy.PolicyName, policy.Arn, policy.DefaultVersionId);
    }
}
