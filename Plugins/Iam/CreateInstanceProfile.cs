using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_instance_profile (CreateInstanceProfile, AddRoleToInstanceProfile).</summary>
public static class CreateInstanceProfile
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_instance_profile",
        "Creates an instance profile that gives a role to EC2 instances. For the role itself, use iam_create_role.", PlanAsync, RunAsync,
        iam:
        [
            "iam:GetRole", "iam:GetInstanceProfile", "iam:CreateInstanceProfile", "iam:TagInstanceProfile", "iam:AddRoleToInstanceProfile",
            "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Let instances use the role web."]);

    public sealed record Input
    {
        [Description("Name of the new profile; usually that of the role."), RegularExpression(IamName.Pattern)]
        public required string InstanceProfileName { get; init; }

        [Description("Role name.")]
        public required string RoleName { get; init; }

        [Description("For example /team/."), RegularExpression("/([!-~]+/)?")]
        public string? Path { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Role);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var (what, unknowns) = ($"instance profile {input.InstanceProfileName}", new Unknowns(context.Target));
        var taking = IamName.TakenAsync($"an {what}", async () => (await iam.GetInstanceProfileAsync(
            new() { InstanceProfileName = input.InstanceProfileName }, ct)).InstanceProfile.Arn, unknowns);
        var role = (await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role;
        var trusted = PolicyDocuments.Trusted(PolicyDocuments.Decode(role.AssumeRolePolicyDocument)).ToList();
        var isUsable = trusted.Any(t => t == "*" || t.StartsWith("ec2.", StringComparison.Ordinal));
        return new PlanBuilder($"Create the {what} with the role {input.RoleName}.")
            .Touch(new PlannedResource(role.Arn, $"trusts {PlanBuilder.Text(trusted)}") { Tags = role.Tags.ToMap() })
            .Obstacle(await taking)
            .Unknown(unknowns.Notes)
            .Create(what, $"instances that get it act as {role.Arn}")
            .Warn(isUsable ? null : $"{role.Arn} does not trust EC2 (only {PlanBuilder.Text(trusted)}); instances could not use it.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var profile = (await iam.CreateInstanceProfileAsync(
            new() { InstanceProfileName = input.InstanceProfileName, Path = input.Path, Tags = IamTags.From(input.Tags) },
            ct)).InstanceProfile;
        context.Done($"created {profile.Arn}", created: profile.Arn);
        await Waiting.AfterCreationAsync(
            t => iam.AddRoleToInstanceProfileAsync(new() { InstanceProfileName = input.InstanceProfileName, RoleName = input.RoleName },
                t), context, ct);
        context.Done($"added the role {input.RoleName}");
        return new(profile.InstanceProfileName, profile.Arn, input.RoleName);
    }
}
