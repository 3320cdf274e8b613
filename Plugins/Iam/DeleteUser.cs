using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_user (DeleteUser, and on request all that stands in its way).</summary>
public static class DeleteUser
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_user",
        "Deletes a user; with detachAll also its keys, MFA and memberships. To delete one access key alone, use iam_delete_access_key.",
        PlanAsync, RunAsync,
        iam:
        [
            "iam:GetUser", "iam:ListAttachedUserPolicies", "iam:ListUserPolicies", "iam:ListGroupsForUser", "iam:ListAccessKeys",
            "iam:GetAccessKeyLastUsed",
            "iam:ListMFADevices", "iam:GetLoginProfile", "iam:ListSSHPublicKeys", "iam:ListSigningCertificates",
            "iam:ListServiceSpecificCredentials",
            "iam:DetachUserPolicy", "iam:DeleteUserPolicy", "iam:RemoveUserFromGroup", "iam:DeleteAccessKey", "iam:DeactivateMFADevice",
            "iam:DeleteVirtualMFADevice", "iam:DeleteLoginProfile", "iam:DeleteSSHPublicKey", "iam:DeleteSigningCertificate",
            "iam:DeleteServiceSpecificCredential", "iam:DeleteUser",
        ],
        examples: ["Alice has left; delete her user with everything."]);

    public sealed record Input
    {
        [Description("User name.")]
        public required string UserName { get; init; }

        [Description("Also delete its keys, password, MFA and inline policies, detach policies and leave groups.")]
        public bool DetachAll { get; init; }
    }

    public sealed record Result(string Deleted, IReadOnlyList<string> Also);

    public static async Task<ToolPlan> PlanAsync(
        IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var user = (await iam.GetUserAsync(new() { UserName = input.UserName }, ct)).User;
        var unknowns = new Unknowns(context.Target);
        var changes = (await UserBelongings.FindAsync(iam, input.UserName, unknowns, context.Time, ct)).Changes();
        var signIn = user.PasswordLastUsed is { } used ? $"last signed in {PlanBuilder.Text(used)}" : "no sign-in with a password is known";
        var plan = new PlanBuilder($"Delete the user {input.UserName}{(changes.Count > 0 ? $" and {changes.Count} things it holds" : "")}.")
            .Touch(new PlannedResource(user.Arn, signIn) { Tags = user.Tags.ToMap() })
            .Lose($"user {user.Arn}", signIn)
            .Add(changes)
            .Unknown(unknowns.Notes);
        if (changes.Count > 0 && !input.DetachAll)
            plan.Obstacle($"The user {input.UserName} still holds these; detachAll removes them, too.");
        return plan.NoUndo("A new user of the same name has another id; resource policies that name the old one do not let it in.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        // What cannot be read stays, and DeleteUser then says what is in the way.
        if (input.DetachAll)
            await (await UserBelongings.FindAsync(iam, input.UserName, new(context.Target), context.Time, ct))
                .RemoveAsync(iam, input.UserName, context, ct);
        IReadOnlyList<string> also = [.. context.Steps.Select(s => s.What)];
        await iam.DeleteUserAsync(new() { UserName = input.UserName }, ct);
        context.Done($"deleted the user {input.UserName}");
        return new(input.UserName, also);
    }
}
