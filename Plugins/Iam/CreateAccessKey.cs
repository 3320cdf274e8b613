using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_access_key (CreateAccessKey): the only time that AWS shows the secret.</summary>
public static class CreateAccessKey
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_access_key", "Creates an access key for a user and returns its secret, this once. Where a role will do, use iam_create_role.", PlanAsync, RunAsync,
        iam: ["iam:GetUser", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:CreateAccessKey"],
        examples: ["Make a new key for the backup user."],
        secret: true);

    public sealed record Input
    {
        [Description("User name.")]
        public required string User { get; init; }
    }

    public sealed record Result(string Id, string SecretAccessKey, string User, string Status, DateTime? CreatedAt);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var resource = await new Identity(iam, "user", input.User).FindAsync("", ct);
        var keys = await AccessKeys.OfAsync(iam, input.User, ct);
        if (keys.Length > 1)
            throw new ToolException(ToolErrorCode.LimitExceeded, $"The user {input.User} has two access keys, the most that AWS permits: {string.Join(", ", keys.Select(AccessKeys.Describe))}.", "Delete one with iam_delete_access_key.");
        return new($"Create an access key for the user {input.User}.",
            ["It works at once and until it is deleted, with all permissions of the user.", .. keys.Select(k => $"The user keeps {AccessKeys.Describe(k)}.")])
        {
            Resources = [resource with { State = $"{keys.Length} access keys" }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var key = (await iam.CreateAccessKeyAsync(new() { UserName = input.User }, ct)).AccessKey;
        return new(key.AccessKeyId, key.SecretAccessKey, key.UserName, key.Status, key.CreateDate);
    }
}
