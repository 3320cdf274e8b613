using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_update_group_members (AddUserToGroup, RemoveUserFromGroup).</summary>
public static class UpdateGroupMembers
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "update_group_members", "Adds users to a group, and takes users out of it.", PlanAsync, RunAsync,
        iam: ["iam:GetGroup", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies", "iam:GetUser", "iam:AddUserToGroup",
            "iam:RemoveUserFromGroup"],
        examples: ["Put alice into the group admins, and take bob out."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string GroupName { get; init; }

        [Description("Users to add."), MaxLength(20)]
        public IReadOnlyList<string> AddUsers { get; init; } = [];

        [Description("Users to take out."), MaxLength(20)]
        public IReadOnlyList<string> RemoveUsers { get; init; } = [];
    }

    public sealed record Result(string GroupName, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        Check(input);
        var (unknowns, group) = (new Unknowns(context.Target), new Identity(iam, "group", input.GroupName));
        var finding = group.FindAsync("", ct);
        var members = MembersAsync(iam, input.GroupName, ct);
        var attached = unknowns.TryAsync("Its attached policies", () => group.AttachedAsync(ct));
        var inline = unknowns.TryAsync("Its inline policies", () => group.InlineNamesAsync(ct));
        var users = input.AddUsers.AskAsync((u, t) => new Identity(iam, "user", u).FindAsync("not a member", t), ct);
        await Task.WhenAll(finding, members, attached, inline, users);
        var now = await members;
        string[] policies = [.. (await attached ?? []).Select(p => p.PolicyName), .. await inline ?? []];
        var plan = new PlanBuilder($"Change who is in the group {input.GroupName}.")
            .Touch((await finding).Resource with { State = $"{now.Count} member(s)" })
            .Touch((await users).Select(u => u.Resource))
            .Change($"group {input.GroupName}", "members", now, now.Union(input.AddUsers).Except(input.RemoveUsers))
            .Unknown(unknowns.Notes);
        if (input.AddUsers.Except(now).Any()
            && policies.Length > 0) plan.Warn(
                $"New members get its policies at once: {string.Join(", ", policies.Order(StringComparer.Ordinal))}.");
        if (input.RemoveUsers.Intersect(now).Any()
            && policies.Length > 0) plan.Warn(
                $"Those who are taken out lose its policies at once: {string.Join(", ", policies.Order(StringComparer.Ordinal))}.");
        return plan.Undo("iam_update_group_members", new
        {
            groupName = input.GroupName,
            addUsers = input.RemoveUsers.Intersect(now).ToArray(),
            removeUsers = input.AddUsers.Except(now).ToArray(),
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        foreach (var user in input.AddUsers)
        {
            await iam.AddUserToGroupAsync(new() { GroupName = input.GroupName, UserName = user }, ct);
            context.Done($"added {user} to {input.GroupName}");
        }

        foreach (var user in input.RemoveUsers)
        {
            await iam.RemoveUserFromGroupAsync(new() { GroupName = input.GroupName, UserName = user }, ct);
            context.Done($"took {user} out of {input.GroupName}");
        }

        return new(input.GroupName, input.AddUsers, input.RemoveUsers);
    }

    internal static async Task<List<string>> MembersAsync(IAmazonIdentityManagementService iam, string group, CancellationToken ct) =>
        await Paging.AllAsync(async m =>
        {
            var a = await iam.GetGroupAsync(new() { GroupName = group, Marker = m }, ct);
            return (a.Users?.ConvertAll(u => u.UserName), a.IsTruncated, a.Marker);
        });

    private static void Check(Input input)
    {
        if (input.AddUsers.Count + input.RemoveUsers.Count == 0) throw ToolException.NothingToChange();
        if (input.AddUsers.Intersect(input.RemoveUsers).FirstOrDefault() is { } both)
            throw ToolException.InvalidInput($"{both} cannot be added and taken out at once.", "Name each user only once.");
    }
}
