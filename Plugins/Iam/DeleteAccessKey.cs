using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_access_key (DeleteAccessKey).</summary>
public static class DeleteAccessKey
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_access_key", "Deletes an access key of a user for good. To find old ones, use iam_list_access_keys.", PlanAsync, RunAsync,
        iam: ["iam:GetUser", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:DeleteAccessKey"],
        examples: ["Delete the key AKIA... that leaked."]);

    public sealed record Input
    {
        [Description("Access key id."), RegularExpression(@"\w{16,128}")]
        public required string Id { get; init; }
    }

    public sealed record Result(string Deleted, string User);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var user = await UserOfAsync(iam, input.Id, ct);
        var keys = await AccessKeys.OfAsync(iam, user, ct);
        var key = keys.FirstOrDefault(k => k.Id == input.Id)
            ?? throw new ToolException(ToolErrorCode.NotFound, $"The user {user} has no access key {input.Id} any more.", "iam_list_access_keys shows those that exist.");
        return new($"Delete the access key {key.Id} of the user {key.User}.",
            [$"{AccessKeys.Describe(key)}. Whatever uses it is denied at once; its secret cannot be had again.", $"The user keeps {keys.Length - 1} access keys."])
        {
            Resources = [await new Identity(iam, "user", user).FindAsync($"access key {AccessKeys.Describe(key)}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var user = await UserOfAsync(iam, input.Id, ct);
        await iam.DeleteAccessKeyAsync(new() { UserName = user, AccessKeyId = input.Id }, ct);
        return new(input.Id, user);
    }

    private static async Task<string> UserOfAsync(IAmazonIdentityManagementService iam, string key, CancellationToken ct) =>
        (await iam.GetAccessKeyLastUsedAsync(new() { AccessKeyId = key }, ct)).UserName
        ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no access key {key} of a user in this account.", "iam_list_access_keys shows those that exist.");
}
