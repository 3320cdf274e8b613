using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_user (CreateUser, AddUserToGroup).</summary>
public static class CreateUser
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_user", "Creates a user without password or access keys. For people, prefer IAM Identity Center.", PlanAsync, RunAsync,
        iam: ["iam:GetUser", "iam:CreateUser", "iam:TagUser", "iam:GetGroup", "iam:AddUserToGroup"],
        examples: ["Make a user for the backup script in the group backup."]);

    public sealed record Input
    {
        [Description("User name."), RegularExpression(IamName.OfIdentity)]
        public required string UserName { get; init; }

        [Description("Groups to join."), MaxLength(10)]
        public IReadOnlyList<string> GroupNames { get; init; } = [];

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
        var taking = new Identity(iam, "user", input.UserName).TakenAsync(unknowns, ct);
        var groups = await input.GroupNames.AskAsync((g, t) =>
            new Identity(iam, "group", g).FindAsync($"user {input.UserName} is not in it", t), ct);
        var plan = new PlanBuilder($"Create the user {input.UserName}.")
            .Create($"user {input.UserName}", "it has no console password and no access key")
            .Touch(groups.Select(g => g.Resource))
            .Obstacle(await taking)
            .Unknown(unknowns.Notes);
        if (input.PermissionsBoundary is { } boundary) plan.Create($"user {input.UserName}", "permissions boundary", boundary);
        foreach (var name in input.GroupNames)
            plan.Create($"user {input.UserName}", "member of group", name, "it gets the group's policies");
        return plan.Undo("iam_delete_user", new { userName = input.UserName, detachAll = groups.Length > 0 }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var user = (await iam.CreateUserAsync(new()
        {
            UserName = input.UserName,
            PermissionsBoundary = input.PermissionsBoundary,
            Path = input.Path,
            Tags = IamTags.From(input.Tags),
        }, ct)).User;
        context.Done($"created {user.Arn}", created: user.Arn);
        foreach (var group in input.GroupNames)
        {
            await Waiting.AfterCreationAsync(t =>
                iam.AddUserToGroupAsync(new() { GroupName = group, UserName = input.UserName }, t), context, ct);
            context.Done($"joined the group {group}");
        }

        return new(user.UserName, user.Arn, user.UserId);
    }
}
