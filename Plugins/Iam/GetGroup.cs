using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_group (GetGroup and its policies).</summary>
public static class GetGroup
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_group", "Gets a group: members and policies with documents. For one member in full, use iam_get_user.", RunAsync,
        iam: ["iam:GetGroup", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies", "iam:GetGroupPolicy", "iam:GetPolicy", "iam:GetPolicyVersion"],
        examples: ["Who is in the group admins?"]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Name { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, DateTime? CreatedAt, IReadOnlyList<string> Users, IReadOnlyList<AttachedPolicy> AttachedPolicies, IReadOnlyList<InlinePolicy> InlinePolicies);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var identity = new Identity(iam, "group", input.Name);
        var (attached, inline) = (identity.AttachedWithDocumentsAsync(ct), identity.InlineAsync(ct));
        Group? group = null;
        var users = IamPages.AllAsync(async m =>
        {
            var a = await iam.GetGroupAsync(new() { GroupName = input.Name, Marker = m }, ct);
            group = a.Group;
            return (a.Users, a.IsTruncated, a.Marker);
        });
        await Task.WhenAll(users, attached, inline);
        return new(group!.GroupName, group.Arn, group.CreateDate, [.. (await users).Select(u => u.UserName)], await attached, await inline);
    }
}
