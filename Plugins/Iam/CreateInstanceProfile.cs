using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_instance_profile (CreateInstanceProfile, AddRoleToInstanceProfile).</summary>
public static class CreateInstanceProfile
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_instance_profile", "Creates an instance profile that gives a role to EC2 instances. For the role itself, use iam_create_role.", PlanAsync, RunAsync,
        iam:
        [
            "iam:GetRole", "iam:CreateInstanceProfile", "iam:TagInstanceProfile", "iam:AddRoleToInstanceProfile",
            "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Let instances use the role web."]);

    public sealed record Input
    {
        [Description("Profile name.")]
        public required string Name { get; init; }

        [Description("Role name.")]
        public required string Role { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Role);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var role = (await iam.GetRoleAsync(new() { RoleName = input.Role }, ct)).Role;
        var trusted = PolicyDocuments.Trusted(PolicyDocuments.Decode(role.AssumeRolePolicyDocument)).ToList();
        return new($"Create the instance profile {input.Name} with the role {input.Role}.",
            trusted.Any(t => t.StartsWith("ec2.", StringComparison.Ordinal)) ? [$"Instances that get it act as {role.Arn}."]
            : [$"WARNING: {role.Arn} does not trust EC2 (only {string.Join(", ", trusted)}); instances could not use it."]);
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var profile = (await iam.CreateInstanceProfileAsync(new() { InstanceProfileName = input.Name, Tags = IamTags.From(input.Tags) }, ct)).InstanceProfile;
        await iam.AddRoleToInstanceProfileAsync(new() { InstanceProfileName = input.Name, RoleName = input.Role }, ct);
        return new(profile.InstanceProfileName, profile.Arn, input.Role);
    }
}
