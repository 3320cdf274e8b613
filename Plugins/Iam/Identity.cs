using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>Input of tools that act on the policies of a role, user or group.</summary>
public abstract record IdentityInput
{
    [Description("Who has it."), AllowedValues("role", "user", "group")]
    public required string IdentityType { get; init; }

    [Description("Identity name.")]
    public required string IdentityName { get; init; }
}

/// <summary>A managed policy that is attached. AWS-managed ones come without their document, which iam_get_policy shows.</summary>
public sealed record AttachedPolicy(string Name, string Arn, JsonElement? Document);

/// <summary>A policy that is part of a role, user or group.</summary>
public sealed record InlinePolicy(string Name, JsonElement Document);

/// <summary>A role, user or group and its policies; IAM has the same operations three times.</summary>
internal sealed record Identity(IAmazonIdentityManagementService Iam, string Type, string Name)
{
    /// <summary>The actions of <see cref="FindAsync"/>.</summary>
    public static readonly string[] FindActions = ["iam:GetRole", "iam:GetUser", "iam:GetGroup"];

    /// <summary>The actions of <see cref="AttachedAsync"/>.</summary>
    public static readonly string[] AttachedActions = ["iam:ListAttachedRolePolicies", "iam:ListAttachedUserPolicies", "iam:ListAttachedGroupPolicies"];

    /// <summary>The actions of <see cref="DocumentAsync"/>.</summary>
    public static readonly string[] DocumentActions = ["iam:GetRolePolicy", "iam:GetUserPolicy", "iam:GetGroupPolicy"];

    public static Identity Of(IAmazonIdentityManagementService iam, IdentityInput input) => new(iam, input.IdentityType, input.IdentityName);

    /// <summary><c>role web</c></summary>
    public override string ToString() => $"{Type} {Name}";

    /// <summary>What it is, for a plan. Groups have no tags.</summary>
    public async Task<PlannedResource> FindAsync(string state, CancellationToken ct)
    {
        switch (Type)
        {
            case "role":
                var role = (await Iam.GetRoleAsync(new() { RoleName = Name }, ct)).Role;
                return new(role.Arn, state) { Tags = role.Tags.ToMap() };
            case "user":
                var user = (await Iam.GetUserAsync(new() { UserName = Name }, ct)).User;
                return new(user.Arn, state) { Tags = user.Tags.ToMap() };
            default:
                return new((await Iam.GetGroupAsync(new() { GroupName = Name, MaxItems = 1 }, ct)).Group.Arn, state);
        }
    }

    public Task<List<AttachedPolicyType>> AttachedAsync(CancellationToken ct) => Type switch
    {
        "role" => IamPages.AllAsync(async m =>
        {
            var a = await Iam.ListAttachedRolePoliciesAsync(new() { RoleName = Name, Marker = m }, ct);
            return (a.AttachedPolicies, a.IsTruncated, a.Marker);
        }),
        "user" => IamPages.AllAsync(async m =>
        {
            var a = await Iam.ListAttachedUserPoliciesAsync(new() { UserName = Name, Marker = m }, ct);
            return (a.AttachedPolicies, a.IsTruncated, a.Marker);
        }),
        _ => IamPages.AllAsync(async m =>
        {
            var a = await Iam.ListAttachedGroupPoliciesAsync(new() { GroupName = Name, Marker = m }, ct);
            return (a.AttachedPolicies, a.IsTruncated, a.Marker);
        }),
    };

    public Task<List<string>> InlineNamesAsync(CancellationToken ct) => Type switch
    {
        "role" => IamPages.AllAsync(async m =>
        {
            var a = await Iam.ListRolePoliciesAsync(new() { RoleName = Name, Marker = m }, ct);
            return (a.PolicyNames, a.IsTruncated, a.Marker);
        }),
        "user" => IamPages.AllAsync(async m =>
        {
            var a = await Iam.ListUserPoliciesAsync(new() { UserName = Name, Marker = m }, ct);
            return (a.PolicyNames, a.IsTruncated, a.Marker);
        }),
        _ => IamPages.AllAsync(async m =>
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

    /// <summary>The attached policies, with the documents of the account's own.</summary>
    public async Task<AttachedPolicy[]> AttachedWithDocumentsAsync(CancellationToken ct) => await (await AttachedAsync(ct)).AskAsync(
        async p => new AttachedPolicy(p.PolicyName, p.PolicyArn, ManagedPolicies.IsAws(p.PolicyArn) ? null : (await ManagedPolicies.FindAsync(Iam, p.PolicyArn, ct)).Document), ct);

    /// <summary>The inline policies.</summary>
    public async Task<InlinePolicy[]> InlineAsync(CancellationToken ct) =>
        await (await InlineNamesAsync(ct)).AskAsync(async p => new InlinePolicy(p, await DocumentAsync(p, ct)), ct);

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
}
