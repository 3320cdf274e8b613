using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_user: all there is to a user (GetUser and the lists of what belongs to it).</summary>
public static class GetUser
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_user", "Gets a user: groups, policies with documents, access keys, MFA, console access. For what it may do in effect, use iam_simulate_policy.", RunAsync,
        iam:
        [
            "iam:GetUser", "iam:ListAttachedUserPolicies", "iam:ListUserPolicies", "iam:GetUserPolicy", "iam:ListGroupsForUser", "iam:ListAttachedGroupPolicies",
            "iam:ListGroupPolicies", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:ListMFADevices", "iam:GetLoginProfile", "iam:GetPolicy", "iam:GetPolicyVersion",
        ],
        examples: ["What can the user alice do, and does she use MFA?"]);

    public sealed record Input
    {
        [Description("User name.")]
        public required string Name { get; init; }
    }

    public sealed record Group(string Name, IReadOnlyList<string> AttachedPolicies, IReadOnlyList<string> InlinePolicies);

    public sealed record Result(
        string Name, string Arn, DateTime? CreatedAt, bool ConsoleAccess, DateTime? PasswordLastUsedAt, IReadOnlyList<string> MfaDevices,
        IReadOnlyList<AccessKeyRow> AccessKeys, IReadOnlyList<Group> Groups, IReadOnlyList<AttachedPolicy> AttachedPolicies,
        IReadOnlyList<InlinePolicy> InlinePolicies, string? PermissionsBoundary, IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = new Identity(iam, "user", input.Name);
        var (found, attached, inline, groups) =
            (iam.GetUserAsync(new() { UserName = input.Name }, ct), identity.AttachedWithDocumentsAsync(ct), identity.InlineAsync(ct), GroupsAsync(iam, input.Name, ct));
        var (keys, devices, console) = (AccessKeys.OfAsync(iam, input.Name, ct), UserBelongings.MfaAsync(iam, input.Name, ct), UserBelongings.ConsoleAsync(iam, input.Name, ct));
        await Task.WhenAll(found, attached, inline, groups, keys, devices, console);
        var user = (await found).User;
        return new(
            user.UserName, user.Arn, user.CreateDate, await console, user.PasswordLastUsed, [.. (await devices).Select(d => d.SerialNumber)],
            await keys, await groups, await attached, await inline, user.PermissionsBoundary?.PermissionsBoundaryArn, user.Tags.ToMap());
    }

    private static async Task<Group[]> GroupsAsync(IAmazonIdentityManagementService iam, string user, CancellationToken ct) =>
        await (await UserBelongings.GroupsAsync(iam, user, ct)).AskAsync(async name =>
        {
            var group = new Identity(iam, "group", name);
            return new Group(name, [.. (await group.AttachedAsync(ct)).Select(p => p.PolicyArn)], await group.InlineNamesAsync(ct));
        }, ct);
}
