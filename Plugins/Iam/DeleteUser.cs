using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_user (DeleteUser, and on request all that stands in its way).</summary>
public static class DeleteUser
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_user", "Deletes a user; with detachAll also its keys, MFA and memberships. To only lock out one key, use iam_delete_access_key.", PlanAsync, RunAsync,
        iam:
        [
            "iam:GetUser", "iam:ListAttachedUserPolicies", "iam:ListUserPolicies", "iam:ListGroupsForUser", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:ListMFADevices",
            "iam:GetLoginProfile", "iam:ListSSHPublicKeys", "iam:ListSigningCertificates", "iam:ListServiceSpecificCredentials", "iam:DetachUserPolicy", "iam:DeleteUserPolicy",
            "iam:RemoveUserFromGroup", "iam:DeleteAccessKey", "iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice", "iam:DeleteLoginProfile", "iam:DeleteSSHPublicKey",
            "iam:DeleteSigningCertificate", "iam:DeleteServiceSpecificCredential", "iam:DeleteUser",
        ],
        examples: ["Alice has left; delete her user with everything."]);

    public sealed record Input
    {
        [Description("User name.")]
        public required string Name { get; init; }

        [Description("Also delete its keys, password, MFA and inline policies, detach policies and leave groups.")]
        public bool DetachAll { get; init; }
    }

    public sealed record Result(string Deleted, IReadOnlyList<string> Also);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var user = (await iam.GetUserAsync(new() { UserName = input.Name }, ct)).User;
        var lines = (await UserBelongings.FindAsync(iam, input.Name, ct)).Lines();
        if (lines.Count > 0 && !input.DetachAll)
            throw new ToolException(ToolErrorCode.Conflict, $"The user {input.Name} still holds: {string.Join("; ", lines)}.", "Pass detachAll: true to do as said with each of these and delete the user.");
        return new($"Delete the user {input.Name} and {lines.Count} things it holds.",
        [
            $"{user.Arn}, {(user.PasswordLastUsed is { } used ? $"last signed in {used:yyyy-MM-dd}" : "never signed in to the console")}. A new user of the same name would not be the same to resource policies.",
            .. lines,
        ])
        {
            Resources = [new(user.Arn, string.Join("; ", lines)) { Tags = user.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        IReadOnlyList<string> lines = [];
        if (input.DetachAll)
        {
            var belongings = await UserBelongings.FindAsync(iam, input.Name, ct);
            await belongings.RemoveAsync(iam, input.Name, ct);
            lines = belongings.Lines();
        }

        await iam.DeleteUserAsync(new() { UserName = input.Name }, ct);
        return new(input.Name, lines);
    }
}
