using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_role (CreateRole, AttachRolePolicy).</summary>
public static class CreateRole
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_role", "Creates a role that a service or a trust policy's principals may assume. For EC2, also iam_create_instance_profile.", PlanAsync, RunAsync,
        iam: ["iam:CreateRole", "iam:TagRole", "iam:AttachRolePolicy", "iam:GetPolicy", "iam:GetPolicyVersion"],
        examples: ["Make a role for Lambda that may write logs."]);

    public sealed record Input
    {
        [Description("Role name.")]
        public required string Name { get; init; }

        [Description("Assumes it, as lambda.amazonaws.com."), RegularExpression(@"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")]
        public string? Service { get; init; }

        [Description("JSON, instead of service.")]
        public string? TrustPolicy { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Policy ARNs."), MaxLength(20), RegularExpression(ManagedPolicies.ArnPattern)]
        public IReadOnlyList<string> PolicyArns { get; init; } = [];

        [Description("Max session."), Range(3600, 43200)]
        public int? MaxSessionSeconds { get; init; }

        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public string? PermissionsBoundary { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var trust = Trust(input);
        var policies = await input.PolicyArns.AskAsync(arn => ManagedPolicies.FindAsync(iam, arn, ct), ct);
        return new($"Create the role {input.Name} with {policies.Length} attached policies.",
        [
            $"May be assumed by {string.Join(", ", PolicyDocuments.Trusted(trust))}.",
            .. PolicyDocuments.Warnings(trust),
            .. policies.SelectMany(p => PolicyDocuments.Warnings(p.Document).Prepend($"Attaches {p.Policy.Arn}.")),
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var role = (await iam.CreateRoleAsync(new()
        {
            RoleName = input.Name,
            AssumeRolePolicyDocument = PolicyDocuments.Line(Trust(input)),
            Description = input.Description,
            MaxSessionDuration = input.MaxSessionSeconds,
            PermissionsBoundary = input.PermissionsBoundary,
            Tags = IamTags.From(input.Tags),
        }, ct)).Role;
        foreach (var arn in input.PolicyArns) await iam.AttachRolePolicyAsync(new() { RoleName = input.Name, PolicyArn = arn }, ct);
        return new(role.RoleName, role.Arn, role.RoleId);
    }

    private static System.Text.Json.JsonElement Trust(Input input) => (input.Service, input.TrustPolicy) switch
    {
        ({ } service, null) => PolicyDocuments.TrustService(service),
        (null, { } document) => PolicyDocuments.Check(document, trust: true),
        _ => throw new ToolException(ToolErrorCode.InvalidInput, "Say who may assume the role.", "Pass either service or trustPolicy."),
    };
}
