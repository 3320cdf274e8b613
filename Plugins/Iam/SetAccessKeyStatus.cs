using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_set_access_key_status (UpdateAccessKey).</summary>
public static class SetAccessKeyStatus
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "set_access_key_status", "Deactivates an access key of a user, or activates it again.", PlanAsync, RunAsync,
        iam: ["iam:GetUser", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:UpdateAccessKey"],
        examples: ["Deactivate the key AKIA... to see what breaks before it is deleted."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Id of the access key."), RegularExpression(@"\w{16,128}")]
        public required string AccessKeyId { get; init; }

        [Description("Whether it works."), AllowedValues("Active", "Inactive")]
        public required string Status { get; init; }
    }

    public sealed record Result(string Id, string User, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var user = await DeleteAccessKey.UserOfAsync(iam, input.AccessKeyId, ct);
        var (keys, identity) = (AccessKeys.OfAsync(iam, user, context.Time, ct), new Identity(iam, "user", user).FindAsync("", ct));
        await Task.WhenAll(keys, identity);
        var key = (await keys).FirstOrDefault(k => k.Id == input.AccessKeyId)
            ?? throw ToolException.NotFound($"The access key {input.AccessKeyId} of {user}",
                "iam_list_access_keys shows those that exist.");
        return new PlanBuilder($"Make the access key {key.Id} of the user {user} {input.Status}.")
            .Touch((await identity).Resource with { State = $"access key {AccessKeys.Describe(key)}" })
            .Change($"access key {AccessKeys.Describe(key)}", "status", key.Status, input.Status,
                input.Status == "Inactive" ? "whatever uses it is denied at once" : "whoever has it can use it again")
            .Undo("iam_set_access_key_status", new { accessKeyId = key.Id, status = key.Status })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var user = await DeleteAccessKey.UserOfAsync(iam, input.AccessKeyId, ct);
        await iam.UpdateAccessKeyAsync(new() { UserName = user, AccessKeyId = input.AccessKeyId, Status = input.Status }, ct);
        context.Done($"made the access key {input.AccessKeyId} of {user} {input.Status}");
        return new(input.AccessKeyId, user, input.Status);
    }
}
