using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

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
        [Description("Id of the access key."), RegularExpression(@"\w{16,128}")]
        public required string AccessKeyId { get; init; }
    }

    public sealed record Result(string Deleted, string User);

    public static async Task<ToolPlan> PlanAsync(
        IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var user = await UserOfAsync(iam, input.AccessKeyId, ct);
        var keys = await AccessKeys.OfAsync(iam, user, context.Time, ct);
        var key = keys.FirstOrDefault(k => k.Id == input.AccessKeyId)
            ?? throw new ToolException(
                ToolErrorCode.NotFound, $"The user {user} has no access key {input.AccessKeyId} any more.",
                "iam_list_access_keys shows those that exist.");
        var plan = new PlanBuilder($"Delete the access key {key.Id} of the user {key.User}.")
            .Touch((await new Identity(iam, "user", user).FindAsync($"access key {AccessKeys.Describe(key)}", ct)).Resource)
            .Lose($"access key {AccessKeys.Describe(key)}", "whatever uses it is denied at once");
        foreach (var other in keys.Where(k => k.Id != key.Id)) plan.Keep($"access key {AccessKeys.Describe(other)}");
        return plan.NoUndo("AWS keeps no copy of a deleted key; a new one has another id and secret.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var user = await UserOfAsync(iam, input.AccessKeyId, ct);
        await iam.DeleteAccessKeyAsync(new() { UserName = user, AccessKeyId = input.AccessKeyId }, ct);
        context.Done($"deleted the access key {input.AccessKeyId} of {user}");
        return new(input.AccessKeyId, user);
    }

    internal static async Task<string> UserOfAsync(IAmazonIdentityManagementService iam, string key, CancellationToken ct) =>
        (await iam.GetAccessKeyLastUsedAsync(new() { AccessKeyId = key }, ct)).UserName
        ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no access key {key} of a user in this account.",
            "iam_list_access_keys shows those that exist.");
}
