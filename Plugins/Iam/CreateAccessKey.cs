using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_access_key (CreateAccessKey): the only time that AWS shows the secret.</summary>
public static class CreateAccessKey
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_access_key",
        "Creates an access key for a user and returns its secret, this once. Where a role will do, use iam_create_role.", PlanAsync,
        RunAsync,
        iam: ["iam:GetUser", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:CreateAccessKey"],
        examples: ["Make a new key for the backup user."],
        secret: true);

    public sealed record Input
    {
        [Description("User name.")]
        public required string UserName { get; init; }
    }

    public sealed record Result(string Id, string SecretAccessKey, string User, string Status, DateTime? CreatedAt);

    public static async Task<ToolPlan> PlanAsync(
        IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var found = await new Identity(iam, "user", input.UserName).FindAsync("", ct);
        var keys = await AccessKeys.OfAsync(iam, input.UserName, context.Time, ct);
        var plan = new PlanBuilder($"Create an access key for the user {input.UserName}.")
            .Touch(found.Resource with { State = $"{keys.Length} access keys" })
            .Create($"access key of {input.UserName}", "it works at once and until it is deleted, with all permissions of the user");
        foreach (var key in keys) plan.Keep($"access key {AccessKeys.Describe(key)}");
        return plan.Obstacle(keys.Length < 2 ? null
            : $"The user {input.UserName} has two access keys, the most that AWS permits; iam_delete_access_key deletes one.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var key = (await iam.CreateAccessKeyAsync(new() { UserName = input.UserName }, ct)).AccessKey;
        context.Secret(key.SecretAccessKey);
        context.Done($"created the access key {key.AccessKeyId}", created: key.AccessKeyId);
        return new(key.AccessKeyId, key.SecretAccessKey, key.UserName, key.Status, key.CreateDate);
    }
}
