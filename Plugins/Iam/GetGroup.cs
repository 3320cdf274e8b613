using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_group (GetGroup and its policies).</summary>
public static class GetGroup
{
    // About 1,000 tokens of names.
    private const int MostUsers = 200;

    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_group", "Gets a group: members and policies with documents. For one member in full, use iam_get_user.", RunAsync,
        iam: ["iam:GetGroup", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies", "iam:GetGroupPolicy", "iam:GetPolicy",
            "iam:GetPolicyVersion"],
        examples: ["Who is in the group admins?"]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string GroupName { get; init; }

        [Description("Members to skip."), Range(0, 100000)]
        public int UserOffset { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, DateTime? CreatedAt, int Members, IReadOnlyList<string> Users,
        IReadOnlyList<AttachedPolicy> AttachedPolicies, IReadOnlyList<InlinePolicy> InlinePolicies, string? Note);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var reading = new Identity(iam, "group", input.GroupName).PoliciesAsync(unknowns, ct);
        Group? group = null;
        var listing = Paging.AllAsync(async m =>
        {
            var a = await iam.GetGroupAsync(new() { GroupName = input.GroupName, Marker = m }, ct);
            group = a.Group;
            return (a.Users, a.IsTruncated, a.Marker);
        });
        await Task.WhenAll(listing, reading);
        var (users, policies, next) = (await listing, await reading, input.UserOffset + MostUsers);
        return new(
            group!.GroupName, group.Arn, group.CreateDate, users.Count,
            [.. users.Skip(input.UserOffset).Take(MostUsers).Select(u => u.UserName)],
            policies.Attached, policies.Inline,
            policies.Note(unknowns, users.Count <= next ? null : $"{users.Count - next} more members: pass userOffset {next}."));
    }
}
