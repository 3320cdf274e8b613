using System.ComponentModel;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_login_profile (DeleteLoginProfile).</summary>
public static class DeleteLoginProfile
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_login_profile", "Deletes a user's console password: it can no longer sign in. Its access keys stay.", PlanAsync, RunAsync,
        iam: ["iam:GetUser", "iam:GetLoginProfile", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:DeleteLoginProfile"],
        examples: ["Take console access from bob."]);

    public sealed record Input
    {
        [Description("User name.")]
        public required string UserName { get; init; }
    }

    public sealed record Result(string UserName);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = new Identity(iam, "user", input.UserName).FindAsync("", ct);
        var console = UserBelongings.ConsoleAsync(iam, input.UserName, ct);
        var keys = unknowns.TryAsync("Its access keys", () => AccessKeys.OfAsync(iam, input.UserName, context.Time, ct));
        await Task.WhenAll(finding, console, keys);
        var has = (await console).Count > 0;
        var plan = new PlanBuilder($"Delete the console password of the user {input.UserName}.")
            .Touch((await finding).Resource with { State = has ? "has a console password" : "has no console password" })
            .Lose($"the console password of {input.UserName}", "a session that is open goes on until it ends")
            .Obstacle(has ? null : "It has no console password.")
            .Unknown(unknowns.Notes);
        foreach (var key in await keys ?? []) plan.Keep($"access key {AccessKeys.Describe(key)}",
            "iam_set_access_key_status deactivates it");
        return plan.NoUndo("AWS keeps no copy of a password; iam_put_login_profile sets another one.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        await iam.DeleteLoginProfileAsync(new DeleteLoginProfileRequest { UserName = input.UserName }, ct);
        context.Done($"deleted the console password of {input.UserName}");
        return new(input.UserName);
    }
}
