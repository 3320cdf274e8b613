using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_user (CreateUser, AddUserToGroup).</summary>
public static class CreateUser
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_user", "Creates a user without password or keys. For keys, use iam_create_access_key; for people, prefer IAM Identity Center.", PlanAsync, RunAsync,
        iam: ["iam:CreateUser", "iam:TagUser", "iam:GetGroup", "iam:AddUserToGroup"],
        examples: ["Make a user for the backup script in the group backup."]);

    public sealed record Input
    {
        [Description("User name.")]
        public required string Name { get; init; }

        [Description("Groups to join."), MaxLength(10)]
        public IReadOnlyList<string> Groups { get; init; } = [];

        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public string? PermissionsBoundary { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var groups = await input.Groups.AskAsync(async g => (await iam.GetGroupAsync(new() { GroupName = g, MaxItems = 1 }, ct)).Group, ct);
        return new($"Create the user {input.Name}.",
            ["It has no console password and no access key.", .. groups.Select(g => $"Joins the group {g.GroupName} and gets its policies.")]);
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var user = (await iam.CreateUserAsync(new()
        {
            UserName = input.Name,
            PermissionsBoundary = input.PermissionsBoundary,
            Tags = IamTags.From(input.Tags),
        }, ct)).User;
        foreach (var group in input.Groups) await iam.AddUserToGroupAsync(new() { GroupName = group, UserName = input.Name }, ct);
        return new(user.UserName, user.Arn, user.UserId);
    }
}
