using System.ComponentModel;
using System.Text.RegularExpressions;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_check_access: the actions of the enabled tools against what the caller may do (SimulatePrincipalPolicy).</summary>
public static partial class CheckAccess
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Result>(
        "check_access", "Tells which enabled tools the caller's IAM permissions allow, and which actions are missing.", RunAsync,
        iam: ["sts:GetCallerIdentity", "iam:GetRole", "iam:SimulatePrincipalPolicy"],
        examples: ["Which of these tools may I use?", "Which permissions does this server lack?"]).With(global: true);

    public sealed record Input
    {
        [Description("Like ec2.")]
        public string? Module { get; init; }

        [Description("Only tools of this kind.")]
        public ToolKind? Kind { get; init; }
    }

    public sealed record Blocked(string Tool, IReadOnlyList<string> Missing);

    /// <param name="Unknown">Tools of which nothing is known, as AWS did not answer for one of their actions.</param>
    public sealed record Result(
        string Principal, IReadOnlyList<string> Allowed, IReadOnlyList<Blocked> Blocked, IReadOnlyList<string>? Unknown,
        IReadOnlyList<string> MissingActions, string Note);

    // What is known of some actions; the failure when nothing is.
    private sealed record Simulated(IReadOnlyList<string> Actions, IReadOnlyList<string> Denied, ToolException? Failure);

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var modules = context.Host?.Status.Modules
            ?? throw new ToolException(ToolErrorCode.NotSupported, "Checking access needs the server.");
        if (input.Module is { } name && modules.All(m => m.Name != name))
            throw ToolException.InvalidInput($"No module '{name}' is enabled.",
                $"Enabled are {string.Join(", ", modules.Select(m => m.Name))}.");

        var tools = modules.Where(m => input.Module is null || m.Name == input.Module).SelectMany(m => m.Tools)
            .Where(t => input.Kind is null || t.Kind == input.Kind).ToList();
        var caller = await clients.Sts.GetCallerIdentityAsync(new(), ct);
        var principal = await PrincipalAsync(clients.Iam, caller.Arn, context.Target, ct);
        var actions = tools.SelectMany(t => t.IamActions).Select(Plain).Distinct().Order(StringComparer.Ordinal);
        var simulated = await actions.Chunk(100)
            .AskAsync((batch, t) => SimulateAsync(clients.Iam, principal, batch, context.Target, t), ct);
        if (simulated.Length > 0 && simulated.All(s => s.Failure is not null)) throw Nothing(principal, simulated[0].Failure!);

        var denied = simulated.SelectMany(s => s.Denied).ToHashSet();
        var unknown = simulated.Where(s => s.Failure is not null).SelectMany(s => s.Actions).ToHashSet();
        var blocked = tools.Select(t => new Blocked(t.Name, [.. t.IamActions.Select(Plain).Where(denied.Contains)]))
            .Where(b => b.Missing.Count > 0).ToList();
        var open = tools.Where(t => t.IamActions.Select(Plain).Any(unknown.Contains)).Select(t => t.Name)
            .Except(blocked.Select(b => b.Tool)).ToList();
        var failures = simulated.Select(s => s.Failure).OfType<ToolException>().Select(f => f.AwsErrorCode ?? f.Code.ToString()).Distinct();
        return new(
            principal, [.. tools.Select(t => t.Name).Except(blocked.Select(b => b.Tool)).Except(open)], blocked,
            open.Count == 0 ? null : open,
            [.. denied.Order(StringComparer.Ordinal)],
            "Simulated for all resources and without conditions: a permission limited to some resources counts as missing, "
            + "and service control policies may still deny."
            + (unknown.Count == 0 ? "" : $" {unknown.Count} action(s) could not be simulated ({string.Join(", ", failures)})."));
    }

    // A tool names the service that a role is passed to behind the action.
    private static string Plain(string action) => action.Split('>')[0];

    /// <summary>The user or role whose policies count. A session's own ARN cannot be simulated.</summary>
    private static async Task<string> PrincipalAsync(IAmazonIdentityManagementService iam, string arn, AwsTarget target,
        CancellationToken ct)
    {
        if (Session().Match(arn) is not { Success: true } session)
        {
            return arn.Contains(":user/", StringComparison.Ordinal) ? arn
                : throw new ToolException(ToolErrorCode.NotSupported, $"IAM cannot simulate {arn}.",
                    "Call with an IAM user or a role. The root user is denied nothing by IAM policies.");
        }

        var role = session.Groups["role"].Value;
        // The session's ARN leaves out the role's path, which roles of the identity center have.
        var found = await new Unknowns(target).TryAsync("The role", () => iam.GetRoleAsync(new() { RoleName = role }, ct));
        return found?.Role.Arn ?? $"arn:{session.Groups["partition"].Value}:iam::{session.Groups["account"].Value}:role/{role}";
    }

    private static async Task<Simulated> SimulateAsync(
        IAmazonIdentityManagementService iam, string principal, IReadOnlyList<string> actions, AwsTarget target, CancellationToken ct)
    {
        try
        {
            var results = await Paging.AllAsync<EvaluationResult>(async marker =>
            {
                var answer = await iam.SimulatePrincipalPolicyAsync(new()
                {
                    PolicySourceArn = principal,
                    ActionNames = [.. actions],
                    Marker = marker
                }, ct);
                return (answer.EvaluationResults, answer.IsTruncated, answer.Marker);
            });
            return new(actions,
                [.. results.Where(r => r.EvalDecision != PolicyEvaluationDecisionType.Allowed).Select(r => r.EvalActionName)], null);
        }
        catch (Exception e) when (AwsErrors.Translate(e, target) is
        {
            Code: ToolErrorCode.AccessDenied or ToolErrorCode.NotSupported or ToolErrorCode.Unavailable or ToolErrorCode.Throttled,
        } failure)
        {
            return new(actions, [], failure);
        }
    }

    private static ToolException Nothing(string principal, ToolException failure) =>
        failure.Code is not ToolErrorCode.AccessDenied ? failure
        : new(ToolErrorCode.AccessDenied, $"{principal} may not simulate its own policies, so nothing is known of the tools.",
            "Grant iam:SimulatePrincipalPolicy, or call the tool itself: its error names the action that is missing.", failure);

    [GeneratedRegex("^arn:(?<partition>[^:]+):sts::(?<account>[0-9]+):assumed-role/(?<role>[^/]+)/")]
    private static partial Regex Session();
}
