using System.ComponentModel;
using System.Text.Json;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>Input of tools that act on the policies of a role, user or group: exactly one of them.</summary>
public abstract record IdentityInput
{
    [Description("Or userName, groupName.")]
    public string? RoleName { get; init; }

    [Description("User name.")]
    public string? UserName { get; init; }

    [Description("Group name.")]
    public string? GroupName { get; init; }
}

/// <summary>A managed policy that is attached. AWS-managed ones come without their document; iam_get_policy shows it.</summary>
public sealed record AttachedPolicy(string Name, string Arn, JsonElement? Document);

/// <summary>A policy that is part of a role, user or group.</summary>
public sealed record InlinePolicy(string Name, JsonElement Document);

/// <summary>The policies of a role, user or group.</summary>
internal sealed record IdentityPolicies(IReadOnlyList<AttachedPolicy> Attached, IReadOnlyList<InlinePolicy> Inline, string? LeftOut)
{
    /// <summary>What a reader must know of the answer: parts that are not known, and parts that were left out.</summary>
    public string? Note(Unknowns unknowns, string? more = null) =>
        Notes.Join(unknowns.Note, LeftOut, more);
}

/// <summary>A role, user or group as it is.</summary>
/// <param name="Resource">For a plan. Groups have no tags.</param>
/// <param name="Obstacle">Why its policies cannot be changed; null when they can.</param>
internal sealed record FoundIdentity(PlannedResource Resource, string? Obstacle);

/// <summary>A role, user or group and its policies; IAM has the same operations three times.</summary>
internal sealed record Identity(IAmazonIdentityManagementService Iam, string Type, string Name)
{
    // Documents of this length together have about 3,000 tokens; what is longer is left to iam_get_policy.
    private const int MostCharacters = 12_000;

    /// <summary>The actions of <see cref="FindAsync"/>.</summary>
    public static readonly string[] FindActions = ["iam:GetRole", "iam:GetUser", "iam:GetGroup"];

    /// <summary>The actions of <see cref="AttachedAsync"/>.</summary>
    public static readonly string[] AttachedActions = ["iam:ListAttachedRolePolicies", "iam:ListAttachedUserPolicies",
        "iam:ListAttachedGroupPolicies"];

    /// <summary>The actions of <see cref="DocumentAsync"/>.</summary>
    public static readonly string[] DocumentActions = ["iam:GetRolePolicy", "iam:GetUserPolicy", "iam:GetGroupPolicy"];

    /// <exception cref="ToolException">The input names none, or several.</exception>
    public static Identity Of(
        IAmazonIdentityManagementService iam, IdentityInput input) => (input.RoleName, input.UserName, input.GroupName) switch
        {
            ({ } role, null, null) => new(iam, "role", role),
            (null, { } user, null) => new(iam, "user", user),
            (null, null, { } group) => new(iam, "group", group),
            _ => throw ToolException.InvalidInput("The call must name one role, user or group.",
                "Pass exactly one of roleName, userName and groupName."),
        };

    /// <summary><c>role web</c></summary>
    public override string ToString() => $"{Type} {Name}";

    /// <summary>The arguments of another tool that acts on it.</summary>
    public Dictionary<string, object> Arguments(
        params IEnumerable<KeyValuePair<string, object>> more) => new([new($"{Type}Name", Name), .. more]);

    /// <summary>What it is, for a plan.</summary>
    /// <param name="state">What matters of it.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<FoundIdentity> FindAsync(string state, CancellationToken ct)
    {
        switch (Type)
        {
            case "role":
                var role = (await Iam.GetRoleAsync(new() { RoleName = Name }, ct)).Role;
                return new(new(role.Arn, state) { Tags = role.Tags.ToMap() }, RoleBelongings.Obstacle(role));
            case "user":
                var user = (await Iam.GetUserAsync(new() { UserName = Name }, ct)).User;
                return new(new(user.Arn, state) { Tags = user.Tags.ToMap() }, null);
            default:
                return new(new((await Iam.GetGroupAsync(new() { GroupName = Name, MaxItems = 1 }, ct)).Group.Arn, state), null);
        }
    }

    /// <summary>Why it cannot be created: there is one of the name. Null when there is none, or when that is not known.</summary>
    public Task<string?> TakenAsync(Unknowns unknowns, CancellationToken ct) =>
        IamName.TakenAsync($"a {this}", async () => (await FindAsync("", ct)).Resource.Id, unknowns);

    public Task<List<AttachedPolicyType>> AttachedAsync(CancellationToken ct) => Type switch
    {
        "role" => Paging.AllAsync(async m =>
        {
            var a = await Iam.ListAttachedRolePoliciesAsync(new() { RoleName = Name, Marker = m }, ct);
            return (a.AttachedPolicies, a.IsTruncated, a.Marker);
        }),
        "user" => Paging.AllAsync(async m =>
        {
            var a = await Iam.ListAttachedUserPoliciesAsync(new() { UserName = Name, Marker = m }, ct);
            return (a.AttachedPolicies, a.IsTruncated, a.Marker);
        }),
        _ => Paging.AllAsync(async m =>
        {
            var a = await Iam.ListAttachedGroupPoliciesAsync(new() { GroupName = Name, Marker = m }, ct);
            return (a.AttachedPolicies, a.IsTruncated, a.Marker);
        }),
    };

    public Task<List<string>> InlineNamesAsync(CancellationToken ct) => Type switch
    {
        "role" => Paging.AllAsync(async m =>
        {
            var a = await Iam.ListRolePoliciesAsync(new() { RoleName = Name, Marker = m }, ct);
            return (a.PolicyNames, a.IsTruncated, a.Marker);
        }),
        "user" => Paging.AllAsync(async m =>
        {
            var a = await Iam.ListUserPoliciesAsync(new() { UserName = Name, Marker = m }, ct);
            return (a.PolicyNames, a.IsTruncated, a.Marker);
        }),
        _ => Paging.AllAsync(async m =>
        {
            var a = await Iam.ListGroupPoliciesAsync(new() { GroupName = Name, Marker = m }, ct);
            return (a.PolicyNames, a.IsTruncated, a.Marker);
        }),
    };

    /// <summary>An inline policy.</summary>
    /// <exception cref="NoSuchEntityException">There is none of this name.</exception>
    public async Task<JsonElement> DocumentAsync(string policy, CancellationToken ct) => PolicyDocuments.Decode(Type switch
    {
        "role" => (await Iam.GetRolePolicyAsync(new() { RoleName = Name, PolicyName = policy }, ct)).PolicyDocument,
        "user" => (await Iam.GetUserPolicyAsync(new() { UserName = Name, PolicyName = policy }, ct)).PolicyDocument,
        _ => (await Iam.GetGroupPolicyAsync(new() { GroupName = Name, PolicyName = policy }, ct)).PolicyDocument,
    });

    /// <summary>
    /// All policies with the documents of the account's own, as many as fit an answer: the inline ones first, since no other tool
    /// shows them. IAM keeps those of a role below 10,240 characters together.
    /// </summary>
    public async Task<IdentityPolicies> PoliciesAsync(Unknowns unknowns, CancellationToken ct)
    {
        var attaching = unknowns.TryAsync("The attached policies", () => AttachedWithDocumentsAsync(unknowns, ct));
        var inlining = unknowns.TryAsync("The inline policies", async () =>
            await (await InlineNamesAsync(ct)).AskAsync(async (p, t) => new InlinePolicy(p, await DocumentAsync(p, t)), ct));
        await Task.WhenAll(attaching, inlining);
        var (attached, inline) = (await attaching ?? [], await inlining ?? []);

        var (left, tooLong) = (MostCharacters - inline.Sum(p => PolicyDocuments.Line(p.Document).Length), new List<string>());
        var shown = attached.Select(p =>
        {
            if (p.Document is not { } document) return p;
            left -= PolicyDocuments.Line(document).Length;
            if (left >= 0) return p;
            tooLong.Add(p.Name);
            return p with { Document = null };
        }).ToList();
        return new(shown, inline,
            tooLong.Count == 0 ? null
                : $"Left out for their length: the documents of {string.Join(", ", tooLong)}. iam_get_policy shows each.");
    }

    public Task AttachAsync(string arn, CancellationToken ct) => Type switch
    {
        "role" => Iam.AttachRolePolicyAsync(new() { RoleName = Name, PolicyArn = arn }, ct),
        "user" => Iam.AttachUserPolicyAsync(new() { UserName = Name, PolicyArn = arn }, ct),
        _ => Iam.AttachGroupPolicyAsync(new() { GroupName = Name, PolicyArn = arn }, ct),
    };

    public Task DetachAsync(string arn, CancellationToken ct) => Type switch
    {
        "role" => Iam.DetachRolePolicyAsync(new() { RoleName = Name, PolicyArn = arn }, ct),
        "user" => Iam.DetachUserPolicyAsync(new() { UserName = Name, PolicyArn = arn }, ct),
        _ => Iam.DetachGroupPolicyAsync(new() { GroupName = Name, PolicyArn = arn }, ct),
    };

    public Task PutAsync(string policy, string document, CancellationToken ct) => Type switch
    {
        "role" => Iam.PutRolePolicyAsync(new() { RoleName = Name, PolicyName = policy, PolicyDocument = document }, ct),
        "user" => Iam.PutUserPolicyAsync(new() { UserName = Name, PolicyName = policy, PolicyDocument = document }, ct),
        _ => Iam.PutGroupPolicyAsync(new() { GroupName = Name, PolicyName = policy, PolicyDocument = document }, ct),
    };

    public Task DeleteAsync(string policy, CancellationToken ct) => Type switch
    {
        "role" => Iam.DeleteRolePolicyAsync(new() { RoleName = Name, PolicyName = policy }, ct),
        "user" => Iam.DeleteUserPolicyAsync(new() { UserName = Name, PolicyName = policy }, ct),
        _ => Iam.DeleteGroupPolicyAsync(new() { GroupName = Name, PolicyName = policy }, ct),
    };

    private async Task<AttachedPolicy[]> AttachedWithDocumentsAsync(
        Unknowns unknowns, CancellationToken ct) => await (await AttachedAsync(ct)).AskAsync(
        async (p, t) => new AttachedPolicy(p.PolicyName, p.PolicyArn, ManagedPolicies.IsAws(p.PolicyArn) ? null
            : (await unknowns.TryAsync($"The document of {p.PolicyName}", () =>
                ManagedPolicies.FindAsync(Iam, p.PolicyArn, t)))?.Document), ct);
}
