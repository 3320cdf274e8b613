using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_set_boundary (PutRolePermissionsBoundary, DeleteRolePermissionsBoundary and those of users).</summary>
public static class SetBoundary
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "set_boundary", "Sets or removes the permissions boundary of a role or user: the most that its policies can allow.", PlanAsync,
            RunAsync,
        iam:
        [
            "iam:GetRole", "iam:GetUser", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:PutRolePermissionsBoundary",
                "iam:DeleteRolePermissionsBoundary",
            "iam:PutUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary",
        ],
        examples: ["Bound the role ci by the policy ci-boundary."],
        idempotent: true);

    public sealed record Input
    {
        [Description("This or userName.")]
        public string? RoleName { get; init; }

        [Description("User name.")]
        public string? UserName { get; init; }

        [Description("The boundary; without it the present one is removed."), RegularExpression(ManagedPolicies.ArnPattern)]
        public string? PolicyArn { get; init; }
    }

    public sealed record Result(string IdentityType, string IdentityName, string? PermissionsBoundary);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        Check(input);
        var policy = input.PolicyArn is null ? null : ManagedPolicies.FindAsync(iam, input.PolicyArn, ct);
        var (resource, now, obstacle, name) = input.RoleName is not null
            ? Of((await iam.GetRoleAsync(new() { RoleName = input.RoleName }, ct)).Role)
            : Of((await iam.GetUserAsync(new() { UserName = input.UserName }, ct)).User);
        var plan = new PlanBuilder($"{(input.PolicyArn is null ? "Remove" : "Set")} the permissions boundary of {name}.")
            .Touch(resource)
            .Change(name, "permissions boundary", now, input.PolicyArn, policy is null ? null
                : $"the most that it may do: {PolicyDocuments.Short((await policy).Document)}")
            .Obstacle(obstacle)
            .Warn(input.PolicyArn is null && now is not null ? "Without the boundary, all that its policies allow is in force at once."
                : null);
        return plan.Undo("iam_set_boundary", now is null ? Arguments(input, []) : Arguments(input, [new("policyArn", now)])).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var (role, user, policy) = (input.RoleName, input.UserName, input.PolicyArn);
        if (role is not null && policy is not null) await iam.PutRolePermissionsBoundaryAsync(
            new() { RoleName = role, PermissionsBoundary = policy }, ct);
        else if (role is not null) await iam.DeleteRolePermissionsBoundaryAsync(new() { RoleName = role }, ct);
        else if (policy is not null) await iam.PutUserPermissionsBoundaryAsync(new() { UserName = user, PermissionsBoundary = policy }, ct);
        else await iam.DeleteUserPermissionsBoundaryAsync(new() { UserName = user }, ct);
        context.Done($"{(policy is null ? "removed" : "set")} the permissions boundary of {role ?? user}");
        return new(role is null ? "user" : "role", (role ?? user)!, policy);
    }

    private static (PlannedResource, string?, string?, string) Of(Role r) =>
        (new(r.Arn, $"permissions boundary {PlanBuilder.Text(r.PermissionsBoundary?.PermissionsBoundaryArn)}") { Tags = r.Tags.ToMap() },
            r.PermissionsBoundary?.PermissionsBoundaryArn, RoleBelongings.Obstacle(r), $"role {r.RoleName}");

    private static (PlannedResource, string?, string?, string) Of(User u) =>
        (new(u.Arn, $"permissions boundary {PlanBuilder.Text(u.PermissionsBoundary?.PermissionsBoundaryArn)}") { Tags = u.Tags.ToMap() },
            u.PermissionsBoundary?.PermissionsBoundaryArn, null, $"user {u.UserName}");

    private static Dictionary<string, object> Arguments(Input input, IEnumerable<KeyValuePair<string, object>> more) =>
        new([new(input.RoleName is null ? "userName" : "roleName", (input.RoleName ?? input.UserName)!), .. more]);

    private static void Check(Input input)
    {
        if (input.RoleName is null == input.UserName is null)
            throw ToolException.InvalidInput("The call must name one role or user.", "Pass roleName or userName.");
    }
}
