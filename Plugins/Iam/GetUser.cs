using System.ComponentModel;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_user: all there is to a user (GetUser and the lists of what belongs to it).</summary>
public static class GetUser
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_user", "Gets a user: groups, policies with documents, access keys, MFA, console access."
 + " For what it may do, use iam_simulate_policy.", RunAsync,
        iam:
        [
            "iam:GetUser", "iam:ListAttachedUserPolicies", "iam:ListUserPolicies", "iam:GetUserPolicy", "iam:ListGroupsForUser",
            "iam:ListAttachedGroupPolicies",
            "iam:ListGroupPolicies", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:ListMFADevices", "iam:GetLoginProfile",
            "iam:GetPolicy", "iam:GetPolicyVersion",
        ],
        examples: ["What can the user alice do, and does she use MFA?"]);

    public sealed record Input
    {
        [Description("User name.")]
        public required string UserName { get; init; }
    }

    public sealed record Group(string Name, IReadOnlyList<string> AttachedPolicies, IReadOnlyList<string> InlinePolicies);

    public sealed record Result(
        string Name, string Arn, DateTime? CreatedAt, bool? ConsoleAccess, DateTime? PasswordLastUsedAt, IReadOnlyList<string> MfaDevices,
        IReadOnlyList<AccessKeyRow> AccessKeys, IReadOnlyList<Group> Groups, IReadOnlyList<AttachedPolicy> AttachedPolicies,
        IReadOnlyList<InlinePolicy> InlinePolicies, string? PermissionsBoundary, IReadOnlyDictionary<string, string> Tags, string? Note);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = iam.GetUserAsync(new() { UserName = input.UserName }, ct);
        var reading = new Identity(iam, "user", input.UserName).PoliciesAsync(unknowns, ct);
        var groups = unknowns.TryAsync("The groups", () => GroupsAsync(iam, input.UserName, ct));
        var keys = unknowns.TryAsync("The access keys", () => Iam.AccessKeys.OfAsync(iam, input.UserName, context.Time, ct));
        var devices = unknowns.TryAsync("The MFA devices", () => UserBelongings.MfaAsync(iam, input.UserName, ct));
        var console = unknowns.TryAsync("The console access", () => UserBelongings.ConsoleAsync(iam, input.UserName, ct));
        await Task.WhenAll(finding, reading, groups, keys, devices, console);
        var (user, policies) = ((await finding).User, await reading);
        return new(
            user.UserName, user.Arn, user.CreateDate, await console is { } password ? password.Count > 0 : null, user.PasswordLastUsed,
            [.. (await devices ?? []).Select(d => d.SerialNumber)], await keys ?? [], await groups ?? [], policies.Attached,
            policies.Inline,
            user.PermissionsBoundary?.PermissionsBoundaryArn, user.Tags.ToMap(), policies.Note(unknowns));
    }

    private static async Task<Group[]> GroupsAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct) =>
        await (await UserBelongings.GroupsAsync(iam, user, ct)).AskAsync(async (name, t) =>
        {
            var group = new Identity(iam, "group", name);
            return new Group(name, [.. (await group.AttachedAsync(t)).Select(p => p.PolicyArn)], await group.InlineNamesAsync(t));
        }, ct);
}
