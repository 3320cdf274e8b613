using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_group (DeleteGroup; RemoveUserFromGroup, DetachGroupPolicy and DeleteGroupPolicy on request).</summary>
public static class DeleteGroup
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_group", "Deletes a group of users; the users stay.", PlanAsync, RunAsync,
        iam:
        [
            "iam:GetGroup", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies", "iam:RemoveUserFromGroup", "iam:DetachGroupPolicy",
            "iam:DeleteGroupPolicy", "iam:DeleteGroup",
        ],
        examples: ["Delete the group backup."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string GroupName { get; init; }

        [Description("Also take out its users, detach and delete its policies.")]
        public bool DetachAll { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var group = new Identity(iam, "group", input.GroupName);
        var (finding, members, attached, inline) =
            (group.FindAsync("", ct), UpdateGroupMembers.MembersAsync(iam, input.GroupName, ct), group.AttachedAsync(ct),
                group.InlineNamesAsync(ct));
        await Task.WhenAll(finding, members, attached, inline);
        var (users, policies, own) = (await members, await attached, await inline);
        var plan = new PlanBuilder($"Delete the group {input.GroupName}.")
            .Touch((await finding).Resource with { State = $"{users.Count} member(s)" })
            .Delete($"group {input.GroupName}")
            .Obstacle(users.Count + policies.Count + own.Count > 0 && !input.DetachAll
                ? "It has users or policies; detachAll takes them away, too." : null);
        foreach (var user in PlanBuilder.Some(users, 20, "users")) plan.Delete($"membership of {user}", "the user stays");
        foreach (var policy in policies) plan.Delete($"attachment of {policy.PolicyArn}", "the policy itself stays");
        foreach (var policy in own) plan.Lose($"inline policy {policy} of {input.GroupName}");
        return plan.NoUndo("A new group of the same name starts empty.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var group = new Identity(iam, "group", input.GroupName);
        if (input.DetachAll)
        {
            foreach (var user in await UpdateGroupMembers.MembersAsync(iam, input.GroupName, ct))
            {
                await iam.RemoveUserFromGroupAsync(new() { GroupName = input.GroupName, UserName = user }, ct);
                context.Done($"took {user} out of {input.GroupName}");
            }

            foreach (var policy in await group.AttachedAsync(ct))
            {
                await group.DetachAsync(policy.PolicyArn, ct);
                context.Done($"detached {policy.PolicyArn}");
            }

            foreach (var policy in await group.InlineNamesAsync(ct))
            {
                await group.DeleteAsync(policy, ct);
                context.Done($"deleted the inline policy {policy}");
            }
        }

        await iam.DeleteGroupAsync(new() { GroupName = input.GroupName }, ct);
        context.Done($"deleted the group {input.GroupName}");
        return new(input.GroupName);
    }
}
