using System.ComponentModel;
using System.Text.RegularExpressions;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_check_access: the actions of the enabled tools against what the caller may do (SimulatePrincipalPolicy).</summary>
public static partial class CheckAccess
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Result>(
        "check_access", "Tells which enabled tools the caller's IAM permissions allow, and which actions are missing.", RunAsync,
        iam: ["sts:GetCallerIdentity", "iam:GetRole", "iam:SimulatePrincipalPolicy"],
        examples: ["Which of these tools may I use?", "Which permissions does this server lack?"]);

    public sealed record Input
    {
        [Description("Only this module.")]
        public string? Module { get; init; }

        [Description("Only tools of this kind.")]
        public ToolKind? Kind { get; init; }
    }

    public sealed record Blocked(string Tool, IReadOnlyList<string> Missing);

    public sealed record Result(string Principal, IReadOnlyList<string> Allowed, IReadOnlyList<Blocked> Blocked, IReadOnlyList<string> MissingActions, string Note);

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var modules = context.Host?.Status.Modules ?? throw new ToolException(ToolErrorCode.NotSupported, "Checking access needs the server.");
        if (input.Module is { } name && modules.All(m => m.Name != name))
            throw new ToolException(ToolErrorCode.InvalidInput, $"No module '{name}' is enabled.", $"Enabled are {string.Join(", ", modules.Select(m => m.Name))}.");

        var tools = modules.Where(m => input.Module is null || m.Name == input.Module).SelectMany(m => m.Tools).Where(t => input.Kind is null || t.Kind == input.Kind).ToList();
        var principal = await PrincipalAsync(clients, (await clients.Sts.Value.GetCallerIdentityAsync(new(), ct)).Arn, context.Target, ct);
        var denied = await DeniedAsync(clients, principal, [.. tools.SelectMany(t => t.IamActions).Distinct().Order(StringComparer.Ordinal)], context.Target, ct);
        var blocked = tools.Select(t => new Blocked(t.Name, [.. t.IamActions.Where(denied.Contains)])).Where(b => b.Missing.Count > 0).ToList();
        return new(
            principal, [.. tools.Select(t => t.Name).Except(blocked.Select(b => b.Tool))], blocked, [.. denied.Order(StringComparer.Ordinal)],
            "Simulated for all resources and without conditions: a permission limited to some resources counts as missing, and service control policies may still deny.");
    }

    /// <summary>The user or role whose policies count. A session's own ARN cannot be simulated.</summary>
    private static async Task<string> PrincipalAsync(AccountClients clients, string arn, AwsTarget target, CancellationToken ct)
    {
        if (Session().Match(arn) is not { Success: true } session)
        {
            return arn.Contains(":user/", StringComparison.Ordinal) ? arn
                : throw new ToolException(ToolErrorCode.NotSupported, $"IAM cannot simulate {arn}.", "Call with an IAM user or a role. The root user is denied nothing by IAM policies.");
        }

        var role = session.Groups["role"].Value;
        try
        {
            // The session's ARN leaves out the role's path, which roles of the identity center have.
            return (await clients.Iam.Value.GetRoleAsync(new() { RoleName = role }, ct)).Role.Arn;
        }
        catch (AmazonServiceException e) when (AwsErrors.Translate(e, target)?.Code is ToolErrorCode.AccessDenied)
        {
            return $"arn:{session.Groups["partition"].Value}:iam::{session.Groups["account"].Value}:role/{role}";
        }
    }

    private static async Task<HashSet<string>> DeniedAsync(AccountClients clients, string principal, IReadOnlyList<string> actions, AwsTarget target, CancellationToken ct)
    {
        var denied = new HashSet<string>();
        try
        {
            foreach (var batch in actions.Chunk(100))
            {
                var request = new SimulatePrincipalPolicyRequest { PolicySourceArn = principal, ActionNames = [.. batch] };
                SimulatePrincipalPolicyResponse answer;
                do
                {
                    answer = await clients.Iam.Value.SimulatePrincipalPolicyAsync(request, ct);
                    denied.UnionWith((answer.EvaluationResults ?? []).Where(r => r.EvalDecision != Amazon.IdentityManagement.PolicyEvaluationDecisionType.Allowed).Select(r => r.EvalActionName));
                    request.Marker = answer.Marker;
                }
                while (answer.IsTruncated == true);
            }
        }
        catch (AmazonServiceException e) when (AwsErrors.Translate(e, target)?.Code is ToolErrorCode.AccessDenied)
        {
            throw new ToolException(ToolErrorCode.AccessDenied, $"{principal} may not simulate its own policies, so nothing is known of the tools.",
                "Grant iam:SimulatePrincipalPolicy, or call the tool itself: its error names the action that is missing.", e);
        }

        return denied;
    }

    [GeneratedRegex("^arn:(?<partition>[^:]+):sts::(?<account>[0-9]+):assumed-role/(?<role>[^/]+)/")]
    private static partial Regex Session();
}
