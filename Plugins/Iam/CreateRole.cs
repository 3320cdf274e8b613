using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_role (CreateRole, AttachRolePolicy).</summary>
public static class CreateRole
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_role", "Creates a role for a service or for the principals of a trust policy. For EC2, also iam_create_instance_profile.",
        PlanAsync, RunAsync,
        iam: ["iam:GetRole", "iam:CreateRole", "iam:TagRole", "iam:AttachRolePolicy", "iam:GetPolicy", "iam:GetPolicyVersion"],
        examples: ["Make a role for Lambda that may write logs."]);

    public sealed record Input
    {
        [Description("Role name."), RegularExpression(IamName.OfIdentity)]
        public required string RoleName { get; init; }

        [Description("Who may assume it: lambda.amazonaws.com."),
            RegularExpression(@"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")]
        public string? Service { get; init; }

        [Description("Instead of service, as JSON text.")]
        public string? TrustPolicyDocument { get; init; }

        [Description("Description."), MaxLength(1000)]
        public string? Description { get; init; }

        [Description("ARNs of managed policies to attach."), MaxLength(20), RegularExpression(ManagedPolicies.ArnPattern)]
        public IReadOnlyList<string> PolicyArns { get; init; } = [];

        [Description("Longest session; AWS's default is 3600."), Range(3600, 43200)]
        public int? MaxSessionSeconds { get; init; }

        [Description("Policy ARN that limits all."), RegularExpression(ManagedPolicies.ArnPattern)]
        public string? PermissionsBoundary { get; init; }

        [Description("For example /team/."), RegularExpression("/([!-~]+/)?")]
        public string? Path { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var taking = new Identity(iam, "role", input.RoleName).TakenAsync(unknowns, ct);
        var trust = PolicyDocuments.Check(Trust(input), DocumentUse.Trust);
        var policies = await input.PolicyArns.AskAsync((arn, t) => ManagedPolicies.FindAsync(iam, arn, t), ct);
        var what = $"role {input.RoleName}";
        var plan = new PlanBuilder($"Create the role {input.RoleName} with {policies.Length} attached policies.")
            .Create(what)
            .Create(what, "may be assumed by", PolicyDocuments.Trusted(trust))
            .WarnOf(trust)
            .Obstacle(await taking)
            .Unknown(unknowns.Notes);
        if (input.PermissionsBoundary is { } boundary) plan.Create(what, "permissions boundary", boundary);
        foreach (var (policy, document) in policies)
            plan.Create(what, "attached policy", policy.Arn).WarnOf(document, $"{policy.PolicyName}: ");
        return plan.Undo("iam_delete_role", new { roleName = input.RoleName, detachAll = policies.Length > 0 }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var trust = Trust(input);
        PolicyDocuments.Check(trust, DocumentUse.Trust);
        var role = (await iam.CreateRoleAsync(new()
        {
            RoleName = input.RoleName,
            AssumeRolePolicyDocument = trust,
            Description = input.Description,
            MaxSessionDuration = input.MaxSessionSeconds,
            PermissionsBoundary = input.PermissionsBoundary,
            Path = input.Path,
            Tags = IamTags.From(input.Tags),
        }, ct)).Role;
        context.Done($"created {role.Arn}", created: role.Arn);
        foreach (var arn in input.PolicyArns)
        {
            await Waiting.AfterCreationAsync(t =>
                iam.AttachRolePolicyAsync(new() { RoleName = input.RoleName, PolicyArn = arn }, t), context, ct);
            context.Done($"attached {arn}");
        }

        return new(role.RoleName, role.Arn, role.RoleId);
    }

    private static string Trust(Input input) => (input.Service, input.TrustPolicyDocument) switch
    {
        ({ } service, null) => PolicyDocuments.Line(PolicyDocuments.TrustService(service)),
        (null, { } document) => document,
        _ => throw ToolException.InvalidInput("The call must say who may assume the role.", "Pass either service or trustPolicyDocument."),
    };
}
