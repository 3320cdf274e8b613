using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_policy (CreatePolicy).</summary>
public static class CreatePolicy
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_policy", "Creates a managed policy. Then give it to someone with iam_attach_policy.", PlanAsync, RunAsync,
        iam: ["iam:ListPolicies", "iam:CreatePolicy", "iam:TagPolicy"],
        examples: ["Make a policy that allows reading the bucket reports."]);

    public sealed record Input
    {
        [Description("Policy name."), RegularExpression(IamName.Pattern)]
        public required string PolicyName { get; init; }

        [Description("The whole policy, as JSON text.")]
        public required string PolicyDocument { get; init; }

        [Description("Description."), MaxLength(1000)]
        public string? Description { get; init; }

        [Description("For example /team/."), RegularExpression("((/[A-Za-z0-9.,+@=_-]+)*)/")]
        public string? Path { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Version);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var (document, unknowns) = (PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Managed), new Unknowns(context.Target));
        var what = $"policy {input.PolicyName}";
        return new PlanBuilder($"Create the {what}.")
            .Create(what, "it has no effect until it is attached")
            .Create(what, "document", PolicyDocuments.Line(document))
            .WarnOf(document)
            .Obstacle(await IamName.TakenAsync($"a {what}", () => ArnAsync(iam, input.PolicyName, ct), unknowns))
            .Unknown(unknowns.Notes)
            .Build();
    }

    // A name is taken whatever the path is, and in any case of letters.
    private static async Task<string?> ArnAsync(IAmazonIdentityManagementService iam, string name, CancellationToken ct) =>
        (await Paging.AllAsync(async m =>
        {
            var a = await iam.ListPoliciesAsync(new() { Scope = PolicyScopeType.Local, MaxItems = 1000, Marker = m }, ct);
            return (a.Policies, a.IsTruncated, a.Marker);
        })).Find(p => string.Equals(p.PolicyName, name, StringComparison.OrdinalIgnoreCase))?.Arn;

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
